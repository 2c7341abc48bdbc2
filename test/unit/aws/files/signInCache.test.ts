import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cachedTime, readSignIn, replaceSignIn } from "../../../../src/aws/files/signInCache.ts";
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
