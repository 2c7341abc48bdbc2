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
	const mark = (parent = 7) => new ReloadMark(file, clock, { parent, uptime: () => clock.now() - booted });
	const first = mark();
	assert.equal(first.isReload(), false, "there is no mark yet");
	await first.leave();
	return {
		file,
		clock,
		mark,
		first,
		restartMachine: () => {
			booted = clock.now();
		},
	};
}

test("a window that is back at once was reloaded", async (t) => {
	const { first, mark, clock } = await opened(t);
	first.close();
	clock.jump(29_000);
	assert.equal(mark().isReload(), true);
	clock.jump(1_000);
	assert.equal(mark().isReload(), false, "it was closed, and opened again");
});

test("one whose extension host crashed was, too", async (t) => {
	const { mark, clock } = await opened(t);
	clock.jump(86_400_000);
	assert.equal(mark().isReload(), true);
});

test("one of another run of VS Code, or of the machine, was not", async (t) => {
	const { first, mark, clock, restartMachine } = await opened(t);
	first.close();
	assert.equal(mark(8).isReload(), false);
	clock.jump(20_000);
	restartMachine();
	assert.equal(mark().isReload(), false);
});

test("a mark that can't be read, or is from the future, is none", async (t) => {
	const { file, first, mark, clock } = await opened(t);
	first.close();
	clock.jump(-10_000);
	assert.equal(mark().isReload(), false);
	writeFileSync(file, "{");
	assert.equal(mark().isReload(), false);
	mark().remove();
	mark().remove();
	assert.equal(mark().isReload(), false);
	mark().close();
	assert.equal(mark().isReload(), false, "closing leaves no mark where none was");
});
