import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type * as vscode from "vscode";
import { KnownEntries } from "../../../src/vscode/knownEntries.ts";
import { SecretEntries } from "../../../src/vscode/secretEntries.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeSecretStorage } from "../fakes/secretStorage.ts";

const hour = 3_600_000;

/** One editor, and machines that its windows are on. */
async function editor(t: TestContext) {
	const folder = await makeTemporaryFolder("known");
	t.after(() => removeFolder(folder));
	const secrets = new FakeSecretStorage();
	const clock = new FakeClock();
	const state = new Map<string, unknown>();
	/** `known`: what the window has of the state, as windows hear of each other's writing late. */
	const windowOn = (host: string, known = state) => {
		const memento = {
			keys: () => [...known.keys()],
			get: <T>(key: string, otherwise?: T) => (known.get(key) ?? otherwise) as T,
			update: async (key: string, value: unknown) =>
				void (value === undefined ? known.delete(key) : known.set(key, structuredClone(value))),
		} as vscode.Memento;
		const entries = new KnownEntries(secrets.asStorage, memento, host, clock);
		const notes = { known: entries, keptFor: 48 * hour };
		return {
			known: entries,
			entries: new SecretEntries(secrets.asStorage, join(folder, host), `kind:${host}:`, clock, notes),
		};
	};
	return { folder, secrets, clock, state, windowOn };
}

test("what a machine that is gone has left goes when it is of no more use, and not before", async (t) => {
	const { folder, secrets, clock, state, windowOn } = await editor(t);
	const container = windowOn("container");
	await container.entries.write("short", "secret", clock.now() + hour);
	await container.entries.write("usual", "secret");
	await rm(join(folder, "container"), { recursive: true });
	const { known } = windowOn("rebuilt");
	clock.jump(24 * hour);
	await known.removeLeft();
	assert.equal(secrets.texts.size, 2, "clocks may be a day apart");
	clock.jump(2 * hour);
	await known.removeLeft();
	assert.deepEqual([...secrets.texts.keys()], ["kind:container:usual"]);
	clock.jump(48 * hour);
	await known.removeLeft();
	assert.deepEqual([secrets.texts.size, state.size], [0, 0]);
});

test("a machine's own entries are left to it, and so are those that are written anew", async (t) => {
	const { secrets, clock, windowOn } = await editor(t);
	const [here, there] = [windowOn("here"), windowOn("there")];
	await here.entries.write("a", "secret", clock.now() + hour);
	await there.entries.write("a", "secret", clock.now() + hour);
	clock.jump(100 * hour);
	await there.entries.write("a", "newer", clock.now() + hour);
	await here.known.removeLeft();
	assert.deepEqual([...secrets.texts.values()], ["secret", "newer"]);
});

test("nothing is noted of what is removed, and no secret ever", async (t) => {
	const { state, windowOn } = await editor(t);
	const { entries } = windowOn("here");
	await entries.write("a", "hush");
	await entries.write("b", "hush");
	assert.doesNotMatch(JSON.stringify([...state]), /hush/);
	await entries.remove("a");
	assert.deepEqual(
		[...state].map(([list, known]) => [list, Object.keys(known as object)]),
		[["secretEntries:here", ["kind:here:b"]]],
	);
});

test("what could not be removed is tried again the next time", async (t) => {
	const { secrets, clock, windowOn } = await editor(t);
	await windowOn("container").entries.write("a", "secret");
	const { known } = windowOn("here");
	clock.jump(100 * hour);
	secrets.failing = "delete";
	await assert.rejects(known.removeLeft(), /locked/);
	secrets.failing = undefined;
	await known.removeLeft();
	assert.equal(secrets.texts.size, 0);
});

test("what windows have lost of each other's notes is noted again when the entries are listed", async (t) => {
	const { secrets, clock, state, windowOn } = await editor(t);
	await windowOn("container", new Map()).entries.write("a", "secret");
	assert.deepEqual(await windowOn("container").entries.ids(), ["a"]);
	assert.equal(state.size, 1);
	clock.jump(100 * hour);
	await windowOn("here").known.removeLeft();
	assert.equal(secrets.texts.size, 0);
});
