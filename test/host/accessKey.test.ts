import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { activeKey, sampleAlice, sampleCiBot } from "../sandbox/sampleWorld.ts";
import { answerListed } from "./messages.ts";
import { assumeRole, openSandbox, type Sandbox } from "./sandbox.ts";

/** Looking up whose an access key is. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const title = "AWS Sessions: Look Up Access Key…";
const aliceKey = activeKey(sampleAlice()).id;
const ciBotKey = activeKey(sampleCiBot()).id;

const lookUps = () => sandbox.sts.requests.filter(({ operation }) => operation === "GetAccessKeyInfo");
const clipboard = () => sandbox.workbench.host.evaluate((api) => api.env.clipboard.readText());
const copy = (text: string) =>
	sandbox.workbench.host.evaluate((api, content) => api.env.clipboard.writeText(content), text);

let files = 0;

/** Opens a file with a text, and selects a part of it. */
async function select(text: string, part: string): Promise<void> {
	const file = join(sandbox.home, `notes-${files++}.txt`);
	await writeFile(file, text);
	await sandbox.workbench.host.evaluate(
		async (api, given) => {
			const editor = await api.window.showTextDocument(api.Uri.file(given.file));
			const at = given.text.indexOf(given.part);
			const { document } = editor;
			editor.selection = new api.Selection(
				document.positionAt(at),
				document.positionAt(at + given.part.length),
			);
		},
		{ file, text, part },
	);
}

const closeEditors = () =>
	sandbox.workbench.host.evaluate((api) => api.commands.executeCommand("workbench.action.closeAllEditors"));

const call = (argument: unknown) =>
	sandbox.workbench.host.evaluate(async (api, given) => {
		try {
			return { outcome: await api.commands.executeCommand("awsSessions.getAccessKeyInfo", given) };
		} catch (error) {
			return { code: (error as { code?: string }).code, message: (error as Error).message };
		}
	}, argument);

/**
 * Waits for a notification in the list of all: of more than three within 0.8 s, which only a program calls for, VS Code
 * shows the others there alone.
 */
async function inCentre(text: RegExp): Promise<void> {
	const run = (id: string) =>
		sandbox.workbench.host.evaluate((api, command) => api.commands.executeCommand(command), id);
	await run("notifications.showList");
	await sandbox.workbench.page
		.locator(".notifications-center .notification-list-item-message", { hasText: text })
		.waitFor();
	await run("notifications.clearAll");
}

test("a selected key is looked up: account, its profiles, and whose it is", async () => {
	await assumeRole(sandbox, "dev-readonly", false);
	const line = `aws_access_key_id = ${aliceKey}`;
	await select(`[acme]\n${line}\n`, line);
	await person().runCommand(title);
	const told = await person().notifications.waitFor(new RegExp(`^${aliceKey}`));
	assert.equal(
		told.message,
		`${aliceKey}: long-term access key of account 111122223333. It is the key of your profile acme`,
	);
	await person().notifications.click(new RegExp(aliceKey), "Copy Account ID");
	await waitFor("the account in the clipboard", async () => (await clipboard()) === "111122223333");
	await closeEditors();
});

test("a key in the clipboard is offered; nothing else of the clipboard is shown or sent", async () => {
	await copy(`  ${ciBotKey}\n`);
	await person().runCommand(title);
	const offered = await person().quickInput.waitForTitle("Look up access key");
	assert.equal(offered.value, ciBotKey);
	await person().quickInput.accept();
	await person().notifications.waitFor(new RegExp(`^${ciBotKey}: .*your profile ci-bot$`));
	await person().notifications.dismiss(new RegExp(ciBotKey));

	const before = lookUps().length;
	await copy(`secret ${aliceKey} and more`);
	await person().runCommand(title);
	const empty = await person().quickInput.waitForTitle("Look up access key");
	assert.equal(empty.value, "");
	await person().quickInput.type("AIDAEXAMPLE23EXAMPLE");
	await person().quickInput.waitForState("what it is", ({ message }) => /ID of an IAM user/.test(message));
	await person().quickInput.type("akia");
	await person().quickInput.waitForState("the letters", ({ message }) => /uppercase/.test(message));
	await person().quickInput.accept();
	assert.equal((await person().quickInput.state()).visible, true);
	await person().quickInput.escape();
	assert.equal(lookUps().length, before);
});

test("IDs of other things are explained without a request", async () => {
	const before = lookUps().length;
	await select("principal AROAEXAMPLE23EXAMPLE:alice", "AROAEXAMPLE23EXAMPLE");
	await person().runCommand(title);
	await person().notifications.waitFor(/AROAEXAMPLE23EXAMPLE is the ID of an IAM role, not of an access key/);
	await person().notifications.dismiss(/AROAEXAMPLE23EXAMPLE/);
	assert.equal(lookUps().length, before);
	await closeEditors();
});

test("an ID that AWS refuses is asked for again, with what it was", async () => {
	const { quickInput } = person();
	await assumeRole(sandbox, "dev-readonly", false);
	const unknown = "AKIAEXAMPLE23NOBODYS";
	await select(`key ${unknown}`, unknown);
	await person().runCommand(title);
	const told = await answerListed(sandbox, /does not know the access key/, "Try Again");
	assert.deepEqual(told.buttons, ["Try Again", "Use Another Session…"]);
	assert.equal((await quickInput.waitForTitle("Look up access key")).value, unknown);
	// As often as it is sent by itself.
	sandbox.sts.faults.throttle(3);
	await quickInput.type(aliceKey);
	await quickInput.accept();
	await answerListed(sandbox, /asked too often/, "Try Again");
	await answerListed(sandbox, new RegExp(`^${aliceKey}: long-term`), "Copy Account ID");
	assert.equal((await quickInput.state()).visible, false, "what only has to be sent again is not asked for");
	await closeEditors();
});

test("with an argument it resolves to account and kind, or rejects with a code", async () => {
	assert.deepEqual((await call({ accessKeyId: aliceKey })).outcome, {
		kind: "accessKey",
		account: "111122223333",
	});
	assert.deepEqual((await call({ accessKeyId: "AIDAEXAMPLE23EXAMPLE" })).outcome, { kind: "user" });
	const session = sandbox.sts.requests.findLast(({ accessKeyId }) => accessKeyId?.startsWith("ASIA"));
	const ofSession = await call({ accessKeyId: session?.accessKeyId, profile: "acme" });
	assert.deepEqual(ofSession.outcome, { kind: "temporaryAccessKey", account: "444455556666" });
	await inCentre(/temporary access key of account 444455556666 \(dev-admin, dev-readonly/);
	for (const [argument, code, message] of [
		[{ accessKeyId: "AKIA" }, "InvalidArgument", /accessKeyId: .*16 to 128/],
		[
			{ accessKeyId: "AKIAEXAMPLE23NOBODYS" },
			"InvalidKeys",
			/does not know the access key AKIAEXAMPLE23NOBODYS/,
		],
		[{ accessKeyId: aliceKey, profile: "nobody" }, "ProfileNotFound", /nobody/],
	] as const) {
		const refused = await call(argument);
		assert.equal(refused.code, code, refused.message);
		assert.match(refused.message ?? "", message);
	}
	const active = await sandbox.workbench.person.statusBar.waitFor("awsSessions.status");
	assert.match(active.text, /^dev-readonly/, "the active session stays");
});

test("without any session the person picks a profile", async () => {
	await sandbox.workbench.host.evaluate((api) => api.commands.executeCommand("awsSessions.endAllSessions"));
	await select(aliceKey, aliceKey);
	await person().runCommand(title);
	await person().quickInput.waitForTitle("Look up access key");
	await person().quickInput.type("dev-readonly");
	await person().quickInput.pick("dev-readonly");
	await person().notifications.waitFor(new RegExp(`^${aliceKey}: long-term`));
});
