import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
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
	let booted = clock.now() - 3_600_000;
	const open = async (session: string = randomUUID()) => {
		running.add(++pid);
		const own = pid;
		const windows = new OpenWindows(folder, clock, {
			pid: own,
			session,
			uptime: () => clock.now() - booted,
			isAlive: (other) => running.has(other),
		});
		const isFirst = await windows.open();
		return {
			isFirst,
			close: () => {
				windows.close();
				running.delete(own);
			},
			crash: () => running.delete(own),
			seen: () => windows.seen(),
		};
	};
	/** Sets the clock, which the machine's start seems to move with. */
	const setClock = (by: number) => {
		clock.jump(by);
		booted += by;
	};
	const boot = () => {
		booted = clock.now();
	};
	return { folder, clock, open, setClock, boot };
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
	clock.advance(60_000);
	await writeFile(join(folder, "broken"), "{");
	const next = await open();
	assert.equal(next.isFirst, true);
	next.close();
	clock.jump(-3_600_000);
	assert.equal((await open()).isFirst, true);
});

test("after a power cut another process with the number of a window is none", async (t) => {
	const { open, clock, boot } = await machine(t);
	await open();
	clock.advance(120_000);
	boot();
	assert.equal((await open()).isFirst, true);
});

test("a window whose extension host crashed is not closed, nor is one that was there just now", async (t) => {
	const { open, clock } = await machine(t);
	const one = await open("window 1");
	clock.advance(3_600_000);
	one.crash();
	const again = await open("window 1");
	assert.equal(again.isFirst, false);
	clock.advance(3_600_000);
	again.seen();
	again.crash();
	clock.advance(59_000);
	assert.equal((await open("window 2")).isFirst, false);
});

test("a window stays open when the clock is set, from its next sign of life on", async (t) => {
	const { open, setClock } = await machine(t);
	const one = await open();
	setClock(7_200_000);
	one.seen();
	assert.equal((await open()).isFirst, false);
});

test("what was closed gives no more signs of life", async (t) => {
	const { open, clock } = await machine(t);
	const one = await open();
	one.close();
	one.seen();
	clock.advance(31_000);
	assert.equal((await open()).isFirst, true);
});
