import assert from "node:assert/strict";
import fs, { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { LeaseFiles } from "../../../src/sessions/leaseFiles.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

async function windows(t: TestContext) {
	const folder = await makeTemporaryFolder("leases");
	t.after(() => removeFolder(folder));
	const clock = new FakeClock();
	return {
		folder,
		clock,
		open: (isAlive?: (pid: number) => boolean) => new LeaseFiles(folder, clock, isAlive),
	};
}

/** Puts another function in the place of one of the system's. */
function replace(
	t: TestContext,
	name: "readdir" | "rename",
	by: (...given: string[]) => Promise<unknown>,
): void {
	const { mock } = t.mock.method(fs, name, by);
	syncBuiltinESMExports();
	t.after(() => {
		mock.restore();
		syncBuiltinESMExports();
	});
}

/** Has one of the system's functions refuse so many times. */
function refuseTimes(t: TestContext, name: "readdir" | "rename", code: string, times: number): void {
	const real = fs[name] as (...given: string[]) => Promise<unknown>;
	let left = times;
	replace(t, name, async (...given) => {
		if (left-- > 0) {
			throw Object.assign(new Error("refused"), { code });
		}
		return real(...given);
	});
}

test("one window has a lease until it gives it back", async (t) => {
	const { open, folder } = await windows(t);
	const [one, two] = [open(), open()];
	assert.equal(await one.take("renew:profile:dev/x", 1000), true);
	assert.equal(await two.take("renew:profile:dev/x", 1000), false);
	assert.equal(await two.take("other", 1000), true);
	assert.equal(await one.take("renew:profile:dev/x", 1000), true);
	await two.release("renew:profile:dev/x");
	assert.equal(await two.take("renew:profile:dev/x", 1000), false);
	await one.release("renew:profile:dev/x");
	assert.equal(await two.take("renew:profile:dev/x", 1000), true);
	assert.equal((await readdir(folder)).length, 2);
});

test("the lease of a window that is gone runs out", async (t) => {
	const { open, clock } = await windows(t);
	const [one, two] = [open(), open()];
	await one.take("tell", 1000);
	clock.advance(999);
	assert.equal(await two.take("tell", 1000), false);
	clock.advance(1);
	assert.equal(await two.take("tell", 1000), true);
	assert.equal(await one.take("tell", 1000), false);
});

test("of many windows that ask at once one gets it, also when it has run out or is broken", async (t) => {
	const { open, clock, folder } = await windows(t);
	const all = Array.from({ length: 20 }, () => open());
	const takers = async () =>
		(await Promise.all(all.map((one) => one.take("tell", 1000)))).filter(Boolean).length;
	assert.equal(await takers(), 1);
	clock.advance(1000);
	assert.equal(await takers(), 1);
	const [file = ""] = await readdir(folder);
	await writeFile(join(folder, file, "held"), "");
	assert.equal(await takers(), 1);
	assert.equal((await readdir(folder)).length, 1);
});

test("a lease from before the clock was set back does not last until then", async (t) => {
	const { open, clock } = await windows(t);
	await open().take("renew", 60_000);
	const two = open();
	clock.jump(-30_000);
	assert.equal(await two.take("renew", 60_000), false, "a clock is put right by a little now and then");
	clock.jump(-24 * 3_600_000);
	assert.equal(await two.take("renew", 60_000), true);
	assert.equal(await open().take("renew", 60_000), false);
});

test("one that was given back is free whatever the clock says then", async (t) => {
	const { open, clock } = await windows(t);
	const one = open();
	await one.take("renew", 60_000);
	await one.release("renew");
	clock.jump(-1000);
	assert.equal(await open().take("renew", 60_000), true);
});

test("what is left of leases goes a day after they ran out", async (t) => {
	const { open, clock, folder } = await windows(t);
	const one = open();
	await one.take("tell A", 1000);
	await one.take("given back", 1000);
	await one.release("given back");
	await one.take("tell B", 2 * 3_600_000);
	clock.advance(25 * 3_600_000);
	await open().take("tell C", 1000);
	assert.equal((await readdir(folder)).length, 2, "B, and C");
});

test("leases need no links, which not every file system has", async (t) => {
	const { open } = await windows(t);
	const refuse = async () => {
		throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
	};
	const mocks = [t.mock.method(fs, "link", refuse), t.mock.method(fs, "symlink", refuse)];
	syncBuiltinESMExports();
	t.after(() => {
		for (const { mock } of mocks) {
			mock.restore();
		}
		syncBuiltinESMExports();
	});
	const all = Array.from({ length: 20 }, () => open());
	const taken = await Promise.all(all.map((one) => one.take("renew", 1000)));
	assert.equal(taken.filter(Boolean).length, 1);
});

test("a window that closes gives back at once what ends with it, and nothing else", async (t) => {
	const { open, clock } = await windows(t);
	const [one, two] = [open(), open()];
	await one.take("mfa", 60_000, "withWindow");
	await one.take("mfa", 60_000, "withWindow");
	await one.take("told", 60_000);
	assert.equal(await two.take("mfa", 60_000, "withWindow"), false);
	one.dispose();
	assert.equal(await two.take("mfa", 60_000, "withWindow"), true);
	assert.equal(await two.take("told", 60_000), false, "it was told, and stays so");
	assert.equal(await one.take("other", 60_000), false, "a closed window takes nothing");
	assert.equal(clock.pending, 0);
});

test("a window that closes takes nothing from who has it by now", async (t) => {
	const { open, clock } = await windows(t);
	const [one, two] = [open(), open()];
	await one.take("mfa", 60_000, "withWindow");
	await one.release("mfa");
	await two.take("mfa", 60_000, "withWindow");
	one.dispose();
	assert.equal(await open().take("mfa", 60_000, "withWindow"), false);
	clock.advance(60_000);
	const three = open();
	await three.take("mfa", 60_000, "withWindow");
	clock.advance(30_000);
	assert.equal(await three.take("mfa", 60_000, "withWindow"), true);
	two.dispose();
	assert.equal(await open().take("mfa", 60_000, "withWindow"), false);
});

test("one that is being taken while its window closes is given back too", async (t) => {
	const { open } = await windows(t);
	const one = open();
	const taking = one.take("mfa", 60_000, "withWindow");
	one.dispose();
	assert.equal(await taking, false);
	assert.equal(await open().take("mfa", 60_000, "withWindow"), true);
});

test("what ends with a window is free once its process is gone, of this machine's", async (t) => {
	const { open, folder } = await windows(t);
	const gone = (pid: number) => pid !== process.pid;
	const crashed = open();
	await crashed.take("mfa", 60_000, "withWindow");
	await crashed.take("told", 60_000);
	const later = open(gone);
	assert.equal(await later.take("told", 60_000), false);
	assert.equal(await later.take("mfa", 60_000, "withWindow"), true);

	await open().take("elsewhere", 60_000, "withWindow");
	for (const name of await readdir(folder)) {
		const file = join(folder, name, "held");
		const text = await readFile(file, "utf8");
		await writeFile(file, text.replace(/"machine":"[^"]*"/, '"machine":"another container"'));
	}
	assert.equal(await open(gone).take("elsewhere", 60_000, "withWindow"), false);
});

test("after sleep a window has the time to keep what ends with it", async (t) => {
	const { open, clock } = await windows(t);
	const [one, two] = [open(), open()];
	const take = (window: LeaseFiles) => window.take("mfa", 60_000, "withWindow");
	await take(one);
	for (const jump of [10 * 3_600_000, -5 * 3_600_000]) {
		clock.jump(jump);
		assert.equal(await take(two), false);
		clock.advance(20_000);
		assert.equal(await take(two), false);
		assert.equal(await take(one), true);
		clock.advance(20_000);
		assert.equal(await take(two), false);
	}
	clock.jump(10 * 3_600_000);
	assert.equal(await take(two), false);
	clock.advance(29_999);
	assert.equal(await take(two), false);
	clock.advance(1);
	assert.equal(await take(two), true, "it lives, but does nothing any more");
	assert.equal(await take(one), false);
	one.dispose();
	two.dispose();
	assert.equal(clock.pending, 0);
});

test("a window that could not tidy takes leases all the same", async (t) => {
	const { open } = await windows(t);
	const one = open();
	refuseTimes(t, "readdir", "EMFILE", 1);
	assert.equal(await one.take("renew", 1000), true);
	assert.equal(await open().take("renew", 1000), false);
});

test("a file that another program has open for a moment keeps no lease from being taken or given back", async (t) => {
	const { open, clock } = await windows(t);
	const one = open();
	refuseTimes(t, "rename", "EBUSY", 1);
	const taking = one.take("renew", 60_000);
	assert.equal(await clock.advanceToNext(), 20);
	assert.equal(await taking, true);
	refuseTimes(t, "rename", "EPERM", 4);
	const releasing = one.release("renew");
	for (const delay of [20, 40, 80, 160]) {
		assert.equal(await clock.advanceToNext(), delay);
	}
	await releasing;
	assert.equal(await open().take("renew", 60_000), true);
});

test("what can't be removed, as another program has it open, keeps no lease from being taken or given back", async (t) => {
	const { open, clock, folder } = await windows(t);
	const [one, two] = [open(), open()];
	await one.take("renew", 60_000);
	clock.advance(60_000);
	const { mock } = t.mock.method(fs, "rm", async () => {
		throw Object.assign(new Error("refused"), { code: "EBUSY" });
	});
	syncBuiltinESMExports();
	try {
		assert.equal(await two.take("renew", 60_000), true);
		assert.equal(await one.take("renew", 60_000), false);
		await two.release("renew");
		assert.equal(await one.take("renew", 60_000), true);
	} finally {
		mock.restore();
		syncBuiltinESMExports();
	}
	assert.equal(await two.take("renew", 60_000), false);
	clock.advance(25 * 3_600_000);
	await open().take("other", 1000);
	assert.equal((await readdir(folder)).length, 1);
});

test("one that stays open is not waited for any longer, and another failure not at all", async (t) => {
	const { open, clock, folder } = await windows(t);
	refuseTimes(t, "rename", "EACCES", 5);
	const taking = assert.rejects(open().take("renew", 60_000), { code: "EACCES" });
	for (let tries = 1; tries < 5; tries++) {
		await clock.advanceToNext();
	}
	await taking;
	refuseTimes(t, "rename", "ENOSPC", 1);
	await assert.rejects(open().take("renew", 60_000), { code: "ENOSPC" });
	assert.deepEqual([clock.pending, await readdir(folder)], [0, []]);
});

test("a lease that another window takes meanwhile is not waited for, in whatever words it is refused", async (t) => {
	const { open, clock } = await windows(t);
	const [one, two] = [open(), open()];
	refuseTimes(t, "rename", "EPERM", 1);
	const taking = one.take("renew", 60_000);
	await clock.scheduled();
	assert.equal(await two.take("renew", 60_000), true);
	await clock.advanceToNext();
	assert.equal(await taking, false);

	replace(t, "rename", async (_, folder = "") => {
		await mkdir(folder);
		throw Object.assign(new Error("refused"), { code: "EPERM" });
	});
	assert.equal(await one.take("other", 60_000), false);
	assert.equal(clock.pending, 0);
});
