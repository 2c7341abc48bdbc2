import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type * as vscode from "vscode";
import { Secret } from "../../../../src/core/text/secret.ts";
import { KeyStore } from "../../../../src/vscode/profiles/keyStore.ts";
import { SecretEntries } from "../../../../src/vscode/secretEntries.ts";
import { makeTemporaryFolder, removeFolder } from "../../../harness/folders.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeSecretStorage } from "../../fakes/secretStorage.ts";

/** VS Code's two stores as one editor has them for all its windows, and a folder for each machine. */
async function editor(t: TestContext) {
	const folder = await makeTemporaryFolder("keys");
	t.after(() => removeFolder(folder));
	const secrets = new FakeSecretStorage();
	const state = new Map<string, unknown>();
	/** `known`: what the window has of the state, as windows hear of each other's writing late. */
	const storeOn = (host: string, known = state) => {
		const memento: Pick<vscode.Memento, "get" | "update"> = {
			get: <T>(key: string, otherwise?: T) => (known.get(key) ?? otherwise) as T,
			update: async (key, value) => void known.set(key, structuredClone(value)),
		};
		return new KeyStore(
			new SecretEntries(secrets.asStorage, join(folder, host), "keys:", new FakeClock()),
			memento as vscode.Memento,
			host,
			`name of ${host}`,
		);
	};
	return { folder, secrets, state, storeOn };
}

const credentialsFile = "/home/me/.aws/credentials";
const request = { profile: "acme", home: "credentials", credentialsFile, since: 1 } as const;
const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: new Secret(`hush-${accessKeyId}`) });
const idsIn = (pairs: readonly { readonly accessKeyId: string }[]) =>
	pairs.map(({ accessKeyId }) => accessKeyId);

test("a profile has pairs for each credentials file of each machine, the last one at the end", async (t) => {
	const { secrets, state, storeOn } = await editor(t);
	const [here, there] = [storeOn("local"), storeOn("build-box")];
	const second = await here.keep({ ...request, since: 2 }, keys("D"));
	const pair = await here.keep(request, keys("A"));
	const other = await there.keep(request, keys("B"));
	await here.keep({ ...request, credentialsFile: "/elsewhere" }, keys("C"));

	assert.deepEqual(idsIn(await here.pairsOf(credentialsFile)), ["A", "D"]);
	assert.deepEqual(idsIn(await there.pairsOf(credentialsFile)), ["B"]);
	assert.equal((await here.get(other))?.secretAccessKey.reveal(), "hush-B");
	assert.doesNotMatch(JSON.stringify([...state, ...secrets.texts.keys()]), /hush/, "names and IDs only");

	await here.remove(pair);
	assert.deepEqual(await here.pairsOf(credentialsFile), [
		{ ...second, host: "local", machine: "name of local" },
	]);
	assert.equal(await here.get(pair), undefined);
	assert.equal(secrets.texts.size, 3);
});

test("a machine that is gone does not take its keys along", async (t) => {
	const { folder, storeOn } = await editor(t);
	const there = storeOn("container");
	await there.keep(request, keys("A"));
	await rm(join(folder, "container"), { recursive: true });
	const here = storeOn("local");
	assert.deepEqual(await here.pairsOf(credentialsFile), []);
	const [lost] = await here.all();
	assert.ok(lost);
	assert.equal(lost.machine, "name of container");
	assert.equal((await here.get(lost))?.accessKeyId, "A");
	await here.remove(lost);
	assert.deepEqual(await here.all(), []);
});

test("windows that keep keys at the same time do not lose each other's", async (t) => {
	const { storeOn } = await editor(t);
	const [one, two] = [storeOn("local", new Map()), storeOn("local", new Map())];
	await Promise.all([one.keep(request, keys("A")), two.keep({ ...request, profile: "b" }, keys("B"))]);
	for (const window of [one, two]) {
		assert.deepEqual(idsIn(await window.pairsOf(credentialsFile)).toSorted(), ["A", "B"]);
		assert.equal((await window.all()).length, 2);
	}
});

test("keys that can't be kept leave those before them, and nothing else", async (t) => {
	const { secrets, storeOn } = await editor(t);
	const store = storeOn("local");
	await store.keep(request, keys("A"));
	secrets.failing = "store";
	await assert.rejects(store.keep({ ...request, since: 2 }, keys("B")), /locked/);
	assert.deepEqual(idsIn(await store.all()), ["A"]);
	assert.equal((await store.get((await store.all())[0] ?? assert.fail()))?.accessKeyId, "A");
});

test("who hears of a change finds it in the list", async (t) => {
	const { storeOn } = await editor(t);
	const [one, two] = [storeOn("local"), storeOn("local")];
	const seen: Promise<readonly string[]>[] = [];
	two.onDidChange(() => seen.push(two.pairsOf(credentialsFile).then(idsIn)));
	const pair = await one.keep(request, keys("A"));
	assert.deepEqual(await seen[0], ["A"]);
	await one.remove(pair);
	assert.deepEqual(await seen[1], []);
});

test("an entry that is no pair counts as lost", async (t) => {
	const { secrets, storeOn } = await editor(t);
	const store = storeOn("local");
	const pair = await store.keep(request, keys("A"));
	for (const broken of ["", "{", "null", '{"accessKeyId":"A"}']) {
		for (const key of secrets.texts.keys()) {
			secrets.texts.set(key, broken);
		}
		assert.equal(await store.get(pair), undefined, broken);
	}
});
