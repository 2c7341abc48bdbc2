import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Secret } from "../../../../src/core/text/secret.ts";
import type { DeviceLeases } from "../../../../src/credentials/mfa/deviceTurns.ts";
import { MfaCodes, type SentCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { SharedLeases } from "../../fakes/sharedStore.ts";

const { signal } = new AbortController();

/** Two windows of one machine. */
function twoWindows() {
	const clock = new FakeClock();
	const leases = new SharedLeases(clock);
	const oneLeases = leases.ofWindow();
	return {
		clock,
		leases,
		oneLeases,
		one: new MfaCodes(clock, oneLeases),
		two: new MfaCodes(clock, leases.ofWindow()),
		/** Lets so many seconds pass, one after the other, with all that happens in them. */
		pass: async (seconds: number) => {
			for (let second = 0; second < seconds; second++) {
				clock.advance(1000);
				await setImmediate();
			}
		},
	};
}

test("a device's code is remembered until it can come back", async () => {
	const clock = new FakeClock();
	const codes = new MfaCodes(clock);
	const code = new Secret("123456");
	assert.equal(await codes.wasSent("one", code), false);
	await codes.remember("one", code);
	assert.equal(await codes.wasSent("one", new Secret("123456")), true);
	assert.equal(await codes.wasSent("two", code), false);
	assert.equal(await codes.wasSent("one", new Secret("654321")), false);
	clock.advance(89_999);
	assert.equal(await codes.wasSent("one", code), true);
	clock.advance(1);
	assert.equal(await codes.wasSent("one", code), false);
});

test("all of a device's codes are remembered, and only the one that was not sent is forgotten", async () => {
	const clock = new FakeClock();
	const codes = new MfaCodes(clock);
	const [first, second] = [new Secret("111111"), new Secret("222222")];
	const known = async () => [await codes.wasSent("one", first), await codes.wasSent("one", second)];
	await codes.remember("one", first);
	clock.advance(30_000);
	await codes.remember("one", second);
	assert.deepEqual(await known(), [true, true]);
	await codes.forget("one", second);
	assert.deepEqual(await known(), [true, false]);
	await codes.remember("one", second);
	clock.advance(60_000);
	assert.deepEqual(await known(), [false, true]);
});

test("the next code is told of until it is there, if the present one was used", async () => {
	const clock = new FakeClock(Date.UTC(2026, 0, 1, 12, 0, 10));
	const codes = new MfaCodes(clock);
	const code = new Secret("123456");
	assert.equal(await codes.nextCodeAt("one"), undefined);
	await codes.remember("one", code);
	clock.advance(5000);
	assert.equal(await codes.nextCodeAt("one"), Date.UTC(2026, 0, 1, 12, 0, 30));
	assert.equal(await codes.nextCodeAt("two"), undefined);
	await codes.refused("one", code);
	assert.equal(await codes.nextCodeAt("one"), undefined, "it was mistyped");
	assert.equal(await codes.wasSent("one", code), true, "and is sent once all the same");
	await codes.remember("one", new Secret("222222"));
	clock.advance(15_000);
	assert.equal(await codes.nextCodeAt("one"), undefined);
	await codes.remember("one", new Secret("333333"));
	await codes.forget("one", new Secret("333333"));
	assert.equal(await codes.nextCodeAt("one"), undefined, "it was not sent");
});

test("notes that fail keep nobody from asking, and the window still knows its own codes", async () => {
	const broken = (): Promise<never> => Promise.reject(new Error("read-only file system"));
	const notes: SentCodes = { add: broken, refused: broken, remove: broken, has: broken, usedAt: broken };
	const codes = new MfaCodes(new FakeClock(), undefined, notes);
	const code = new Secret("123456");
	assert.equal(await codes.wasSent("one", code), false);
	await codes.remember("one", code);
	assert.equal(await codes.wasSent("one", code), true);
	assert.notEqual(await codes.nextCodeAt("one"), undefined);
	await codes.refused("one", code);
	await codes.forget("one", code);
	assert.equal(await codes.wasSent("one", code), false);
});

test("windows take turns with a device, however long one has its prompt open", async () => {
	const { one, two, clock, pass } = twoWindows();
	const prompt = Promise.withResolvers<string>();
	const events: string[] = [];
	const first = one.oneAtATime("device", signal, () => prompt.promise);
	await setImmediate();
	const second = two.oneAtATime(
		"device",
		signal,
		async () => events.push("second"),
		() => events.push("waits"),
	);
	assert.equal(await two.oneAtATime("another", signal, async () => "at once"), "at once");
	await pass(300);
	assert.deepEqual(events, ["waits"]);
	prompt.resolve("first");
	assert.equal(await first, "first");
	await pass(1);
	await second;
	assert.deepEqual(events, ["waits", "second"]);
	assert.equal(clock.pending, 0);
});

test("a device is free again after an error, and a minute after its window is gone", async () => {
	const { one, two, leases, pass } = twoWindows();
	await assert.rejects(
		one.oneAtATime("device", signal, () => Promise.reject(new Error("refused"))),
		/refused/,
	);
	assert.equal(await two.oneAtATime("device", signal, async () => "at once"), "at once");
	await leases.ofWindow().take("mfa device", 60_000);
	let isDone = false;
	const waiting = two.oneAtATime("device", signal, async () => {
		isDone = true;
	});
	await setImmediate();
	await pass(59);
	assert.equal(isDone, false);
	await pass(1);
	await waiting;
	assert.equal(isDone, true);
});

test("a device is free at once when the window that asks for its code is closed", async () => {
	const { one, two, oneLeases } = twoWindows();
	void one.oneAtATime("device", signal, () => new Promise(() => {}));
	await setImmediate();
	oneLeases.dispose();
	assert.equal(await two.oneAtATime("device", signal, async () => "at once"), "at once");
});

test("waiting for another window can be called off, and leaves the device to it", async () => {
	const { one, two, clock, pass } = twoWindows();
	const prompt = Promise.withResolvers<string>();
	const first = one.oneAtATime("device", signal, () => prompt.promise);
	await setImmediate();
	const person = new AbortController();
	const second = two.oneAtATime("device", person.signal, () => assert.fail("it was called off"));
	await pass(2);
	const next = two.oneAtATime("device", signal, async () => "next");
	person.abort();
	await cancelled(second);
	await pass(2);
	prompt.resolve("first");
	assert.equal(await first, "first");
	await pass(1);
	assert.equal(await next, "next");
	assert.equal(clock.pending, 0);
});

test("who calls off while a device is being taken is not asked, and gives it back", async () => {
	const { one, two } = twoWindows();
	const person = new AbortController();
	const asking = one.oneAtATime("device", person.signal, () => assert.fail("it was called off"));
	queueMicrotask(() => person.abort());
	await cancelled(asking);
	assert.equal(await two.oneAtATime("device", signal, async () => "at once"), "at once");
});

test("in one window the next has its turn only when the lease is given back, so that it keeps its own", async () => {
	const clock = new FakeClock();
	const calls: string[] = [];
	const leases: DeviceLeases = {
		take: async (name) => calls.push(`take ${name}`) > 0,
		release: async (name) => {
			await setImmediate();
			calls.push(`release ${name}`);
		},
	};
	const codes = new MfaCodes(clock, leases);
	const ask = (): Promise<number> => codes.oneAtATime("device", signal, async () => calls.push("ask"));
	await Promise.all([ask(), ask()]);
	const turn = ["take mfa device", "ask", "release mfa device"];
	assert.deepEqual(calls, [...turn, ...turn]);
});

test("leases that fail keep nobody from asking", async () => {
	const clock = new FakeClock();
	const broken = (): Promise<never> => Promise.reject(new Error("read-only file system"));
	const none = new MfaCodes(clock, { take: broken, release: broken });
	assert.equal(await none.oneAtATime("device", signal, async () => "asked"), "asked");

	let isBroken = false;
	const breaking = async (): Promise<boolean> => (isBroken ? broken() : true);
	const later = new MfaCodes(clock, { take: breaking, release: broken });
	const prompt = Promise.withResolvers<string>();
	const asking = later.oneAtATime("device", signal, () => prompt.promise);
	await setImmediate();
	isBroken = true;
	clock.advance(60_000);
	prompt.resolve("asked");
	assert.equal(await asking, "asked");
	assert.equal(clock.pending, 0);
});

test("who gives up waiting lets nobody pass those who were there before", async () => {
	const codes = new MfaCodes(new FakeClock());
	const prompt = Promise.withResolvers<void>();
	let open = 0;
	const ask = (): Promise<void> =>
		codes.oneAtATime("device", signal, async () => {
			assert.equal(++open, 1);
			await prompt.promise;
			open--;
		});
	const first = ask();
	const impatient = new AbortController();
	const second = codes.oneAtATime("device", impatient.signal, async () => {});
	impatient.abort();
	await cancelled(second);
	const third = ask();
	await setImmediate();
	prompt.resolve();
	await Promise.all([first, third]);
});
