import assert from "node:assert/strict";
import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { activeKey, aliceMfaSerial, sampleCiBot } from "../sandbox/sampleWorld.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { openSandbox, type Sandbox, sha256, statusItem, typeMfaCode, variableHash } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({
		hasDefaults: true,
		isInFolder: true,
		settings: { "awsSessions.production.patterns": [] },
	});
	await appendFile(
		join(sandbox.home, ".aws", "config"),
		`
[profile dev-second]
role_arn = arn:aws:iam::444455556666:role/DevAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
role_session_name = second
`,
	);
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

/** Starts a session as a person does, typing to find the profile in the list. */
async function assume(profile: string, withMfa = false): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.type(profile);
	await person.quickInput.pick(profile);
	if (withMfa) {
		await person.quickInput.waitForTitle(/^MFA code/);
		await typeMfaCode(sandbox);
	}
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith(profile));
}

/** Waits until so many sessions are in the store: what is closed the moment it starts is not kept. */
async function kept(count: number): Promise<void> {
	const folder = "editor/user-data/User/globalStorage/aws-sessions.aws-sessions/sessions";
	await waitFor(`${count} sessions in the store`, async () => {
		// A session's file comes before the session itself.
		const files = await readdir(join(sandbox.folder, folder)).catch(() => []);
		const saved = await sandbox.workbench.savedSecrets("aws-sessions.aws-sessions");
		const sessions = saved?.filter((key) => key.startsWith("sessions:")) ?? files;
		return files.length === count && sessions.length === count;
	});
}

const operations = (): string[] => sandbox.sts.requests.map(({ operation }) => operation);

test("one MFA code is good for three roles", async () => {
	await assume("dev-admin", true);
	await assume("prod-admin");
	await assume("dev-second");
	assert.deepEqual(operations(), ["GetSessionToken", "AssumeRole", "AssumeRole", "AssumeRole"]);
	const codes = sandbox.sts.requests.filter(({ parameters }) => "TokenCode" in parameters);
	assert.equal(codes.length, 1);
});

test("after a reload the sessions are there, and the active one is in new terminals", async () => {
	const { workbench } = sandbox;
	const { person } = workbench;
	const { length: calls } = operations();
	await kept(3);
	await workbench.reload();
	await person.statusBar.waitFor(statusItem, ({ text }) => /^dev-second · 5\dm/.test(text));
	await person.openView("AWS Sessions");
	const rows = await person.tree("Sessions").waitForRows("three sessions", (found) => found.length === 3);
	assert.deepEqual(rows.map(({ label }) => label).toSorted(), ["dev-admin", "dev-second", "prod-admin"]);
	await person.terminals.open();
	const [secret = ""] = sandbox.sts
		.secretsIssued()
		.filter((value) => value.startsWith("IQoJ"))
		.slice(-1);
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN"), sha256(secret));
	assert.equal(operations().length, calls, "nothing was asked of AWS");
});

test("after a reload the next role needs no code either", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: End Session");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.includes("none of 2"));
	await assume("dev-second");
	assert.equal(operations().filter((operation) => operation === "GetSessionToken").length, 1);
});

test("a window opened later finds the live sessions, and has an active one of its own", async () => {
	const { workbench } = sandbox;
	const second = await workbench.newWindow();
	try {
		await second.person.openView("AWS Sessions");
		const rows = await second.person
			.tree("Sessions")
			.waitForRows("three sessions", (found) => found.length === 3);
		assert.ok(rows.every(({ description }) => /5\dm/.test(description)));
		await second.person.runCommand("AWS Sessions: Switch Session…");
		await second.person.quickInput.waitForTitle("Switch session");
		await second.person.quickInput.pick("prod-admin");
		await second.person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("prod-admin"));
		await workbench.person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-second"));
	} finally {
		await second.page.close();
	}
});

test("the region of a session is switched without a call, and new terminals work there", async () => {
	const { person } = sandbox.workbench;
	const { length: calls } = operations();
	await person.runCommand("AWS Sessions: Switch Region…");
	await person.quickInput.waitForTitle("Region of dev-second");
	await person.quickInput.type("us-west-2");
	await person.quickInput.pick("us-west-2");
	await waitFor("the region", async () => {
		const { activeSession } = await sandbox.workbench.host.evaluate((vscode) => {
			const api = vscode.extensions.getExtension("aws-sessions.aws-sessions")?.exports as {
				activeSession?: { region?: string };
			};
			return { activeSession: api.activeSession };
		});
		return activeSession?.region === "us-west-2";
	});
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_REGION"), sha256("us-west-2"));
	assert.equal(operations().length, calls);
});

test("the history says what was when", async () => {
	const { person, host } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Show Session History");
	const text = await waitFor("the page", async () =>
		host.evaluate((vscode) => {
			const { document } = vscode.window.activeTextEditor ?? {};
			return document?.uri.scheme === "aws-sessions-history" ? document.getText() : undefined;
		}),
	);
	assert.match(text, /dev-second\n {3}Started {2,}.*\n {3}Made active here/);
	assert.match(text, /dev-second\n(.*\n)*? {3}Ended {2,}/);
	assert.match(text, /Identity {2,}DevAdmin in account 444455556666/);
	await person.runCommand("View: Close Editor");
});

test("a session of long-term keys is there after a reload and in another window, with the keys of the file", async () => {
	const { workbench } = sandbox;
	await workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.startSession", { profile: "ci-bot" }),
	);
	await workbench.person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("ci-bot"));
	await kept(4);
	const { length: calls } = operations();
	await workbench.reload();
	await workbench.person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("ci-bot"));
	await workbench.person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), sha256(activeKey(sampleCiBot()).id));
	const second = await workbench.newWindow();
	try {
		await second.person.openView("AWS Sessions");
		await second.person
			.tree("Sessions")
			.waitForRows("ci-bot", (rows) => rows.some(({ label }) => label === "ci-bot"));
	} finally {
		await second.page.close();
	}
	assert.equal(operations().length, calls, "nothing was asked of AWS");
});

test("sessions that have ended stay so, though the window is loaded anew at once", async () => {
	const { workbench } = sandbox;
	// Nobody waits until it is done.
	await workbench.host.evaluate(
		(vscode) => void vscode.commands.executeCommand("awsSessions.endAllSessions"),
	);
	await workbench.reload();
	await kept(0);
	await workbench.person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS:"));
});

const command = (id: string, argument?: object) =>
	sandbox.workbench.host.evaluate(
		async (vscode, [name, given]) =>
			void (await vscode.commands.executeCommand(`awsSessions.${name}`, given)),
		[id, argument] as const,
	);

const setMinutesAhead = (minutes: number | undefined) =>
	sandbox.workbench.host.evaluate(
		(vscode, value) =>
			vscode.workspace
				.getConfiguration("awsSessions")
				.update("renewal.minutesAhead", value ?? undefined, true),
		minutes ?? null,
	);

test("sessions that need a person together are told of together, and one code renews them all", async () => {
	const { person } = sandbox.workbench;
	const { notifications, quickInput, statusBar, terminals } = person;
	// It buys the MFA session, so that what comes next are the roles.
	await assume("prod-admin", true);
	const { length: before } = operations();
	// In half of their life they would be renewed without a code: so not before everything is prepared.
	await setMinutesAhead(0);
	sandbox.sts.faults.answer(2, () => assumeRoleAnswer(Date.now() + 40_000, "DevAdmin"));
	await command("startSession", { profile: "dev-admin" });
	await terminals.open();
	await terminals.run("true");
	await command("startSession", { profile: "dev-second" });
	await command("forgetMfaSessions");
	await setMinutesAhead(undefined);
	await notifications.waitFor(
		/^AWS sessions dev-admin and dev-second (end soon, the first in \d+s|.*have expired)$/,
	);
	const told = (await notifications.all()).filter(({ message }) => message.startsWith("AWS session"));
	assert.deepEqual(
		told.map(({ buttons }) => buttons),
		[["Renew All"]],
	);
	await notifications.click(/^AWS sessions/, "Renew All");
	await quickInput.waitForTitle(/^MFA code of alice/);
	await typeMfaCode(sandbox);
	await statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-second · 59m"));
	await person.openView("AWS Sessions");
	await person
		.tree("Sessions")
		.waitForRows("both of them renewed", (rows) =>
			rows.every(({ label, description }) => label === "prod-admin" || /59m/.test(description)),
		);
	const codes = operations()
		.slice(before)
		.filter((operation) => operation === "GetSessionToken");
	assert.equal(codes.length, 1);
});

test("a session that needs a person is told of once, and Renew asks for the code straight away", async () => {
	const { person, host } = sandbox.workbench;
	await person.runCommand("AWS Sessions: End All Sessions");
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS:"));
	// Without MFA sessions this one asks for a code.
	await host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("mfaSession.hours", 0, true),
	);
	// It is told of after half its life, as the five minutes ahead are longer.
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + 20_000));
	await assume("dev-admin", true);
	await person.notifications.waitFor(/^AWS session dev-admin (ends in \d+s|has expired)$/);
	const told = (await person.notifications.all()).filter(({ message }) =>
		message.startsWith("AWS session dev-admin"),
	);
	assert.deepEqual(
		told.map(({ buttons }) => buttons),
		[["Renew"]],
	);
	await person.notifications.click(/^AWS session dev-admin/, "Renew");
	await person.quickInput.waitForTitle("MFA code of alice for dev-admin");
	await person.quickInput.escape();
});
