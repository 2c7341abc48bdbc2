import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { call } from "./commandCalls.ts";
import { assumeRole, openSandbox, type Sandbox, statusItem, typeMfaCode } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
	await person().openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const pick = (label: string | RegExp) => person().quickInput.pick(label);
const clipboard = () => sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.readText());
/** Calls the command as a keybinding or another extension does, and tells its outcome. */
const callWith = (argument: unknown) => call(sandbox.workbench.host, "getCallerIdentity", argument);
const ask = async () => {
	await person().runCommand("AWS Sessions: Who Am I?");
	await person().quickInput.waitForTitle("Who am I?");
	return person().quickInput.rows();
};
const roles = () => sandbox.sts.requests.filter(({ operation }) => operation === "AssumeRole").length;

test("without a session a profile or a terminal can be asked about, and nothing is kept", async () => {
	assert.deepEqual(
		(await ask()).map(({ label }) => label),
		["A profile…", "This terminal's environment"],
	);
	await pick("A profile…");
	await person().quickInput.waitForState("the profiles", ({ placeholder }) =>
		/profile whose/.test(placeholder),
	);
	const profiles = (await person().quickInput.rows()).map(({ label }) => label);
	assert.ok(!profiles.includes("broken-source"), profiles.join());
	await pick("dev-readonly");
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(
		told.message,
		/^AWS says that profile dev-readonly is role DevReadOnly in account 444455556666 \(dev-admin, dev-readonly.*\): arn:aws:sts::444455556666:assumed-role\/DevReadOnly\/[^ ]*$/,
	);
	assert.deepEqual(told.buttons, ["Copy ARN", "Copy Account ID"]);
	await person().notifications.click(/AWS says/, "Copy Account ID");
	await waitFor("the account ID", async () => (await clipboard()) === "444455556666");
	assert.equal((await person().statusBar.waitFor(statusItem)).text, "AWS: no session");
	assert.deepEqual(await person().tree("Sessions").rows(), []);
});

test("a row's menu asks about its profile, and the ARN can be copied", async () => {
	await person().tree("Profiles").openContextMenu("ci-bot");
	await person().menu.choose("Who Am I?");
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(told.message, /^AWS says that profile ci-bot is user ci-bot in account 111122223333/);
	await person().notifications.click(/AWS says/, "Copy ARN");
	await waitFor("the ARN", async () => (await clipboard()) === "arn:aws:iam::111122223333:user/ci/ci-bot");
	assert.deepEqual(await person().tree("Sessions").rows(), []);
});

test("with one session, the active one, it is told at once", async () => {
	await assumeRole(sandbox, "prod-audit", false);
	await person().runCommand("AWS Sessions: Who Am I?");
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(
		told.message,
		/^AWS says that session prod-audit is role ProdAudit in account 777788889999 \(prod-admin, prod-audit\): arn/,
	);
	await person().notifications.dismiss(/AWS says/);
});

test("a code that had to be typed is not wasted: its session is kept, and does not take over", async () => {
	await person().tree("Profiles").openContextMenu("dev-admin");
	await person().menu.choose("Who Am I?");
	await person().quickInput.waitForTitle("MFA code of alice for dev-admin");
	await typeMfaCode(sandbox);
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(told.message, /profile dev-admin is role DevAdmin .* kept as session dev-admin/);
	await person().notifications.dismiss(/AWS says/);
	const rows = await person()
		.tree("Sessions")
		.waitForRows("two sessions", (all) => all.length === 2);
	assert.deepEqual(
		rows.map(({ label, icon }) => [label, /pass-filled/.test(icon)]),
		[
			["prod-audit", true],
			["dev-admin", false],
		],
	);
	assert.match((await person().statusBar.waitFor(statusItem)).text, /^prod-audit/);
});

test("its live session answers for a profile: no code, no other call", async () => {
	const calls = roles();
	await person().tree("Profiles").openContextMenu("dev-admin");
	await person().menu.choose("Who Am I?");
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(told.message, /session dev-admin is role DevAdmin/);
	await person().notifications.dismiss(/AWS says/);
	assert.equal(roles(), calls);
	assert.equal(sandbox.sts.requests.at(-1)?.operation, "GetCallerIdentity");
});

test("with several sessions the active one comes first, and Enter is enough", async () => {
	const rows = await ask();
	assert.deepEqual(
		rows.map(({ label }) => label),
		["prod-audit", "dev-admin", "A profile…", "This terminal's environment"],
	);
	assert.match(rows[0]?.description ?? "", /active/);
	await person().quickInput.accept();
	await person().notifications.waitFor(/AWS says that session prod-audit/);
	await person().notifications.dismiss(/AWS says/);
	await ask();
	await pick("dev-admin");
	await person().notifications.waitFor(/AWS says that session dev-admin/);
	await person().notifications.dismiss(/AWS says/);
});

test("a session's row asks about that session", async () => {
	await person().tree("Sessions").openContextMenu("dev-admin");
	await person().menu.choose("Who Am I?");
	await person().notifications.waitFor(/AWS says that session dev-admin/);
	await person().notifications.dismiss(/AWS says/);
});

test("with arguments it resolves to who it is, or rejects with a code", async () => {
	const { outcome } = await callWith({ profile: "legacy-account" });
	const { account, arn, ...others } = outcome as Record<string, string>;
	assert.equal(account, "012345678901", "leading zeros stay");
	assert.match(arn ?? "", /^arn:aws:sts::012345678901:assumed-role\/LegacyAdmin\//);
	assert.deepEqual(others, {});
	const active = (await callWith({})).outcome ?? {};
	assert.equal(active["account"], "777788889999", "a caller is not made to choose");
	for (const [argument, code] of [
		[{ profile: "nope" }, "ProfileNotFound"],
		[{ session: "nope" }, "SessionNotFound"],
		[{ credentialSource: "Environment" }, "SourceUnavailable"],
		[{ profile: "partner-locked" }, "AccessDenied"],
		[{ account: "1" }, "InvalidArgument"],
	] as const) {
		assert.equal((await callWith(argument)).code, code);
	}
	// Of many messages at once VS Code shows but the first few.
	await sandbox.workbench.host.evaluate((vscode) => vscode.commands.executeCommand("notifications.clearAll"));
	await waitFor("no notification", async () => (await person().notifications.all()).length === 0);
});

test("cancelling at any step changes nothing and says nothing", async () => {
	const { quickInput, notifications } = person();
	const calls = sandbox.sts.requests.length;
	await ask();
	await quickInput.escape();
	await ask();
	await pick("A profile…");
	await quickInput.waitForState("the profiles", ({ placeholder }) => /profile whose/.test(placeholder));
	await quickInput.escape();
	await person().tree("Profiles").openContextMenu("prod-admin");
	await person().menu.choose("Who Am I?");
	await quickInput.waitForTitle("MFA code of alice for prod-admin");
	await quickInput.escape();
	await quickInput.waitUntilClosed();
	assert.equal(sandbox.sts.requests.length, calls);
	assert.deepEqual(await notifications.told(), []);
	assert.equal((await person().tree("Sessions").rows()).length, 2);
});

test("a terminal's own environment is asked about in the terminal", async () => {
	await ask();
	await pick("This terminal's environment");
	await waitFor("a terminal", async () => (await person().terminals.names()).length > 0);
});
