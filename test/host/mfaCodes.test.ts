import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSandbox, type Sandbox, statusItem, typeMfaCode } from "./sandbox.ts";

/** Codes of one device, which outlive a window's reload. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

/** Begins to assume a role as a person does, until something is shown for it. */
async function begin(profile: string): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.type(profile);
	await person.quickInput.pick(profile);
}

test("after a reload with the MFA prompt open the next one comes at once", async () => {
	const { workbench } = sandbox;
	const { person } = workbench;
	await begin("dev-admin");
	await person.quickInput.waitForTitle("MFA code of alice for dev-admin");
	await workbench.reload();
	await begin("dev-admin");
	await person.quickInput.waitForTitle("MFA code of alice for dev-admin");
	assert.deepEqual(await person.notifications.all(), [], "nobody else asks for a code");
	await typeMfaCode(sandbox);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
});
