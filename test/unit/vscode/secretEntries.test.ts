import assert from "node:assert/strict";
import { readdir, rename, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { SecretEntries } from "../../../src/vscode/secretEntries.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeSecretStorage } from "../fakes/secretStorage.ts";

async function windows(t: TestContext) {
	const folder = await makeTemporaryFolder("entries");
	t.after(() => removeFolder(folder));
	const secrets = new FakeSecretStorage();
	const clock = new FakeClock();
	const open = () => new SecretEntries(secrets.asStorage, folder, "kind:", clock);
	/** Gives every file an age (ms). */
	const age = async (ms: number) => {
		const time = (clock.now() - ms) / 1000;
		await Promise.all((await readdir(folder)).map((name) => utimes(join(folder, name), time, time)));
	};
	return { folder, secrets, open, age };
}

test("an entry is listed before it is there and until it is gone, in every window", async (t) => {
	const { secrets, open, folder } = await windows(t);
	const [one, two] = [open(), open()];
	const heard: Promise<readonly unknown[]>[] = [];
	const stop = two.onDidChange((id) => heard.push(two.ids().then((ids) => [id, ...ids])));
	await one.write("a/b", "secret");
	assert.deepEqual(await heard[0], ["a/b", "a/b"]);
	await one.remove("a/b");
	assert.deepEqual(await heard[1], ["a/b"]);
	stop();
	await one.write("c", "secret");
	assert.equal(heard.length, 2);
	assert.deepEqual([...secrets.texts], [["kind:c", "secret"]]);
	assert.equal((await readdir(folder)).length, 1);
});

test("an entry that can't be written or removed stays in sight", async (t) => {
	const { secrets, open } = await windows(t);
	const entries = open();
	secrets.failing = "store";
	await assert.rejects(entries.write("a", "secret"), /locked/);
	assert.deepEqual(await entries.ids(), ["a"]);
	secrets.failing = undefined;
	await entries.write("a", "secret");
	secrets.failing = "delete";
	await assert.rejects(entries.remove("a"), /locked/);
	assert.deepEqual(await entries.ids(), ["a"]);
	assert.equal(await entries.read("a"), "secret");
});

test("a look at an entry that another window is writing leaves its file alone; an old file goes", async (t) => {
	const { secrets, open, age } = await windows(t);
	const entries = open();
	await entries.write("a", "secret");
	secrets.texts.clear();
	await age(3_590_000);
	assert.equal(await entries.read("a"), undefined);
	assert.deepEqual(await entries.ids(), ["a"]);
	await age(3_610_000);
	assert.equal(await entries.read("a"), undefined);
	assert.deepEqual(await entries.ids(), []);
});

test("a removal that a window has not come to the end of is ended later", async (t) => {
	const { secrets, open, age, folder } = await windows(t);
	const entries = open();
	await entries.write("a", "secret");
	const [name = ""] = await readdir(folder);
	await rename(join(folder, name), join(folder, `${name}.going`));
	await age(0);
	assert.deepEqual(await entries.ids(), []);
	assert.equal(secrets.texts.size, 1, "the window may be about to");
	await age(3_610_000);
	assert.deepEqual(await entries.ids(), []);
	assert.equal(secrets.texts.size, 0);
	assert.deepEqual(await readdir(folder), []);
});

test("entries that are of no more use are removed, others not", async (t) => {
	const { secrets, open } = await windows(t);
	const entries = open();
	for (const id of ["old 1", "new", "old 2"]) {
		await entries.write(id, `text of ${id}`);
	}
	await entries.removeSpent((text) => text.includes("old"));
	assert.deepEqual(await entries.ids(), ["new"]);
	assert.deepEqual([...secrets.texts.keys()], ["kind:new"]);
});
