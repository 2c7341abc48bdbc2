import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { QuickInputState } from "../harness/quickInput.ts";
import { aliceMfaSerial } from "../sandbox/sampleWorld.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

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
	assert.deepEqual(await person.notifications.told(), [], "nobody else asks for a code");
	await person.quickInput.escape();
});

test("a code is sent once over a reload too", async () => {
	const { workbench, sts } = sandbox;
	const { person } = workbench;
	await begin("dev-admin");
	await person.quickInput.waitForTitle("MFA code of alice for dev-admin");
	const code = sts.nextMfaCode(aliceMfaSerial);
	await person.quickInput.type(code);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
	await workbench.reload();
	const { length: calls } = sts.requests;
	await begin("prod-admin");
	await person.quickInput.waitForTitle("MFA code of alice for prod-admin");
	await person.quickInput.type(code);
	await person.quickInput.waitForState("the repetition", ({ message }) => /sent already/.test(message));
	assert.equal(sts.requests.length, calls);
});

test("the seconds until the next code are counted down", async () => {
	const { quickInput } = sandbox.workbench.person;
	const refusal = "That code was not accepted";
	const secondsIn = ({ message }: QuickInputState): number =>
		Number(/Next code in (\d+) s/.exec(message)?.[1] ?? 0);
	const refuse = async (code: string): Promise<number> => {
		await quickInput.type(code);
		return secondsIn(
			await quickInput.waitForState("the refusal", ({ message }) => message.startsWith(refusal)),
		);
	};
	// The first one may be refused in the very moment in which the next one comes.
	const first = (await refuse("000000")) || (await refuse("000001"));
	assert.ok(first > 0);
	await quickInput.waitForState(
		"less",
		(state) => state.message.startsWith(refusal) && secondsIn(state) < first,
	);
	await quickInput.type("1");
	await quickInput.waitForState("the device", ({ message }) => /MFA device arn:aws:iam::1\S+/.test(message));
	await quickInput.escape();
});
