import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
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
	await writeFile(join(folder, file), "");
	assert.equal(await takers(), 1);
	assert.equal((await readdir(folder)).length, 1);
});
