import assert from "node:assert/strict";
import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { loadConfig } from "../../../src/aws/files/configFiles.ts";
import { editableFiles } from "../../../src/aws/files/configWrite.ts";
import { type KeyMove, planMove, planReturn } from "../../../src/core/config/keyMove.ts";
import type { ErrorCode } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { moveKeysToFile, moveKeysToKeeper } from "../../../src/credentials/moveKeys.ts";
import { valuesOf } from "../fakes/configOf.ts";
import { FakeKeeper } from "../fakes/fakeKeeper.ts";
import { rejection } from "../fakes/rejection.ts";
import { storedPair } from "../fakes/storedPair.ts";
import { temporaryHome } from "../fakes/temporaryHome.ts";

const text =
	"# mine\r\n[acme]\r\naws_access_key_id = AKIA\r\naws_secret_access_key = hush\r\n\r\n[b]\r\nregion = x";
const left = "# mine\r\n\r\n[b]\r\nregion = x";
const now = new Date(2026, 0, 31).getTime();

async function home(
	t: TestContext,
	files: { config?: string; credentials?: string } = { credentials: text },
) {
	const { aws, home: folder, environment } = temporaryHome(t, files);
	const credentialsFile = join(aws, "credentials");
	const keeper = new FakeKeeper();
	const plan = async (): Promise<KeyMove> => {
		const loaded = await loadConfig(environment);
		return planMove("acme", loaded.config, editableFiles(loaded));
	};
	const move = (planned: KeyMove, backsUp = true) =>
		moveKeysToKeeper(planned, {
			keeper,
			replaced: keeper.pairs,
			credentialsFile,
			backsUp,
			now,
		});
	const kept = async () => {
		const [pair] = keeper.pairs;
		assert.ok(pair);
		const keys = await keeper.get(pair);
		assert.ok(keys);
		return { pair, keys };
	};
	const back = async () => {
		const { pair, keys } = await kept();
		const loaded = await loadConfig(environment);
		const change = planReturn(pair, keys, loaded.config, editableFiles(loaded));
		const reload = async () => (await loadConfig(environment)).config;
		await moveKeysToFile(pair, keys, change, { keeper, reload });
	};
	const profiles = async () =>
		Object.fromEntries(
			[...(await loadConfig(environment)).config.profiles].map(([name, one]) => [name, valuesOf(one)]),
		);
	return { aws, folder, credentialsFile, keeper, plan, move, kept, back, profiles };
}

async function discreet(promise: Promise<unknown>, code: ErrorCode): Promise<string> {
	const error = await rejection(promise, code);
	assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hush/);
	return error.message;
}

test("keys go out of the file when they are kept, with a backup, and come back", async (t) => {
	const { aws, credentialsFile, keeper, plan, move, kept, back, profiles } = await home(t);
	const before = await profiles();
	const backups = await move(await plan());
	assert.deepEqual(backups, [`${credentialsFile}.2026-01-31.bak`]);
	assert.equal(readFileSync(backups[0] ?? "", "utf8"), text);
	assert.equal(readFileSync(credentialsFile, "utf8"), left);
	assert.equal((await kept()).keys.secretAccessKey.reveal(), "hush");

	await back();
	assert.deepEqual(await profiles(), before);
	assert.match(
		readFileSync(credentialsFile, "utf8"),
		/^# mine\r\n\r\n\[b\]\r\nregion = x\r\n\r\n\[acme\]\r\n/,
	);
	assert.deepEqual(keeper.profiles, []);
	assert.deepEqual(readdirSync(aws), ["credentials", "credentials.2026-01-31.bak"]);
});

test("without a backup none is made; a byte order mark and a link are kept", async (t) => {
	const { aws, folder, credentialsFile, plan, move, back } = await home(t, {});
	mkdirSync(aws);
	writeFileSync(join(folder, "real"), `\uFEFF${text}`, { mode: 0o644 });
	symlinkSync("../real", credentialsFile);
	assert.deepEqual(await move(await plan(), false), []);
	assert.equal(readFileSync(join(folder, "real"), "utf8"), `\uFEFF${left}`);
	await back();
	assert.ok(lstatSync(credentialsFile).isSymbolicLink());
	assert.equal(lstatSync(join(folder, "real")).mode & 0o777, 0o600, "it holds keys that it did not hold");
	assert.deepEqual(readdirSync(aws), ["credentials"]);
});

test("whatever fails, the file is as it was and nothing is kept", async (t) => {
	const { aws, credentialsFile, keeper, plan, move } = await home(t);
	const unchanged = (): void => {
		assert.equal(readFileSync(credentialsFile, "utf8"), text);
		assert.deepEqual(readdirSync(aws), ["credentials"]);
		assert.deepEqual(keeper.profiles, []);
	};
	const planned = await plan();
	for (const failing of ["keep", "lost", "unlisted", "mangled"] as const) {
		keeper.failing = failing;
		keeper.mangled = { accessKeyId: "AKIA", secretAccessKey: new Secret("hush-not") };
		assert.match(await discreet(move(planned), "StoredKeysMissing"), /does not keep the keys of 'acme'/);
		unchanged();
	}
	keeper.failing = undefined;
	chmodSync(credentialsFile, 0o400);
	assert.match(await discreet(move(planned), "ConfigUnwritable"), /read-only/);
	unchanged();
	chmodSync(credentialsFile, 0o600);
	writeFileSync(credentialsFile, `${text}\r\n`);
	assert.match(await discreet(move(planned), "ConfigUnwritable"), /has changed in the meantime/);
	assert.equal(readFileSync(credentialsFile, "utf8"), `${text}\r\n`);
	assert.deepEqual(keeper.profiles, []);
});

test("when the second of two files can't be changed, the first gets its keys back", async (t) => {
	const config = "[profile acme]\naws_access_key_id = AKIA\naws_secret_access_key = hush\n";
	const { aws, credentialsFile, keeper, plan, move } = await home(t, { config, credentials: text });
	const planned = await plan();
	assert.equal(planned.changes.length, 2);
	chmodSync(credentialsFile, 0o400);
	await discreet(move(planned), "ConfigUnwritable");
	assert.equal(readFileSync(join(aws, "config"), "utf8"), config);
	assert.deepEqual(readdirSync(aws), ["config", "credentials"]);
	assert.deepEqual(keeper.profiles, []);
});

test("keys that were kept before stay until the new ones are safe, and go then", async (t) => {
	const { credentialsFile, keeper, plan, move, kept } = await home(t);
	const old = { accessKeyId: "AKIAOLD", secretAccessKey: new Secret("hush-old") };
	await keeper.keep(storedPair("acme", { credentialsFile }), old);
	keeper.failing = "keep";
	await discreet(move(await plan()), "StoredKeysMissing");
	assert.equal((await keeper.pairsOf(credentialsFile))[0]?.accessKeyId, "AKIAOLD");
	keeper.failing = undefined;
	chmodSync(credentialsFile, 0o400);
	await discreet(move(await plan()), "ConfigUnwritable");
	assert.deepEqual(keeper.profiles, ["acme"]);
	assert.equal((await kept()).keys.secretAccessKey.reveal(), "hush-old");
	chmodSync(credentialsFile, 0o600);
	await move(await plan());
	assert.deepEqual(keeper.profiles, ["acme"]);
	assert.equal((await kept()).keys.accessKeyId, "AKIA");
});

test("keys that can't be written back stay kept", async (t) => {
	const { aws, credentialsFile, keeper, plan, move, back } = await home(t);
	await move(await plan(), false);
	chmodSync(credentialsFile, 0o400);
	await discreet(back(), "ConfigUnwritable");
	assert.deepEqual(keeper.profiles, ["acme"]);
	renameSync(credentialsFile, join(aws, "away"));
	await back();
	assert.match(readFileSync(credentialsFile, "utf8"), /^\[acme\]\naws_access_key_id = AKIA\n/);
	assert.equal(lstatSync(credentialsFile).mode & 0o777, 0o600);
	assert.deepEqual(keeper.profiles, []);
});

test("keys that are written and not read stay kept", async (t) => {
	const { credentialsFile, keeper, plan, move, kept } = await home(t);
	await move(await plan(), false);
	const { pair, keys } = await kept();
	const change = { file: credentialsFile, before: left, after: `${left}\r\n[acme]\r\n` };
	const reload = async () =>
		(await loadConfig({ AWS_SHARED_CREDENTIALS_FILE: credentialsFile, AWS_CONFIG_FILE: "/none" })).config;
	await discreet(moveKeysToFile(pair, keys, change, { keeper, reload }), "ConfigUnwritable");
	assert.deepEqual(keeper.profiles, ["acme"]);
});
