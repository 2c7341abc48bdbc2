import assert from "node:assert/strict";
import fs, { readdir, writeFile } from "node:fs/promises";
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
	return { folder, clock, open: () => new LeaseFiles(folder, clock) };
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
	const all = Array.from({ length: 20 }, open);
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
	const all = Array.from({ length: 20 }, open);
	const taken = await Promise.all(all.map((one) => one.take("renew", 1000)));
	assert.equal(taken.filter(Boolean).length, 1);
});
