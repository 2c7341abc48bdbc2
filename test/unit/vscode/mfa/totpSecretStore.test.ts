import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { Secret } from "../../../../src/core/text/secret.ts";
import { TotpSecretStore } from "../../../../src/vscode/mfa/totpSecretStore.ts";
import { FakeSecretStorage } from "../../fakes/secretStorage.ts";

const serial = "arn:aws:iam::111122223333:mfa/alice";

function store() {
	const secrets = new FakeSecretStorage();
	const known = new Map<string, unknown>();
	const state = { isBroken: false };
	const memento: Pick<vscode.Memento, "get" | "update"> = {
		get: <T>(key: string, otherwise?: T) => (known.get(key) ?? otherwise) as T,
		update: async (key, value) => {
			if (state.isBroken) {
				throw new Error("no state");
			}
			known.set(key, value);
		},
	};
	return { secrets, state, known, kept: new TotpSecretStore(secrets.asStorage, memento as vscode.Memento) };
}

test("a device's secret is kept until it is removed, and only its serial is seen", async () => {
	const { secrets, known, kept } = store();
	assert.equal(await kept.get(serial), undefined);
	await kept.keep(serial, new Secret("JBSWY3DPEHPK3PXP"));
	await kept.keep(serial, new Secret("KRSXG5CTMVRXEZLU"));
	assert.equal((await kept.get(serial))?.reveal(), "KRSXG5CTMVRXEZLU");
	assert.deepEqual(kept.devices, [serial]);
	assert.doesNotMatch(JSON.stringify([...known, ...secrets.texts.keys()]), /KRSX/);
	await kept.remove(serial);
	assert.deepEqual([kept.devices, secrets.texts.size], [[], 0]);
});

test("no secret is there that is not listed, whatever fails", async () => {
	const { secrets, state, kept } = store();
	state.isBroken = true;
	await assert.rejects(kept.keep(serial, new Secret("JBSWY3DPEHPK3PXP")));
	assert.deepEqual([kept.devices, secrets.texts.size], [[], 0]);
	state.isBroken = false;
	secrets.failing = "store";
	await assert.rejects(kept.keep(serial, new Secret("JBSWY3DPEHPK3PXP")));
	assert.equal(await kept.get(serial), undefined);
	secrets.failing = undefined;
	await kept.keep(serial, new Secret("JBSWY3DPEHPK3PXP"));
	secrets.failing = "delete";
	await assert.rejects(kept.remove(serial));
	assert.deepEqual([kept.devices, secrets.texts.size], [[serial], 1]);
});
