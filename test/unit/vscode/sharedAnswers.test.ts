import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SharedAnswers } from "../../../src/vscode/debugging/sharedAnswers.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

let clock: FakeClock;
let answers: SharedAnswers<"uri" | "token">;
let asked: number;

beforeEach(() => {
	clock = new FakeClock();
	answers = new SharedAnswers();
	asked = 0;
});

const ask = (asker: "uri" | "token", key = "a") =>
	answers.ask(key, asker, clock, async () => {
		asked++;
	});

test("an answer is good for the other asker right after, once", async () => {
	await ask("uri");
	clock.advance(4000);
	await ask("token");
	assert.equal(asked, 1);
	await ask("token");
	assert.equal(asked, 2);
	await ask("uri");
	assert.equal(asked, 2);
	await ask("uri");
	assert.equal(asked, 3);
});

test("it is good for nothing else, and not for long", async () => {
	await ask("uri");
	await ask("token", "b");
	assert.equal(asked, 2);
	clock.advance(5000);
	await ask("token");
	assert.equal(asked, 3);
});

test("the time of another question does not count", async () => {
	await ask("token");
	clock.advance(60_000);
	answers.extend("a", clock.now());
	await ask("uri");
	assert.equal(asked, 1);
});

test("an open question is shared with its answer, also with a no; that is forgotten", async () => {
	let refuse: (error: Error) => void = () => undefined;
	const question = () =>
		new Promise<void>((_, reject) => {
			asked++;
			refuse = reject;
		});
	const both = [answers.ask("a", "uri", clock, question), answers.ask("a", "token", clock, question)];
	refuse(new Error("no"));
	const results = await Promise.allSettled(both);
	assert.deepEqual(
		results.map(({ status }) => status),
		["rejected", "rejected"],
	);
	assert.equal(asked, 1);
	await ask("token");
	assert.equal(asked, 2);
});
