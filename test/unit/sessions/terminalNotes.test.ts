import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { TerminalNotes } from "../../../src/sessions/terminalNotes.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { sessionOf } from "../fakes/sessionOf.ts";

async function machine(t: TestContext) {
	const folder = await makeTemporaryFolder("notes");
	t.after(() => removeFolder(folder));
	const running = new Set([1, 2, 3]);
	return { folder, running, open: () => new TerminalNotes(folder, (pid) => running.has(pid)) };
}

test("after a reload it is known what a shell has, by name, until it is gone", async (t) => {
	const { folder, running, open } = await machine(t);
	const before = open();
	await before.write(1, sessionOf({ id: "profile:dev", expiresAt: 5000 }));
	await before.write(2, sessionOf({ id: "profile:keys" }));
	await before.write(3, sessionOf());
	await before.write(3, undefined);
	assert.deepEqual((await readdir(folder)).toSorted(), ["1", "2"]);

	running.delete(2);
	const after = open();
	assert.deepEqual(await after.read(1), { id: "profile:dev", expiresAt: 5000 });
	assert.equal(await after.read(2), undefined, "another process may get its number");
	assert.equal(await after.read(3), undefined);
	assert.deepEqual(await readdir(folder), ["1"]);
});

test("steps are done in the order they were asked for", async (t) => {
	const { open } = await machine(t);
	const notes = open();
	const held = { id: "profile:dev" };
	const [first, , second] = await Promise.all([
		notes.read(1),
		notes.write(1, held),
		notes.read(1),
		notes.write(1, undefined),
	]);
	assert.deepEqual([first, second, await notes.read(1)], [undefined, held, undefined]);
});

test("a note that can't be read is none", async (t) => {
	const { folder, open } = await machine(t);
	for (const text of ["", "{", "null", '{"id":1}']) {
		await writeFile(join(folder, "1"), text);
		assert.equal(await open().read(1), undefined, text);
	}
});
