import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { getuid, platform } from "node:process";
import { test } from "node:test";
import { isPrivateFolder } from "../../../../src/aws/files/privateFolder.ts";
import { makeSocketPlace } from "../../../../src/delivery/localSocket/socketPlace.ts";
import { privateFolder } from "./shellFixture.ts";

const skip = platform === "win32" ? "the file systems of POSIX" : false;
const isRoot = getuid?.() === 0;

test("a folder of one's own is found private; a link, another's, or one that is open is not", {
	skip,
}, async (t) => {
	const folder = privateFolder(t);
	const own = join(folder, "own");
	mkdirSync(own, { mode: 0o700 });
	assert.equal(await isPrivateFolder(own), true);
	symlinkSync(own, join(folder, "link"));
	assert.equal(await isPrivateFolder(join(folder, "link")), false);
	for (const mode of [0o770, 0o707, 0o701, 0o710, 0o755]) {
		chmodSync(own, mode);
		assert.equal(await isPrivateFolder(own), false, mode.toString(8));
	}
	chmodSync(own, 0o700);
	assert.equal(await isPrivateFolder(join(folder, "none")), false);
	if (isRoot) {
		chownSync(own, 12345, 12345);
		assert.equal(await isPrivateFolder(own), false, "another's");
	}
});

test("the socket gets a new folder each time, where nobody can put another in its place", {
	skip,
}, async (t) => {
	const folder = privateFolder(t);
	const open = join(folder, "open");
	mkdirSync(open);
	chmodSync(open, 0o777);
	await assert.rejects(makeSocketPlace([open], platform), /no folder/);
	if (isRoot) {
		const others = join(folder, "others");
		mkdirSync(others);
		chownSync(others, 12345, 12345);
		await assert.rejects(makeSocketPlace([others], platform), /no folder/);
	}
	chmodSync(open, 0o1777);
	const first = await makeSocketPlace([join(folder, "missing"), open], platform);
	const second = await makeSocketPlace([open], platform);
	assert.equal(dirname(dirname(first.path)), open);
	assert.notEqual(first.path, second.path);
	assert.equal(await isPrivateFolder(dirname(first.path)), true);
	first.remove();
	assert.equal(await isPrivateFolder(dirname(first.path)), false);
});

test("a path that is too long for a socket gives way to the next", { skip }, async (t) => {
	const folder = privateFolder(t);
	const long = join(folder, "x".repeat(100));
	mkdirSync(long, { mode: 0o700 });
	await assert.rejects(makeSocketPlace([long], platform), /no folder/);
	const { path } = await makeSocketPlace([long, folder], platform);
	assert.equal(dirname(dirname(path)), folder);
});

test("on Windows it is a pipe with a name that nobody guesses", async () => {
	const [one, other] = await Promise.all([makeSocketPlace([], "win32"), makeSocketPlace([], "win32")]);
	assert.match(one.path, /^\\\\\.\\pipe\\aws-sessions-[\da-f]{32}$/);
	assert.notEqual(one.path, other.path);
});
