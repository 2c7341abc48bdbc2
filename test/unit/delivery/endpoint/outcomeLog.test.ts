import assert from "node:assert/strict";
import { test } from "node:test";
import { OutcomeLog } from "../../../../src/delivery/endpoint/outcomeLog.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeLog } from "../../fakes/fakeLog.ts";

function started() {
	const log = new FakeLog();
	const clock = new FakeClock();
	const outcomes = new OutcomeLog(log, clock);
	const taken = () =>
		log.lines.splice(0).map(({ level, event, fields }) => [level, event.split(": ")[1], fields]);
	return { clock, outcomes, taken };
}

test("the first of each outcome and session is written at once, the others as a number each minute", () => {
	const { clock, outcomes, taken } = started();
	assert.equal(outcomes.note("answered", "a"), true);
	assert.equal(outcomes.note("answered", "b"), true);
	assert.equal(outcomes.note("unavailable", "a"), true);
	assert.equal(outcomes.note("answered", "a"), false);
	assert.equal(outcomes.note("answered", "a"), false);
	assert.equal(outcomes.note("unavailable", "a"), false);
	assert.deepEqual(taken(), [
		["debug", "answered", { session: "a" }],
		["debug", "answered", { session: "b" }],
		["info", "unavailable", { session: "a" }],
	]);
	clock.advance(59_999);
	assert.deepEqual(taken(), []);
	clock.advance(1);
	assert.deepEqual(taken(), [
		["debug", "answered", { session: "a", count: 2 }],
		["info", "unavailable", { session: "a" }],
	]);
	assert.equal(outcomes.note("answered", "a"), false, "a minute after the last line");
	assert.equal(outcomes.note("answered", "b"), true, "nothing came of it for a minute");
	clock.advance(120_000);
	assert.deepEqual(taken(), [
		["debug", "answered", { session: "b" }],
		["debug", "answered", { session: "a" }],
	]);
	assert.equal(clock.pending, 0);
});

test("what was only counted is written at the end, and nothing after", () => {
	const { clock, outcomes, taken } = started();
	for (let times = 0; times < 5; times += 1) {
		outcomes.note("denied");
	}
	outcomes.note("failed", "a");
	taken();
	outcomes.dispose();
	assert.deepEqual(taken(), [["warn", "denied", { count: 4 }]]);
	assert.equal(clock.pending, 0);
});
