import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { OpenWindows } from "../../../src/sessions/openWindows.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

async function machine(t: TestContext) {
	const folder = await makeTemporaryFolder("windows");
	t.after(() => removeFolder(folder));
	const clock = new FakeClock();
	const running = new Set<number>();
	let pid = 0;
	const open = async () => {
		running.add(++pid);
		const own = pid;
		const windows = new OpenWindows(folder, clock, own, (other) => running.has(other));
		const isFirst = await windows.open();
		return {
			isFirst,
			close: () => {
				windows.close();
				running.delete(own);
			},
			crash: () => running.delete(own),
		};
	};
	return { folder, clock, open };
}

test("the first window is the first, and those beside it are not", async (t) => {
	const { open } = await machine(t);
	assert.deepEqual([(await open()).isFirst, (await open()).isFirst], [true, false]);
});

test("after all are closed for good the next is the first again; a reload is no close", async (t) => {
	const { open, clock, folder } = await machine(t);
	const one = await open();
	one.close();
	clock.advance(5000);
	const reloaded = await open();
	assert.equal(reloaded.isFirst, false);
	reloaded.close();
	clock.advance(31_000);
	const next = await open();
	assert.equal(next.isFirst, true);
	assert.equal((await readdir(folder)).length, 1);
});

test("while another one is open, a closed one changes nothing", async (t) => {
	const { open, clock } = await machine(t);
	const one = await open();
	await open();
	one.close();
	clock.advance(3_600_000);
	assert.equal((await open()).isFirst, false);
});

test("a window that crashed, a broken file and a clock set back keep nobody from being first", async (t) => {
	const { open, folder, clock } = await machine(t);
	(await open()).crash();
	await writeFile(join(folder, "broken"), "{");
	const next = await open();
	assert.equal(next.isFirst, true);
	next.close();
	clock.jump(-3_600_000);
	assert.equal((await open()).isFirst, true);
});
