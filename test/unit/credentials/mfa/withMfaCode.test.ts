import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { PersonNeededError } from "../../../../src/core/errors.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import type { AcquireContext, Interaction } from "../../../../src/credentials/context.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { inTurn } from "../../../../src/credentials/mfa/withMfaCode.ts";
import { Unattended } from "../../../../src/sessions/unattended.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { SharedLeases } from "../../fakes/sharedStore.ts";

/** Two windows of one machine, whose device has a stored secret or none. */
function windows(secret?: string) {
	const clock = new FakeClock();
	const leases = new SharedLeases(clock);
	const totpSecrets = { get: async () => (secret === undefined ? undefined : new Secret(secret)) };
	const window = () => {
		const context = { clock, totpSecrets, mfaCodes: new MfaCodes(clock, leases.ofWindow()) };
		return <T>(interaction: Interaction, work: () => Promise<T>): Promise<T> =>
			inTurn("device", { ...context, interaction } as unknown as AcquireContext, work);
	};
	/** Lets so many seconds pass, one after the other, with all that happens in them. */
	const pass = async (seconds: number): Promise<void> => {
		for (let second = 0; second < seconds; second++) {
			clock.advance(1000);
			await setImmediate();
		}
	};
	return { clock, one: window(), two: window(), pass };
}

/** What has become of something so far. */
function outcome(running: Promise<unknown>): () => unknown {
	let so: unknown = "waits";
	running.then(
		(result) => {
			so = result;
		},
		(error: unknown) => {
			so = error;
		},
	);
	return () => so;
}

for (const where of ["another window", "the same window"] as const) {
	test(`what nobody has asked for waits a few seconds only behind a person's prompt in ${where}`, async () => {
		const { one, two, pass, clock } = windows();
		const prompt = Promise.withResolvers<string>();
		const prompted = one(new FakeInteraction(), () => prompt.promise);
		await setImmediate();
		const renew = where === "another window" ? two : one;
		const late = outcome(renew(new Unattended(), () => assert.fail("it has gone")));
		const soon = outcome(two(new FakeInteraction(), async () => "a person waits on"));
		await pass(4);
		assert.equal(late(), "waits");
		await pass(1);
		assert.ok(late() instanceof PersonNeededError);
		await pass(3600);
		assert.equal(soon(), "waits");
		prompt.resolve("123456");
		assert.equal(await prompted, "123456");
		await pass(1);
		assert.equal(soon(), "a person waits on");
		assert.equal(await renew(new Unattended(), async () => "free again"), "free again");
		assert.equal(clock.pending, 0);
	});
}

test("a person who comes meanwhile need not wait until the time of what nobody has asked for is up", async () => {
	const { one, two, clock } = windows("JBSWY3DPEHPK3PXP");
	const prompt = Promise.withResolvers<string>();
	const prompted = one(new FakeInteraction(), () => prompt.promise);
	await setImmediate();
	const unattended = new Unattended();
	const renewal = outcome(two(unattended, () => assert.fail("it has gone")));
	await setImmediate();
	unattended.accompany(new FakeInteraction());
	await setImmediate();
	assert.ok(renewal() instanceof PersonNeededError);
	prompt.resolve("123456");
	await prompted;
	assert.equal(clock.pending, 0);
});

test("a device that is free soon is waited for, and its work may take long then", async () => {
	const { one, two, pass, clock } = windows();
	const [prompt, answer] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
	const prompted = one(new FakeInteraction(), () => prompt.promise);
	await setImmediate();
	const renewal = outcome(two(new Unattended(), () => answer.promise));
	await pass(2);
	prompt.resolve("123456");
	await prompted;
	await pass(60);
	assert.equal(renewal(), "waits");
	answer.resolve("renewed");
	await setImmediate();
	assert.equal(renewal(), "renewed");
	assert.equal(clock.pending, 0);
});

test("where codes come from a stored secret, those before are waited for", async () => {
	const { one, two, pass, clock } = windows("JBSWY3DPEHPK3PXP");
	const before = Promise.withResolvers<string>();
	void one(new Unattended(), () => before.promise);
	await setImmediate();
	const [third, last] = [
		outcome(one(new Unattended(), async () => "third")),
		outcome(two(new Unattended(), async () => "last")),
	];
	await pass(60);
	assert.deepEqual([third(), last()], ["waits", "waits"]);
	before.resolve("first");
	await pass(2);
	assert.deepEqual([third(), last()], ["third", "last"]);
	assert.equal(clock.pending, 0);
});

test("calling it off while it waits, and what its work throws, are told as they are", async () => {
	const { one, two, pass, clock } = windows();
	const prompt = Promise.withResolvers<string>();
	const prompted = one(new FakeInteraction(), () => prompt.promise);
	await setImmediate();
	const nobody = new Unattended();
	const waiting = two(nobody, () => assert.fail("it was called off"));
	nobody.cancel();
	await cancelled(waiting);
	prompt.resolve("123456");
	await prompted;
	await assert.rejects(
		two(new Unattended(), () => Promise.reject(new Error("refused"))),
		/refused/,
	);
	await pass(1);
	assert.equal(clock.pending, 0);
});
