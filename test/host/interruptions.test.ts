import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { openSandbox, type Sandbox, statusItem, typeMfaCode, variableHash } from "./sandbox.ts";

/** What comes between: slow answers, changes of mind, sessions that end at the wrong moment. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const run = (command: string, argument?: object) =>
	sandbox.workbench.host.evaluate(
		async (vscode, [id, given]) => {
			const outcome = await vscode.commands.executeCommand(id as string, ...(given === null ? [] : [given]));
			return outcome === undefined ? "undefined" : outcome;
		},
		[command, argument ?? null],
	);
const begin = (command: string, argument: object) =>
	sandbox.workbench.host.evaluate(
		(vscode, [id, given]) => {
			const outcome = vscode.commands.executeCommand(id as string, given);
			(globalThis as { begun?: unknown }).begun = outcome;
			outcome.then(undefined, () => undefined);
		},
		[command, argument],
	);
/** Waits for the end of the command begun last. */
const ended = () =>
	sandbox.workbench.host.evaluate(async () => {
		await (globalThis as { begun?: unknown }).begun;
	});
const processId = () =>
	sandbox.workbench.host.evaluate(async (vscode) => (await vscode.window.activeTerminal?.processId) ?? 0);
/** Does something that makes VS Code start the active terminal's shell anew, and waits until it has. */
async function whileStartedAnew(doing: () => Promise<unknown>): Promise<void> {
	const before = await waitFor("the shell", processId);
	await doing();
	await waitFor("the shell started anew", async () => {
		const now = await processId();
		return now !== 0 && now !== before;
	});
}
/** Waits until no notification is left: one of progress stays for a moment after its end. */
const quiet = () => waitFor("no notification", async () => (await person().notifications.all()).length === 0);
const status = (text: RegExp) => person().statusBar.waitFor(statusItem, (item) => text.test(item.text));
/** An hour's session is shown, which may be some minutes old by now. */
const hasHour = (profile: string) => status(new RegExp(`^${profile} · 5\\dm$`));

test("a slow answer after a good MFA code: progress, then the session", async () => {
	await begin("awsSessions.assumeRole", { profile: "dev-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	const release = sandbox.sts.faults.hold();
	await typeMfaCode(sandbox);
	await person().notifications.waitFor(/Assuming dev-admin/);
	await person().quickInput.waitUntilClosed();
	release();
	await hasHour("dev-admin");
	await quiet();
});

test("a slow refusal of a wrong code: progress, then the question again", async () => {
	await begin("awsSessions.assumeRole", { profile: "prod-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	const release = sandbox.sts.faults.hold();
	await person().quickInput.type("000000");
	await person().notifications.waitFor(/Assuming prod-admin/);
	release();
	const again = await person().quickInput.waitForState("the reason", ({ message }) =>
		/not accepted/.test(message),
	);
	assert.equal(again.title, "MFA code of alice for prod-admin");
	await person().quickInput.type("12a");
	await person().quickInput.waitForState("the problem", ({ message }) => /digits only/.test(message));
	await person().quickInput.type("");
	await person().quickInput.waitForState("no problem", ({ severity }) => severity === "none");
	await person().quickInput.escape();
	await hasHour("dev-admin");
	await quiet();
});

test("Cancel while a code is tried calls it off", async () => {
	await begin("awsSessions.assumeRole", { profile: "prod-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	const release = sandbox.sts.faults.hold();
	await typeMfaCode(sandbox);
	await person().notifications.waitFor(/Assuming prod-admin/);
	await person().notifications.click(/Assuming prod-admin/, "Cancel");
	await ended();
	release();
	await quiet();
	await hasHour("dev-admin");
});

test("assuming what is live already switches to it, without a code or a call", async () => {
	await run("awsSessions.assumeRole", { profile: "dev-readonly" });
	const calls = sandbox.sts.requests.length;
	await run("awsSessions.assumeRole", { profile: "dev-admin" });
	await hasHour("dev-admin");
	assert.equal(sandbox.sts.requests.length, calls);
});

test("ending a session closes the MFA question of its renewal", async () => {
	await begin("awsSessions.renewSession", { session: "dev-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	await run("awsSessions.endSession", { session: "dev-admin" });
	await person().quickInput.waitUntilClosed();
	const item = await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("AWS"));
	assert.equal(item.text, "AWS: none of 1 active");
});

test("with no active session among several, a click lets one be chosen", async () => {
	await person().statusBar.click(statusItem);
	await person().quickInput.waitForTitle("Switch session");
	await person().quickInput.pick(/dev-readonly/);
	await hasHour("dev-readonly");
});

test("switching to an expired session and thinking better of it changes nothing", async () => {
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + 1000));
	await begin("awsSessions.assumeRole", { profile: "dev-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · expired");
	await run("awsSessions.switchSession", { session: "dev-readonly" });
	await hasHour("dev-readonly");
	await begin("awsSessions.switchSession", { session: "dev-admin" });
	await person().quickInput.waitForTitle(/^MFA code/);
	await person().quickInput.escape();
	await hasHour("dev-readonly");
	await person().terminals.open();
	assert.notEqual(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
});

test("only terminals whose keys are fixed are named at the end", async () => {
	await run("awsSessions.endAllSessions");
	await status(/^AWS: no session$/);
	await waitFor(
		"the notice of the terminal before",
		async () => (await person().notifications.all()).length > 0,
	);
	await person().notifications.click(/ended/, "Close Terminal");

	// Opened before the session: VS Code starts it anew with the keys, as nobody has typed in it yet.
	await person().terminals.open();
	await whileStartedAnew(() => run("awsSessions.assumeRole", { profile: "dev-readonly" }));
	const isSet = async () => (await variableHash(sandbox, "AWS_ACCESS_KEY_ID")) !== "unset";
	assert.equal(await isSet(), true, "and from here on it is fixed");
	await run("awsSessions.endSession", { session: "dev-readonly" });
	const told = await person().notifications.waitFor(/Session dev-readonly has ended/);
	assert.match(told.message, /Terminal \w+ still holds keys until/);
	await person().notifications.click(/Session dev-readonly/, "Close Terminal");

	// Opened during the session, but never typed in: VS Code starts it anew without the keys.
	await run("awsSessions.assumeRole", { profile: "dev-readonly" });
	await person().terminals.open();
	await whileStartedAnew(() => run("awsSessions.endSession", { session: "dev-readonly" }));
	await status(/^AWS: no session$/);
	assert.equal(await isSet(), false);
	assert.deepEqual(await person().notifications.told(), []);
});
