import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../fakes/fakeClock.ts";

const minute = 60_000;

/** A clock, and when which of its alarms came: minutes after its start, by the time that does not jump. */
function ringing() {
	const clock = new FakeClock();
	const start = { now: clock.now(), monotonic: clock.monotonic() };
	const rung: string[] = [];
	return {
		clock,
		rung,
		set: (name: string, at: number, options?: Parameters<FakeClock["alarm"]>[2]) =>
			clock.alarm(
				start.now + at * minute,
				() => rung.push(`${name} ${(clock.monotonic() - start.monotonic) / minute}`),
				options,
			),
	};
}

test("alarms come at their moment, in order, on one timer", () => {
	const { clock, rung, set } = ringing();
	set("b", 20);
	set("a", 10);
	const callOff = set("called off", 15);
	set("past", -1);
	assert.equal(clock.pending, 1);
	callOff();
	callOff();
	clock.advance(30 * minute);
	assert.deepEqual(rung, ["past 0", "a 10", "b 20"]);
	assert.deepEqual([clock.pending, clock.wakeUps], [0, 3]);
});

test("one that is called off by another does not come, and one may be set again", () => {
	const { clock, rung, set } = ringing();
	const now = clock.now();
	clock.alarm(now + minute, () => {
		callOff();
		set("again", 2);
	});
	const callOff = set("called off", 1);
	clock.advance(3 * minute);
	assert.deepEqual(rung, ["again 2"]);
});

test("whoever can't wait is told that a machine has slept, at the latest after the nap", () => {
	const { clock, rung, set } = ringing();
	set("patient", 60);
	set("napping", 60, { nap: 2 * minute });
	clock.advance(minute);
	clock.jump(58 * minute);
	clock.advance(minute);
	// The one that woke up has told the other, before its time: what it has in mind may have been moved.
	assert.deepEqual(rung, ["patient 2", "napping 2"]);
});

test("without one that naps, the timer stands still as long as the machine sleeps", () => {
	const { clock, rung, set } = ringing();
	set("patient", 60);
	clock.jump(120 * minute);
	clock.advance(59 * minute);
	assert.deepEqual(rung, []);
	clock.look();
	assert.deepEqual(rung, ["patient 59"]);
	assert.equal(clock.pending, 0);
});

test("one that is set or called off after a jump tells the others of it", () => {
	const { clock, rung, set } = ringing();
	set("patient", 60);
	clock.jump(30 * minute);
	set("other", 500)();
	clock.advance(0);
	assert.deepEqual(rung, ["patient 0"]);
});

test("one that is set again and again does not keep the others from looking", () => {
	const { clock, rung, set } = ringing();
	set("napping", 60, { nap: 2 * minute });
	for (let passed = 0; passed < 4; passed++) {
		set("other", 500)();
		clock.advance(minute / 2);
	}
	clock.jump(30 * minute);
	clock.advance(2 * minute);
	assert.deepEqual([rung, clock.wakeUps], [["napping 4"], 2]);
});

test("a clock that is set back wakes all, too; one that is put right by less than a second wakes nobody", () => {
	const { clock, rung, set } = ringing();
	set("end", 60, { nap: minute });
	clock.jump(-900);
	clock.advance(5 * minute);
	assert.deepEqual([rung, clock.wakeUps], [[], 5]);
	clock.jump(-60 * minute);
	clock.look();
	assert.deepEqual(rung, ["end 5"]);
});

test("a look at a time that has not jumped wakes nobody before the time", () => {
	const { clock, rung, set } = ringing();
	clock.jump(10 * minute);
	set("end", 60);
	clock.look();
	assert.deepEqual(rung, []);
});

test("one that may come early rides on another's wake-up, and costs none", () => {
	const { clock, rung, set } = ringing();
	set("rider", 10, { early: 6 * minute });
	set("too early for it", 3);
	set("early enough", 5);
	clock.advance(20 * minute);
	assert.deepEqual(rung, ["too early for it 3", "early enough 5", "rider 5"]);
	assert.equal(clock.wakeUps, 2);
	set("rider", 30, { early: 6 * minute });
	clock.advance(20 * minute);
	assert.equal(rung.at(-1), "rider 30", "at last it comes by itself");
});

test("one that throws keeps neither the others of a jump from coming nor those to come, and is heard of", (t) => {
	const { clock, rung, set } = ringing();
	const later: (() => void)[] = [];
	t.mock.method(globalThis, "queueMicrotask", (callback: () => void) => later.push(callback));
	clock.alarm(clock.now() + minute, () => {
		throw new Error("a fault");
	});
	set("told of the jump", 60);
	clock.jump(30 * minute);
	clock.look();
	assert.deepEqual(rung, ["told of the jump 0"]);
	assert.deepEqual([later.length, clock.pending], [1, 0]);
	assert.throws(() => later[0]?.(), /a fault/);
});
