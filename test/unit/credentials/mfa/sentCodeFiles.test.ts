import assert from "node:assert/strict";
import fs, { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Secret } from "../../../../src/core/text/secret.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { SentCodeFiles } from "../../../../src/credentials/mfa/sentCodeFiles.ts";
import { makeTemporaryFolder, removeFolder } from "../../../harness/folders.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

const serial = "arn:aws:iam::111122223333:mfa/alice";
const code = new Secret("123456");

async function machine(t: TestContext) {
	const parent = await makeTemporaryFolder("mfa-codes");
	t.after(() => removeFolder(parent));
	const folder = join(parent, "mfa-codes");
	const clock = new FakeClock();
	return { folder, clock, open: () => new MfaCodes(clock, undefined, new SentCodeFiles(folder, clock)) };
}

test("a code that one window has sent is none for another, over reloads too, until it can come back", async (t) => {
	const { open, clock } = await machine(t);
	const one = open();
	assert.equal(await one.wasSent(serial, code), false);
	await one.remember(serial, code);
	const two = open();
	assert.equal(await two.wasSent(serial, new Secret("123456")), true);
	assert.equal(await two.wasSent(serial, new Secret("654321")), false);
	assert.equal(await two.wasSent("another", code), false);
	assert.equal(await two.nextCodeAt(serial), clock.now() + 20_000);
	clock.jump(-2000);
	assert.equal(await two.wasSent(serial, code), true, "a clock is put right now and then");
	clock.advance(91_999);
	assert.equal(await two.wasSent(serial, code), true);
	clock.advance(1);
	assert.equal(await two.wasSent(serial, code), false);
});

test("a code that was not sent can be, and a refused one was not the device's", async (t) => {
	const { open } = await machine(t);
	const one = open();
	await one.remember(serial, code);
	await one.refused(serial, code);
	assert.equal(await open().wasSent(serial, code), true);
	assert.equal(await open().nextCodeAt(serial), undefined);
	await one.forget(serial, code);
	assert.equal(await open().wasSent(serial, code), false);
});

test("nothing of a code is written that it could be had from at once, and only for this person", async (t) => {
	const { open, folder } = await machine(t);
	const codes = open();
	await codes.remember(serial, code);
	await codes.remember(serial, code);
	const names = await readdir(folder);
	const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
	assert.doesNotMatch([...names, ...texts].join(), /123456|alice/);
	const [first, second] = texts.map((text) => JSON.parse(text) as { salt: string; hash: string });
	assert.match(first?.hash ?? "", /^[0-9a-f]{64}$/);
	assert.notEqual(first?.salt, second?.salt);
	assert.notEqual(first?.hash, second?.hash, "no table of all codes is of use");
	if (process.platform !== "win32") {
		assert.equal((await stat(folder)).mode & 0o777, 0o700);
		assert.equal((await stat(join(folder, names[0] ?? ""))).mode & 0o777, 0o600);
	}
});

test("notes that have had their time, or are broken, go with the next code", async (t) => {
	const { open, folder, clock } = await machine(t);
	const codes = open();
	await codes.remember(serial, code);
	await codes.remember("another", code);
	const [name = ""] = await readdir(folder);
	const broken = join(folder, name);
	await writeFile(broken, "{");
	await writeFile(`${broken}.draft`, "{");
	const now = clock.now() / 1000;
	await Promise.all([broken, `${broken}.draft`].map((file) => utimes(file, now, now)));
	assert.equal(await open().wasSent("nobody's", code), false);
	clock.advance(90_000);
	await codes.remember(serial, new Secret("222222"));
	assert.equal((await readdir(folder)).length, 1);
});

test("a note is there whole or not at all, and no window removes one that another is writing", async (t) => {
	const { open, folder, clock } = await machine(t);
	const one = open();
	const real = fs.rename;
	const seen: boolean[] = [];
	const { mock } = t.mock.method(fs, "rename", async (from: string, to: string) => {
		mock.restore();
		syncBuiltinESMExports();
		clock.advance(1000);
		const now = clock.now() / 1000;
		await utimes(from, now, now);
		seen.push(await open().wasSent(serial, code));
		await open().remember("another", code);
		await real(from, to);
	});
	syncBuiltinESMExports();
	t.after(() => {
		mock.restore();
		syncBuiltinESMExports();
	});
	await one.remember(serial, code);
	assert.deepEqual(seen, [false]);
	assert.equal(await open().wasSent(serial, code), true);
	assert.equal((await readdir(folder)).length, 2);
});

test("what can't be read yet is left to whoever is writing it", async (t) => {
	const { open, folder, clock } = await machine(t);
	const one = open();
	await one.remember(serial, code);
	const [name = ""] = await readdir(folder);
	const note = join(folder, name);
	await writeFile(note, "{");
	const now = clock.now() / 1000;
	await utimes(note, now, now);
	clock.advance(89_000);
	await open().remember("another", code);
	assert.ok((await readdir(folder)).includes(name));
});

test("a note that is marked as refused says all the while that the code was sent", async (t) => {
	const { open, folder } = await machine(t);
	const one = open();
	await one.remember(serial, code);
	const real = fs.rename;
	const seen: boolean[] = [];
	const { mock } = t.mock.method(fs, "rename", async (from: string, to: string) => {
		seen.push(await open().wasSent(serial, code));
		await real(from, to);
	});
	syncBuiltinESMExports();
	t.after(() => {
		mock.restore();
		syncBuiltinESMExports();
	});
	await one.refused(serial, code);
	assert.deepEqual(seen, [true]);
	assert.equal(await open().nextCodeAt(serial), undefined);
	assert.equal((await readdir(folder)).length, 1);
});
