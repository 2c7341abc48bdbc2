import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { openSandbox, type Sandbox, statusItem, variableHash } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const seconds = 1000;
const minutes = 60 * seconds;

/** Starts dev-readonly with STS giving it this much time (ms). */
async function startWith(remaining: number): Promise<void> {
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + remaining));
	await sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("awsSessions.endAllSessions");
		await vscode.commands.executeCommand("awsSessions.assumeRole", { profile: "dev-readonly" });
	});
}

test("an hour or more is shown in hours and minutes", async () => {
	await startWith(125 * minutes + 59 * seconds);
	const item = await sandbox.workbench.person.statusBar.waitFor(statusItem, ({ text }) => text.includes("·"));
	assert.equal(item.text, "dev-readonly · 2h 5m");
	assert.equal(item.background, "none");
});

test("ten minutes before the end it warns", async () => {
	await startWith(9 * minutes + 59 * seconds);
	const item = await sandbox.workbench.person.statusBar.waitFor(statusItem, ({ text }) =>
		text.endsWith("9m"),
	);
	assert.equal(item.background, "warning");
});

test("seconds count in the last two minutes; then it is expired, and one click renews", async () => {
	const { person } = sandbox.workbench;
	await startWith(119 * seconds);
	const ticking = await person.statusBar.waitFor(statusItem, ({ text }) => /· 1m \d+s$/.test(text));
	assert.equal(ticking.background, "warning");
	await person.statusBar.waitFor(
		statusItem,
		({ text }) => text !== ticking.text && /· (1m )?\d+s$/.test(text),
	);
	await startWith(59 * seconds);
	await person.statusBar.waitFor(statusItem, ({ text }) => /· \d+s$/.test(text));

	await startWith(1.5 * seconds);
	const item = await person.statusBar.waitFor(statusItem, ({ text }) => text.endsWith("expired"));
	assert.equal(item.background, "error");
	assert.match(item.ariaLabel, /expired$/);

	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset", "dead keys are not handed out");

	await person.statusBar.click(statusItem);
	const renewed = await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · 59m");
	assert.equal(renewed.background, "none");
	await person.terminals.open();
	assert.notEqual(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
});

test("the quiet 'no session' can be turned off", async () => {
	const { host, person } = sandbox.workbench;
	await host.evaluate((vscode) => vscode.commands.executeCommand("awsSessions.endAllSessions"));
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	const set = (value: boolean) =>
		host.evaluate(
			(vscode, shown) =>
				vscode.workspace.getConfiguration("awsSessions").update("statusBar.showWithoutSession", shown, true),
			value,
		);
	await set(false);
	await waitFor("no status bar item", async () => (await person.statusBar.item(statusItem)) === undefined);
	await startWith(59 * minutes + 59 * seconds);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · 59m");
	await set(true);
});
