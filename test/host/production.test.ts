import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRoleAnswer } from "./answers.ts";
import {
	assumeRole,
	openSandbox,
	type Sandbox,
	sha256,
	statusItem,
	typeMfaCode,
	variableHash,
} from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({ hasDefaults: true, settings: { "awsSessions.production.maxMinutes": 30 } });
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const question = "Start ProdAdmin in account 777788889999? It is marked as production";

test("a profile marked as production looks different before it is used", async () => {
	const { person } = sandbox.workbench;
	await person.openView("AWS Sessions");
	const rows = await person
		.tree("Profiles")
		.waitForRows("prod-admin", (found) => found.some(({ label }) => label === "prod-admin"));
	const icons = new Map(rows.map(({ label, icon }) => [label, icon]));
	assert.match(icons.get("prod-admin") ?? "", /flame/);
	assert.match(icons.get("prod-audit") ?? "", /flame/);
	assert.doesNotMatch(icons.get("dev-admin") ?? "", /flame/);
});

test("it is confirmed by role and account; without that nothing happens, and no code is asked for", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick("prod-admin");
	const { detail, buttons } = await person.dialogs.waitFor(question);
	assert.match(detail, /prod-admin.*terminals of its own only/);
	assert.deepEqual(buttons, ["Cancel", "Start Session"]);
	await person.dialogs.click(question, "Cancel");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	assert.equal(sandbox.sts.requests.length, 0);
	assert.deepEqual(await person.notifications.all(), []);
});

test("it is red in the status bar, shorter as the settings say, and in terminals of its own only", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick("prod-admin");
	await person.dialogs.click(question, "Start Session");
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	const item = await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("PROD prod-admin"));
	assert.equal(item.text, "PROD prod-admin · 29m");
	assert.deepEqual([item.background, item.icons], ["error", ["flame"]]);
	assert.match(item.ariaLabel, /prod-admin, production, ProdAdmin in account 777788889999/);
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
	await person.notifications.click(/terminals get it only when they are opened with it/, "Open Terminal");
	await waitFor("its terminal", async () => (await person.terminals.names()).includes("PROD prod-admin"));
	const token = sandbox.sts.secretsIssued().at(-1) ?? "";
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN", "PROD prod-admin"), sha256(token));
});

test("another session takes the window's terminals, and the one of production stays what it is", async () => {
	const { person } = sandbox.workbench;
	await assumeRole(sandbox, "dev-readonly", false);
	await person.terminals.open();
	assert.equal(
		await variableHash(sandbox, "AWS_SESSION_TOKEN"),
		sha256(sandbox.sts.secretsIssued().at(-1) ?? ""),
	);
	const held = await variableHash(sandbox, "AWS_SESSION_TOKEN", "PROD prod-admin");
	assert.notEqual(held, "unset");
	assert.notEqual(held, await variableHash(sandbox, "AWS_SESSION_TOKEN"));
	const rows = await person.tree("Sessions").waitForRows("both", (found) => found.length === 2);
	const production = rows.find(({ label }) => label === "prod-admin");
	assert.match(production?.icon ?? "", /flame/);
	assert.match(production?.description ?? "", /production/);
	assert.match(production?.ariaLabel ?? "", /^prod-admin, production/);
});

test("switching back takes the others' keys out of new terminals", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Switch Session…");
	await person.quickInput.waitForTitle("Switch session");
	await person.quickInput.pick("prod-admin");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("PROD prod-admin"));
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
});

test("it is told of, not renewed, also where no code is needed; another one is renewed unasked", async () => {
	const { person, host } = sandbox.workbench;
	const start = (profile: string) =>
		host.evaluate(
			(vscode, name) => vscode.commands.executeCommand("awsSessions.assumeRole", { profile: name }),
			profile,
		);
	await person.runCommand("AWS Sessions: End All Sessions");
	await host.evaluate((vscode) => vscode.commands.executeCommand("workbench.action.terminal.killAll"));
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS:"));
	// prod-audit is assumed through dev-readonly, without a device.
	sandbox.sts.faults.answer(2, assumeRoleAnswer(Date.now() + 12_000));
	const starting = start("prod-audit");
	await person.dialogs.click(
		"Start ProdAudit in account 777788889999? It is marked as production",
		"Start Session",
	);
	await starting;
	await person.notifications.waitFor(/^AWS session prod-audit ends in \ds/);
	sandbox.sts.faults.answer(1, assumeRoleAnswer(Date.now() + 6000));
	await start("dev-readonly");
	await person.statusBar.waitFor(statusItem, ({ text }) => /^dev-readonly · \ds$/.test(text));
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · 59m");
	const told = (await person.notifications.all()).map(({ message }) => message);
	assert.ok(!told.some((message) => message.includes("dev-readonly")), told.join("\n"));
});
