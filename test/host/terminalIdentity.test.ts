import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRole, openSandbox, type Sandbox } from "./sandbox.ts";

/** What Does aws See Here?, in real terminals. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({ size: { width: 1300, height: 1000 } });
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

/** What the visible terminal shows, as soon as it fits. */
async function shown(pattern: RegExp): Promise<string> {
	const { person } = sandbox.workbench;
	return waitFor(`${pattern} in the terminal`, async () => {
		const text = (await person.terminals.drawnLines()).join("\n");
		return pattern.test(text) ? text : undefined;
	});
}

async function run(): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: What Does aws See Here?");
}

test("without a terminal it opens one, and tells that there are no credentials", async () => {
	await run();
	const text = await shown(/Nobody: there are no credentials here/);
	assert.match(text, /config {7}~\/\.aws\/config: 13 profiles/);
	assert.equal((await sandbox.workbench.person.terminals.names()).length, 1);
});

test("a terminal with a session is the session's role, by the keys in its variables", async () => {
	const { person } = sandbox.workbench;
	await assumeRole(sandbox, "dev-readonly", false);
	await person.terminals.open();
	await run();
	const text = await shown(/assumed-role\/DevReadOnly\//);
	assert.match(text, /→ 1 Keys in variables/);
	assert.match(text, /DevReadOnly in account 444455556666 \(/);
	assert.doesNotMatch(text, /To be mended/);
	assert.ok(!sandbox.sts.secretsIssued().some((secret) => text.includes(secret)));
});

test("AWS_PROFILE exported there: it says who takes which, and how to mend it", async () => {
	const { person } = sandbox.workbench;
	// It types nothing into a terminal in which something runs.
	await person.terminals.sendAndWait("export AWS_PROFILE=ci-deploy; clear");
	await run();
	const text = await shown(/assumed-role\/CiDeploy\//);
	assert.match(text, /Two sources: AWS CLI/);
	assert.match(text, /^ {4}unset AWS_PROFILE$/m);
	assert.match(text, /assumed-role\/DevReadOnly\//);
});

test("from the menu of a terminal", async () => {
	const { person, page } = sandbox.workbench;
	await person.terminals.sendAndWait("clear");
	await waitFor("an empty terminal", async () => !(await shown(/(?:)/)).includes("Who that makes you"));
	await page.locator(".terminal-wrapper.active .xterm-screen").first().click({ button: "right" });
	assert.ok((await person.menu.items()).includes("What Does aws See Here?"));
	await person.menu.choose("What Does aws See Here?");
	await shown(/assumed-role\/CiDeploy\//);
});

test("the helper leaves nothing behind in the shell", async () => {
	const { person } = sandbox.workbench;
	assert.equal(await person.terminals.variable("ELECTRON_RUN_AS_NODE"), undefined);
});

test("it does not type into a program that runs, but offers a new terminal", async () => {
	const { person } = sandbox.workbench;
	await person.terminals.send("clear; echo reading; cat");
	await person.terminals.waitForDrawn(/^reading$/);
	await run();
	await person.notifications.click(/is running a command/, "Open New Terminal");
	await shown(/assumed-role\/DevReadOnly\//);
	assert.equal((await person.terminals.names()).length, 3);
});
