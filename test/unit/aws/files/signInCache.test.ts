import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	brokenSignIn,
	cachedTime,
	readSignIn,
	removeSignIn,
	replaceSignIn,
} from "../../../../src/aws/files/signInCache.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

test("a file is replaced whole, for its owner only, and nothing is left beside it", async (t) => {
	const { home } = temporaryHome(t);
	const file = join(home, "a.json");
	await replaceSignIn(file, { token: "one" });
	await replaceSignIn(file, { token: "two" });
	assert.deepEqual(await readSignIn(file), { token: "two" });
	assert.equal(readFileSync(file, "utf8"), '{"token":"two"}');
	assert.deepEqual(readdirSync(home), ["a.json"]);
	if (process.platform !== "win32") {
		assert.equal(statSync(file).mode & 0o777, 0o600);
	}
});

test("what can't be saved is told without its content, and nothing is left behind", async (t) => {
	const { home } = temporaryHome(t);
	const inTheWay = join(home, "folder.json");
	mkdirSync(join(inTheWay, "full"), { recursive: true });
	for (const file of [join(home, "missing", "a.json"), inTheWay]) {
		const { message } = await rejection(replaceSignIn(file, { token: "s3cret" }), "SignInCacheFailed");
		assert.match(message, /can't be saved to .* \(E[A-Z]+\)/);
		assert.doesNotMatch(message, /s3cret/);
	}
	assert.deepEqual(readdirSync(home), ["folder.json"]);
});

test("symbolic links stay: the file at their end is replaced, for its owner only, and removed", async (t) => {
	const { home } = temporaryHome(t);
	mkdirSync(join(home, "dotfiles"));
	mkdirSync(join(home, "cache"));
	const real = join(home, "dotfiles", "a.json");
	const file = join(home, "cache", "a.json");
	symlinkSync("../dotfiles/b.json", file);
	symlinkSync("a.json", join(home, "dotfiles", "b.json"));
	await replaceSignIn(file, { token: "one" });
	assert.deepEqual(await readSignIn(real), { token: "one" }, "at the end of links that led to nothing");
	chmodSync(real, 0o644);
	await replaceSignIn(file, { token: "two" });
	assert.deepEqual(await readSignIn(real), { token: "two" });
	assert.ok(lstatSync(file).isSymbolicLink());
	assert.deepEqual(readdirSync(join(home, "dotfiles")), ["a.json", "b.json"]);
	assert.deepEqual(readdirSync(join(home, "cache")), ["a.json"]);
	assert.equal(statSync(real).mode & 0o777, 0o600);
	await removeSignIn(file);
	assert.ok(!existsSync(real), "what was in it is gone");
	assert.ok(lstatSync(file).isSymbolicLink(), "and the next one comes to the same place");
	await removeSignIn(file);
	symlinkSync("loop2", join(home, "loop1"));
	symlinkSync("loop1", join(home, "loop2"));
	await rejection(replaceSignIn(join(home, "loop1"), {}), "SignInCacheFailed");
});

test("a file that a tool is writing is read again, for half a second at most", async (t) => {
	const { home } = temporaryHome(t);
	const file = join(home, "a.json");
	const clock = new FakeClock();
	writeFileSync(file, "");
	const reading = readSignIn(file, { clock });
	await clock.scheduled();
	writeFileSync(file, '{"token":');
	await clock.advanceToNext();
	await clock.scheduled();
	writeFileSync(file, '{"token":"whole"}');
	await clock.advanceToNext();
	assert.deepEqual(await reading, { token: "whole" });
	assert.equal(clock.pending, 0);

	writeFileSync(file, '{"token":');
	const before = clock.now();
	const failing = rejection(readSignIn(file, { clock }), "SignInCacheFailed");
	for (let reads = 1; reads < 4; reads++) {
		await clock.advanceToNext();
	}
	assert.match((await failing).message, /is not JSON/);
	assert.ok(clock.now() - before <= 500);
});

test("what is of no use says how to sign in again: here, when it is known what to", () => {
	const at = { startUrl: "https://corp.awsapps.com/start", region: "eu-west-1" };
	const known = brokenSignIn("/f", "is not JSON", { ...at, session: "corp" });
	assert.equal(known.message, "The AWS CLI's sign-in in /f is not JSON. Sign in again");
	assert.deepEqual(known.remedies, [{ kind: "signIn", signIn: { session: "corp" } }, { kind: "retry" }]);
	const unknown = brokenSignIn("/f", "is not JSON");
	assert.match(unknown.message, /Sign in again with the AWS CLI$/);
	assert.deepEqual(unknown.remedies, [{ kind: "retry" }]);
});

test("times: with their zone, or not at all", () => {
	const noon = Date.UTC(2026, 2, 1, 12);
	for (const text of [
		"2026-03-01T12:00:00Z",
		"2026-03-01T12:00:00UTC",
		"2026-03-01T12:00:00.000Z",
		"2026-03-01T10:00:00-02:00",
	]) {
		assert.equal(cachedTime(text), noon, text);
	}
	for (const text of [
		"",
		"2026-03-01T12:00:00",
		"2026-13-01T12:00:00Z",
		"1772366400000",
		"Sun, 01 Mar 2026",
	]) {
		assert.equal(cachedTime(text), undefined, text);
	}
});
