import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { Secret } from "../../../src/core/secret.ts";
import { KeyStore } from "../../../src/vscode/keyStore.ts";

/** VS Code's two stores as one editor has them for all its windows. */
function editor() {
	const secrets = new Map<string, string>();
	const state = new Map<string, unknown>();
	const storage: Pick<vscode.SecretStorage, "get" | "store" | "delete"> = {
		get: async (key) => secrets.get(key),
		store: async (key, value) => void secrets.set(key, value),
		delete: async (key) => void secrets.delete(key),
	};
	const memento: Pick<vscode.Memento, "get" | "update"> = {
		get: <T>(key: string, otherwise?: T) => (state.get(key) ?? otherwise) as T,
		update: async (key, value) => void state.set(key, structuredClone(value)),
	};
	const storeOn = (host: string) =>
		new KeyStore(storage as vscode.SecretStorage, memento as vscode.Memento, host);
	return { secrets, state, storeOn };
}

const request = {
	profile: "acme",
	home: "credentials",
	credentialsFile: "/home/me/.aws/credentials",
	since: 1,
} as const;
const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: new Secret(`hush-${accessKeyId}`) });

test("a profile has one pair for each credentials file of each machine", async () => {
	const { secrets, state, storeOn } = editor();
	const [here, there] = [storeOn("local"), storeOn("build-box")];
	const pair = await here.keep(request, keys("A"));
	const other = await there.keep(request, keys("B"));
	await here.keep({ ...request, credentialsFile: "/elsewhere" }, keys("C"));
	await here.keep({ ...request, since: 2 }, keys("D"));

	assert.deepEqual(
		here.pairsOf(request.credentialsFile).map(({ accessKeyId, since }) => [accessKeyId, since]),
		[["D", 2]],
	);
	assert.deepEqual(
		there.pairsOf(request.credentialsFile).map(({ accessKeyId }) => accessKeyId),
		["B"],
	);
	assert.equal(here.all.length, 3, "a machine that is gone does not take its keys along");
	assert.equal((await here.get(other))?.secretAccessKey.reveal(), "hush-B");
	assert.doesNotMatch(JSON.stringify([...state]), /hush/, "names and IDs only");

	await here.remove(pair);
	assert.deepEqual(here.pairsOf(request.credentialsFile), []);
	assert.equal(await here.get(pair), undefined);
	assert.equal(secrets.size, 2);
});

test("an entry that is no pair counts as lost", async () => {
	const { secrets, storeOn } = editor();
	const store = storeOn("local");
	const pair = await store.keep(request, keys("A"));
	for (const broken of ["", "{", "null", '{"accessKeyId":"A"}']) {
		for (const key of secrets.keys()) {
			secrets.set(key, broken);
		}
		assert.equal(await store.get(pair), undefined, broken);
	}
});
