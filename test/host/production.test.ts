import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../harness/folders.ts";
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

const production = "PROD prod-admin";
const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;
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
	const icons = new Map((await person.quickInput.rows()).map((row) => [row.label, row.icons]));
	assert.ok(icons.get("prod-admin")?.includes("flame"));
	assert.ok(!icons.get("dev-admin")?.includes("flame"));
	await person.quickInput.pick("prod-admin");
	const { detail, buttons } = await person.dialogs.waitFor(question);
	assert.match(detail, /prod-admin.*terminals of its own only/);
	assert.deepEqual(buttons, ["Cancel", "Start Session"]);
	await person.dialogs.click(question, "Cancel");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	assert.equal(sandbox.sts.requests.length, 0);
	assert.deepEqual(await person.notifications.told(), []);
});

test("it is red in the status bar, shorter as the settings say, and in terminals of its own only", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick("prod-admin");
	await person.dialogs.click(question, "Start Session");
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	const item = await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith(production));
	assert.equal(item.text, "PROD prod-admin · 29m");
	assert.deepEqual([item.background, item.icons], ["error", ["flame"]]);
	assert.match(item.ariaLabel, /prod-admin, production, ProdAdmin in account 777788889999/);
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
	await person.notifications.click(/terminals get it only when they are opened with it/, "Open Terminal");
	await waitFor("its terminal", async () => (await person.terminals.names()).includes(production));
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID", production), "unset", "it fetches its keys");
	assert.match(await person.terminals.run(client, production), /assumed-role\/ProdAdmin\//);
});

test("another session takes the window's terminals, and the one of production stays what it is", async () => {
	const { person } = sandbox.workbench;
	await assumeRole(sandbox, "dev-readonly", false);
	await person.terminals.open();
	assert.equal(
		await variableHash(sandbox, "AWS_SESSION_TOKEN"),
		sha256(sandbox.sts.secretsIssued().at(-1) ?? ""),
	);
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN", production), "unset");
	assert.match(await person.terminals.run(client, production), /assumed-role\/ProdAdmin\//);
	const rows = await person.tree("Sessions").waitForRows("both", (found) => found.length === 2);
	const row = rows.find(({ label }) => label === "prod-admin");
	assert.match(row?.icon ?? "", /flame/);
	assert.match(row?.description ?? "", /production/);
	assert.match(row?.ariaLabel ?? "", /^prod-admin, production/);
});

test("switching back takes the others' keys out of new terminals", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Switch Session…");
	await person.quickInput.waitForTitle("Switch session");
	await person.quickInput.pick("prod-admin");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith(production));
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
});

/** What the window's settings mark as production. */
async function mark(patterns: readonly string[] | undefined): Promise<void> {
	await sandbox.workbench.host.evaluate(
		(vscode, value) =>
			vscode.workspace
				.getConfiguration("awsSessions")
				.update("production.patterns", value ?? undefined, true),
		patterns ?? null,
	);
}

/** Calls a command as another extension does, so many times at once; true for each call that came to something. */
function call(command: string, argument: Readonly<Record<string, unknown>>, times = 1): Promise<boolean[]> {
	return sandbox.workbench.host.evaluate(
		async (vscode, { id, given, count }) => {
			const calls = Array.from({ length: count }, () =>
				vscode.commands.executeCommand(`awsSessions.${id}`, { ...given }),
			);
			return (await Promise.all(calls)).map((result) => result !== undefined);
		},
		{ id: command, given: argument, count: times },
	);
}

const use = "Let another extension use ProdAdmin in account 777788889999? It is marked as production";

test("another extension gets a live one only when the person agrees, at each call", async () => {
	const { person } = sandbox.workbench;
	const calls = [
		["switchSession", { session: "prod-admin" }],
		["openTerminal", { profile: "prod-admin" }],
		["startSession", { profile: "prod-admin" }],
		["assumeRole", { profile: "prod-admin" }],
		["renewSession", { session: "prod-admin" }],
		["switchRegion", { session: "prod-admin", region: "us-west-2" }],
		["getCallerIdentity", { session: "prod-admin" }],
		["getWebIdentityToken", { session: "prod-admin", audience: ["https://example.com"] }],
		["decodeAuthorizationMessage", { profile: "prod-admin", encodedMessage: "x".repeat(400) }],
	] as const;
	const sent = sandbox.sts.requests.length;
	for (const [command, argument] of calls) {
		const calling = call(command, argument);
		await person.dialogs.click(use, "Cancel");
		assert.deepEqual(await calling, [false], command);
	}
	assert.equal(sandbox.sts.requests.length, sent);
	const calling = call("switchSession", { session: "prod-admin" });
	await person.dialogs.click(use, "Use Session");
	assert.deepEqual(await calling, [true]);
});

test("asked for ten times at once it is confirmed once, also by who only wants to know who it is", async () => {
	const { person } = sandbox.workbench;
	const sent = sandbox.sts.requests.length;
	const audit = "Start ProdAudit in account 777788889999? It is marked as production";
	for (const command of ["startSession", "getCallerIdentity"]) {
		const calling = call(command, { profile: "prod-audit" }, 10);
		await person.dialogs.click(audit, "Cancel");
		assert.deepEqual(
			await calling,
			Array.from({ length: 10 }, () => false),
		);
	}
	assert.equal(sandbox.sts.requests.length, sent);
});

test("an account that is known only once there are credentials is confirmed before they are kept", async () => {
	const { person } = sandbox.workbench;
	await mark(["111122223333"]);
	const acme = "Start session acme in account 111122223333? It is marked as production";
	const declined = call("startSession", { profile: "acme" });
	await person.dialogs.click(acme, "Cancel");
	assert.deepEqual(await declined, [false]);
	const rows = await person.tree("Sessions").waitForRows("the others", (found) => found.length > 0);
	assert.ok(!rows.some(({ label }) => label === "acme"));
	const agreed = call("startSession", { profile: "acme" });
	await person.dialogs.click(acme, "Start Session");
	assert.deepEqual(await agreed, [true]);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("PROD acme"));
});

test("also where only its keys tell the account, the question names it", async () => {
	const { person } = sandbox.workbench;
	const file = join(sandbox.home, ".aws", "credentials");
	const text = await readFile(file, "utf8");
	const keys = /\[ci-bot\]\n([^[]*)/.exec(text)?.[1] ?? "";
	await writeFile(file, `${text}\n[prod-bot]\n${keys}`);
	await mark(["*prod*"]);
	const asked = "Start session prod-bot in account 111122223333? It is marked as production";
	for (const command of ["startSession", "getCallerIdentity"]) {
		const calling = call(command, { profile: "prod-bot" }, 5);
		await person.dialogs.click(asked, "Cancel");
		assert.deepEqual(
			await calling,
			Array.from({ length: 5 }, () => false),
			command,
		);
	}
	await person.runCommand("AWS Sessions: Start Session…");
	await person.quickInput.waitForTitle("Start session");
	await person.quickInput.type("prod-bot");
	await person.quickInput.pick("prod-bot");
	await person.dialogs.click(asked, "Cancel");
	// Who only looks for themselves keeps nothing, and is asked nothing.
	await person.tree("Profiles").openContextMenu("prod-bot");
	await person.menu.choose("Who Am I?");
	await person.notifications.waitFor(/^AWS says that profile prod-bot is user/);
	// What they look at is not for another extension that comes to share it.
	const [before, release] = [sandbox.sts.requests.length, sandbox.sts.faults.hold()];
	await person.tree("Profiles").openContextMenu("prod-bot");
	await person.menu.choose("Who Am I?");
	await waitFor("the look", () => sandbox.sts.requests.length > before);
	const sharing = call("getCallerIdentity", { profile: "prod-bot" });
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.refreshProfiles"),
	);
	release();
	await person.dialogs.click(/^(Start|Let another extension use) session prod-bot in account/, "Cancel");
	assert.deepEqual(await sharing, [false]);
	const rows = await person.tree("Sessions").waitForRows("the others", (found) => found.length > 0);
	assert.ok(!rows.some(({ label }) => label === "prod-bot"));
	await writeFile(file, text);
});

test("what is marked differently looks differently at once", async () => {
	const { person } = sandbox.workbench;
	await mark(["dev-readonly"]);
	for (const view of ["Sessions", "Profiles"]) {
		await person
			.tree(view)
			.waitForRows("a flame", (found) =>
				found.some(({ label, icon }) => label === "dev-readonly" && /flame/.test(icon)),
			);
	}
	await mark(undefined);
	await person
		.tree("Sessions")
		.waitForRows("none", (found) =>
			found.some(({ label, icon }) => label === "dev-readonly" && !/flame/.test(icon)),
		);
});

test("one shortened by the settings is the session that is meant, also with options; renewed, it stays short", async () => {
	const { person, host } = sandbox.workbench;
	const withOptions = (): Promise<boolean> =>
		host.evaluate(
			async (vscode) =>
				(await vscode.commands.executeCommand("awsSessions.assumeRole", {
					profile: "prod-audit",
					durationSeconds: 3600,
				})) !== undefined,
		);
	const starting = withOptions();
	await person.dialogs.click(
		"Start ProdAudit in account 777788889999? It is marked as production",
		"Start Session",
	);
	assert.ok(await starting);
	const sent = sandbox.sts.requests.length;
	const again = withOptions();
	await person.dialogs.click(
		"Let another extension use ProdAudit in account 777788889999? It is marked as production",
		"Use Session",
	);
	assert.ok(await again);
	assert.equal(sandbox.sts.requests.length, sent);
	await mark([]);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("prod-audit"));
	assert.deepEqual(await call("endSession", { session: "prod-audit" }), [true]);
	assert.deepEqual(await call("startSession", { profile: "prod-audit" }), [true]);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "prod-audit · 59m");
	await mark(undefined);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "PROD prod-audit · 59m");
	await person.runCommand("AWS Sessions: Renew Session");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "PROD prod-audit · 29m");
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
	sandbox.sts.faults.answer(2, () => assumeRoleAnswer(Date.now() + 12_000));
	const starting = start("prod-audit");
	await person.dialogs.click(
		"Start ProdAudit in account 777788889999? It is marked as production",
		"Start Session",
	);
	await starting;
	await person.notifications.waitFor(/^AWS session prod-audit (ends in \ds|has expired)/);
	const sent = sandbox.sts.requests.length;
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + 6000));
	await start("dev-readonly");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · 59m");
	assert.deepEqual(
		sandbox.sts.requests.slice(sent).map(({ operation }) => operation),
		["AssumeRole", "AssumeRole"],
		"started, and renewed",
	);
	const told = (await person.notifications.all()).map(({ message }) => message);
	assert.ok(!told.some((message) => message.includes("dev-readonly")), told.join("\n"));
});

test("a profile that has become one of production is not renewed unasked", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: End All Sessions");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS:"));
	// Once is told of each key.
	sandbox.sts.faults.answer(1, () => {
		const answer = assumeRoleAnswer(Date.now() + 12_000);
		return { ...answer, body: answer.body.replace("ASIAEXAMPLE0", "ASIAEXAMPLE1") };
	});
	assert.deepEqual(await call("assumeRole", { profile: "dev-readonly" }), [true]);
	const sent = sandbox.sts.requests.length;
	const file = join(sandbox.home, ".aws", "config");
	const text = await readFile(file, "utf8");
	await writeFile(file, text.replace(/444455556666:role\/DevReadOnly/, "777788889999:role/ProdAdmin"));
	await person.notifications.waitFor(/^AWS session dev-readonly (ends in \ds|has expired)/);
	assert.equal(sandbox.sts.requests.length, sent);
	await writeFile(file, text);
});

test("sessions end also when what MFA codes have bought can't be forgotten", async () => {
	const { person } = sandbox.workbench;
	const folder = (await readdir(sandbox.folder, { recursive: true })).find((path) =>
		path.endsWith("mfa-sessions"),
	);
	assert.ok(folder !== undefined);
	await rm(join(sandbox.folder, folder), { recursive: true });
	await writeFile(join(sandbox.folder, folder), "");
	assert.deepEqual(await call("startSession", { profile: "acme" }), [true]);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("acme"));
	await person.runCommand("AWS Sessions: End All Sessions");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS:"));
	await person.notifications.waitFor(/^All sessions have ended, but MFA sessions could not be forgotten/);
});
