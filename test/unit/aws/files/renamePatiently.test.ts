import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { renamePatiently } from "../../../../src/aws/files/renamePatiently.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

function refusal(code: string): Error {
	return Object.assign(new Error(code), { code });
}

/** Renames, as a system that refuses at first. Answers how long (ms) it took, and how often it was tried. */
async function rename(codes: readonly string[], isTaken = false) {
	const clock = new FakeClock();
	const began = clock.now();
	const refusals = [...codes];
	let tries = 0;
	let isOver = false;
	const outcome = renamePatiently(
		"draft",
		"file",
		clock,
		async () => isTaken,
		async () => {
			tries++;
			const code = refusals.shift();
			if (code !== undefined) {
				throw refusal(code);
			}
		},
	)
		.then(
			() => "renamed",
			(error: Error) => error.message,
		)
		.finally(() => {
			isOver = true;
		});
	while (!isOver) {
		await setImmediate();
		clock.advance(clock.nextDelay ?? 0);
	}
	return { end: await outcome, tries, took: clock.now() - began };
}

test("a program that has the file open for a moment is waited for, twice as long each time", async () => {
	assert.deepEqual(await rename(["EPERM", "EACCES", "EBUSY"]), { end: "renamed", tries: 4, took: 140 });
});

test("one that does not let go is told in the end", async () => {
	assert.deepEqual(await rename(Array<string>(9).fill("EBUSY")), { end: "EBUSY", tries: 5, took: 300 });
});

test("what waiting does not help is told at once", async () => {
	assert.deepEqual(await rename(["ENOSPC"]), { end: "ENOSPC", tries: 1, took: 0 });
	assert.deepEqual(await rename(["EPERM"], true), { end: "EPERM", tries: 1, took: 0 });
});
