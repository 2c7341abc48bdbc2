import assert from "node:assert/strict";
import { test } from "node:test";
import { countSeconds, sentencesWithNextCode } from "../../../../src/vscode/mfa/nextCode.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

function counting(left: number) {
	const clock = new FakeClock();
	const told: number[] = [];
	return { clock, told, stop: countSeconds(clock.now() + left, clock, (seconds) => told.push(seconds)) };
}

test("the seconds until the next code are counted down, and nothing goes on after that", () => {
	const { clock, told } = counting(2400);
	assert.deepEqual(told, [3]);
	clock.advance(400);
	assert.deepEqual(told, [3, 2]);
	clock.advance(60_000);
	assert.deepEqual([told, clock.pending], [[3, 2, 1, 0], 0]);
});

test("counting can be stopped", () => {
	const { clock, told, stop } = counting(20_000);
	clock.advance(1000);
	stop();
	assert.equal(clock.pending, 0);
	clock.advance(60_000);
	assert.deepEqual(told, [20, 19]);
});

test("a time that has come, or that no code is away, is not counted to", () => {
	for (const left of [0, -1, -1e12, 30_001, 1e12]) {
		const { clock, told } = counting(left);
		assert.deepEqual([told, clock.pending], [[0], 0]);
	}
});

test("the clock is looked at each time: after sleep there is nothing left to count", () => {
	const { clock, told } = counting(20_000);
	clock.jump(3_600_000);
	clock.advance(1000);
	assert.deepEqual([told, clock.pending], [[20, 0], 0]);
});

test("what is said with it", () => {
	const refusal = { before: "That code was not accepted" };
	assert.equal(sentencesWithNextCode(7, refusal), "That code was not accepted. Next code in 7 s");
	assert.equal(sentencesWithNextCode(0, refusal), "That code was not accepted");
	assert.equal(sentencesWithNextCode(7, { after: "MFA device arn" }), "Next code in 7 s. MFA device arn");
	assert.equal(sentencesWithNextCode(0, { after: "MFA device arn" }), "MFA device arn");
});
