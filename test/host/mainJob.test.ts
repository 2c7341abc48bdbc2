import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import {
	assumeRole,
	callerIdentityWords,
	openSandbox,
	type Sandbox,
	sha256,
	statusItem,
	typeMfaCode,
	variableHash,
} from "./sandbox.ts";

/** The main job as a person walks it, in one window. Each step builds on the one before. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

test("without a session the status bar says so quietly", async () => {
	const { statusBar } = sandbox.workbench.person;
	const item = await statusBar.waitFor(statusItem);
	assert.equal(item.text, "AWS: no session");
	assert.deepEqual(item.icons, ["key"]);
	assert.equal(item.background, "none");
	assert.equal(item.ariaLabel, "AWS: no session. Assume a role");
});

test("the pick lists role profiles with account and role, and filters by each", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	const rows = await person.quickInput.rows();
	const admin = rows.find(({ label }) => label === "dev-admin");
	assert.match(admin?.detail ?? "", /DevAdmin · 444455556666 · from acme/);
	assert.ok(
		rows.every(({ label }) => label !== "acme" && label !== "corp-sandbox"),
		"only roles",
	);
	for (const typed of ["012345678901", "LegacyAdmin", "legacy-acc"]) {
		await person.quickInput.type(typed);
		const [first] = await waitForRows(
			() => person.quickInput.rows(),
			(found) => found[0]?.label === "legacy-account",
		);
		assert.equal(first?.label, "legacy-account", `filtered by ${typed}`);
	}
	await person.quickInput.escape();
});

test("a wrong MFA code is asked for again in the same box, with the reason", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick("dev-admin");
	const asked = await person.quickInput.waitForTitle("MFA code of alice for dev-admin");
	assert.match(asked.message, /arn:aws:iam::111122223333:mfa\/alice/);

	await person.quickInput.type("1234567");
	const tooLong = await person.quickInput.waitForState("an error", ({ severity }) => severity === "error");
	assert.match(tooLong.message, /6 digits, these are 7/);

	const calls = sandbox.sts.requests.length;
	await person.quickInput.type("000000");
	const refused = await person.quickInput.waitForState("the refusal", ({ message }) =>
		/not accepted/.test(message),
	);
	assert.equal(refused.title, "MFA code of alice for dev-admin");
	assert.equal(refused.value, "");
	assert.equal(sandbox.sts.requests.length, calls + 1);

	await person.quickInput.type("000000");
	await person.quickInput.waitForState("the repetition", ({ message }) => /sent already/.test(message));
	assert.equal(sandbox.sts.requests.length, calls + 1, "the same code is not sent twice");

	await sandbox.workbench.page.locator(".monaco-workbench .part.editor").click();
	assert.equal((await person.quickInput.state()).visible, true, "the box stays when focus moves");
});

test("the right code, typed as '123 456', submits itself and starts the countdown", async () => {
	const { person } = sandbox.workbench;
	await typeMfaCode(sandbox);
	await person.quickInput.waitUntilClosed();
	const item = await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
	assert.equal(item.background, "none");
	assert.equal(item.ariaLabel, "AWS session dev-admin, DevAdmin in account 444455556666, 59 minutes left");
});

test("the tooltip tells who, until when and from where, and what can be done", async () => {
	const tooltip = await sandbox.workbench.person.statusBar.hover(statusItem);
	for (const part of [
		"444455556666",
		"arn:aws:iam::444455556666:role/DevAdmin",
		"eu-central-1",
		"acme → dev-admin",
		"Expires",
		"Renew",
		"Switch",
		"End",
		"Terminal",
	]) {
		assert.ok(tooltip.includes(part), `${part} in ${tooltip}`);
	}
});

test("a new terminal has the session's variables, and a client there is the role", async () => {
	const { person } = sandbox.workbench;
	await person.terminals.open();
	const issued = new Set(sandbox.sts.secretsIssued().map(sha256));
	assert.ok(
		issued.has(await variableHash(sandbox, "AWS_SECRET_ACCESS_KEY")),
		"the secret key is one that STS gave",
	);
	assert.ok(issued.has(await variableHash(sandbox, "AWS_SESSION_TOKEN")), "the token is one that STS gave");
	assert.match(
		(await person.terminals.variable("AWS_CREDENTIAL_EXPIRATION")) ?? "",
		/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
	);
	assert.equal(await person.terminals.variable("AWS_REGION"), "eu-central-1");
	assert.equal(await person.terminals.variable("AWS_DEFAULT_REGION"), "eu-central-1");

	const client = join(repositoryRoot, "test", "host", "callerIdentity.mjs");
	const answer = await person.terminals.run(`"${process.execPath}" "${client}"`);
	assert.match(answer, /arn:aws:sts::444455556666:assumed-role\/DevAdmin\//);
	assert.equal(sandbox.sts.requests.at(-1)?.operation, "GetCallerIdentity");
});

test("the aws CLI, where there is one, is the role too", async (t) => {
	const { terminals } = sandbox.workbench.person;
	if (!(await terminals.run("aws --version")).startsWith("aws-cli/")) {
		t.skip("there is no aws CLI on this machine");
		return;
	}
	const answer = await terminals.run(`aws ${callerIdentityWords(sandbox.sts.url).join(" ")}`);
	assert.match(answer, /"Arn": "arn:aws:sts::444455556666:assumed-role\/DevAdmin\//);
});

test("the sessions view shows the session as active, the profile as in session", async () => {
	const { person } = sandbox.workbench;
	await person.openView("AWS Sessions");
	const [row] = await person.tree("Sessions").waitForRows("a session", (rows) => rows.length === 1);
	assert.equal(row?.label, "dev-admin");
	assert.match(row?.description ?? "", /^59m · DevAdmin · 444455556666/);
	assert.match(row?.icon ?? "", /pass-filled/);
	assert.match(row?.ariaLabel ?? "", /59 minutes left, active$/);
	await person
		.tree("Profiles")
		.waitForRows("the profile in session", (rows) =>
			rows.some(({ label, ariaLabel }) => label === "dev-admin" && ariaLabel.endsWith("in session")),
		);
});

test("a second session takes over, switching goes back, and terminals follow", async () => {
	const { person } = sandbox.workbench;
	await assumeRole(sandbox, "prod-audit", false);
	const rows = await person.tree("Sessions").waitForRows("two sessions", (all) => all.length === 2);
	assert.deepEqual(
		rows.map(({ label, icon }) => [label, /pass-filled/.test(icon)]),
		[
			["dev-admin", false],
			["prod-audit", true],
		],
	);
	await person.terminals.open();
	const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;
	assert.match(await person.terminals.run(client), /assumed-role\/ProdAudit\//);

	await person.runCommand("AWS Sessions: Switch Session…");
	await person.quickInput.waitForTitle("Switch session");
	await person.quickInput.pick(/dev-admin/);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-admin"));
	await person.terminals.open();
	assert.match(await person.terminals.run(client), /assumed-role\/DevAdmin\//);
});

test("Open Terminal from a session's row makes a terminal of its own, beside the active session", async () => {
	const { person } = sandbox.workbench;
	await person.tree("Sessions").clickInlineAction("prod-audit", "Open Terminal with Session…");
	await waitFor("the terminal", async () => (await person.terminals.names()).includes("prod-audit"));
	const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;
	assert.match(await person.terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-admin"));
	await person.tree("Sessions").openContextMenu("prod-audit");
	await person.menu.choose("Switch Session…");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("prod-audit"));
});

test("ending tells which terminals still hold keys; new terminals get none", async () => {
	const { person } = sandbox.workbench;
	await person.tree("Sessions").clickInlineAction("prod-audit", "End Session");
	const told = await person.notifications.waitFor(/Session prod-audit has ended/);
	assert.match(told.message, /2 terminals still hold keys until .*: .*prod-audit/);
	await person.notifications.click(/Session prod-audit has ended/, "Close Terminals");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: none of 1 active");

	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN"), "unset");
	assert.ok(!(await person.terminals.names()).includes("prod-audit"), "its terminals were closed");
});

async function waitForRows<T>(read: () => Promise<T[]>, wanted: (rows: T[]) => boolean): Promise<T[]> {
	return waitFor("the rows", async () => {
		const rows = await read();
		return wanted(rows) && rows;
	});
}
