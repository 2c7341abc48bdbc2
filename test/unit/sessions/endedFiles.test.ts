import assert from "node:assert/strict";
import { readdir, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { EndedFiles } from "../../../src/sessions/endedFiles.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

const day = 24 * 3_600_000;

async function windows(t: TestContext) {
	const parent = await makeTemporaryFolder("ended");
	t.after(() => removeFolder(parent));
	const folder = join(parent, "ended");
	const clock = new FakeClock();
	/** Gives every note an age (ms). */
	const age = async (ms: number) => {
		const time = (clock.now() - ms) / 1000;
		await Promise.all((await readdir(folder)).map((name) => utimes(join(folder, name), time, time)));
	};
	return { folder, open: () => new EndedFiles(folder, clock), age };
}

test("an end is known in every window as soon as it is noted, and not that of another start", async (t) => {
	const { folder, open } = await windows(t);
	const [one, two] = [open(), open()];
	assert.deepEqual([two.has("ASIA1 1"), two.ids()], [false, []]);
	one.note("ASIA1 1", "profile:dev/admin");
	one.note("ASIA2 2", "profile:dev/admin");
	assert.deepEqual([two.has("ASIA1 1"), two.has("ASIA2 2"), two.has("ASIA3 3")], [true, true, false]);
	assert.deepEqual(two.ids(), ["profile:dev/admin"]);
	const names = await readdir(folder);
	const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
	assert.doesNotMatch(JSON.stringify([names, texts]), /ASIA/);
});

test("old notes of a session that is gone go, younger and other ones stay", async (t) => {
	const { open, age } = await windows(t);
	const ended = open();
	ended.note("ASIA1 1", "profile:dev");
	ended.note("ASIA2 2", "profile:prod");
	await age(2.9 * day);
	ended.tidy(new Set(["profile:dev"]));
	assert.equal(ended.has("ASIA1 1"), true);
	await age(3.1 * day);
	ended.tidy(new Set(["profile:dev"]));
	assert.deepEqual([ended.has("ASIA1 1"), ended.has("ASIA2 2")], [false, true]);
});
