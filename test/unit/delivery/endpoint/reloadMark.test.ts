import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ReloadMark } from "../../../../src/delivery/endpoint/reloadMark.ts";
import { makeTemporaryFolder, removeFolder } from "../../../harness/folders.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

/** A machine that has been up for an hour, and a window on it that was opened. */
async function opened(t: TestContext) {
	const folder = await makeTemporaryFolder("mark");
	t.after(() => removeFolder(folder));
	const file = join(folder, "marks", "window");
	const clock = new FakeClock();
	let booted = clock.now() - 3_600_000;
	const running = new Set([1, 2]);
	const mark = (parent = 7, pid = 2) =>
		new ReloadMark(file, clock, {
			pid,
			parent,
			uptime: () => clock.now() - booted,
			isAlive: (other) => running.has(other),
		});
	const first = mark(7, 1);
	assert.equal(await first.origin(), "gone", "there is no mark yet");
	await first.leave();
	return {
		file,
		clock,
		mark,
		first,
		crash: () => running.delete(1),
		restartMachine: () => {
			booted = clock.now();
		},
	};
}

test("a window that is back at once was reloaded", async (t) => {
	const { first, mark, clock } = await opened(t);
	first.close();
	clock.jump(29_000);
	assert.deepEqual([await mark().origin(), mark().isLeft()], ["reloaded", false]);
	clock.jump(1_000);
	assert.deepEqual(
		[await mark().origin(), mark().isLeft()],
		["gone", true],
		"it was closed, and opened again",
	);
});

test("the extension host of before may take its time to go, with a word or without", async (t) => {
	const closing = await opened(t);
	const origin = closing.mark().origin();
	closing.first.close();
	await closing.clock.advanceToNext();
	assert.equal(await origin, "reloaded");
	const killed = await opened(t);
	const other = killed.mark().origin();
	killed.crash();
	await killed.clock.advanceToNext();
	assert.equal(await other, "reloaded");
});

test("one that went without a word was reloaded if it was there of late", async (t) => {
	const { first, mark, crash, clock } = await opened(t);
	clock.jump(60_000);
	first.seen();
	crash();
	clock.jump(179_000);
	assert.deepEqual([await mark().origin(), mark().isLeft()], ["reloaded", false]);
	clock.jump(1_000);
	assert.deepEqual([await mark().origin(), mark().isLeft()], ["gone", true]);
});

test("one that stays open is another window, and its mark is its own", async (t) => {
	const { mark, clock, first } = await opened(t);
	let origin: string | undefined;
	const looking = mark()
		.origin()
		.then((found) => {
			origin = found;
		});
	while (origin === undefined) {
		clock.advance(200);
		await new Promise<void>((resolve) => setImmediate(resolve));
	}
	await looking;
	assert.equal(origin, "another");
	mark().close();
	assert.equal(mark().isLeft(), false);
	first.close();
	assert.equal(await mark().origin(), "reloaded");
});

test("one of another run of VS Code, or of the machine, is gone", async (t) => {
	const { first, mark, clock, restartMachine } = await opened(t);
	first.close();
	assert.equal(await mark(8).origin(), "gone");
	clock.jump(20_000);
	restartMachine();
	assert.equal(await mark().origin(), "gone");
});

test("a mark that can't be read, or is from the future, is none", async (t) => {
	const { file, first, mark, clock } = await opened(t);
	first.close();
	clock.jump(-10_000);
	assert.equal(await mark().origin(), "gone");
	writeFileSync(file, "{");
	assert.equal(await mark().origin(), "gone");
	mark().remove();
	mark().remove();
	mark().close();
	assert.equal(await mark().origin(), "gone", "closing leaves no mark where none was");
});
