import assert from "node:assert/strict";
import {
	chmodSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "../../../../src/aws/files/configFiles.ts";
import {
	backUp,
	deleteFile,
	editableFiles,
	replaceText,
	replaceWithBackup,
} from "../../../../src/aws/files/configWrite.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

const modeOf = (file: string): number => statSync(file).mode & 0o777;

test("a file gets another text and keeps its mode; nothing else is left in the folder", async (t) => {
	const { aws } = temporaryHome(t, { credentials: "before" });
	const file = join(aws, "credentials");
	for (const mode of [0o600, 0o640, 0o666]) {
		chmodSync(file, mode);
		await replaceText(file, readFileSync(file, "utf8"), `after ${mode}`);
		assert.equal(readFileSync(file, "utf8"), `after ${mode}`);
		assert.equal(modeOf(file), mode);
	}
	await replaceText(file, `after ${0o666}`, "private", { isPrivate: true });
	assert.equal(modeOf(file), 0o600);
	assert.deepEqual(readdirSync(aws), ["credentials"]);
});

test("a new file, and its folder, are for their owner alone", async (t) => {
	const { aws } = temporaryHome(t);
	const file = join(aws, "credentials");
	await replaceText(file, undefined, "made");
	assert.equal(readFileSync(file, "utf8"), "made");
	assert.equal(modeOf(file), 0o600);
	assert.equal(modeOf(aws), 0o700);
});

test("what has changed since it was read is left as it is", async (t) => {
	const { aws } = temporaryHome(t, { credentials: "theirs" });
	const file = join(aws, "credentials");
	for (const [name, before] of [
		[file, "mine"],
		[file, undefined],
		[join(aws, "config"), "gone"],
	] as const) {
		const error = await rejection(replaceText(name, before, "after"), "ConfigUnwritable");
		assert.match(error.message, /has changed in the meantime/);
		assert.deepEqual(error.remedies, [{ kind: "retry" }]);
	}
	assert.equal(readFileSync(file, "utf8"), "theirs");
	assert.deepEqual(readdirSync(aws), ["credentials"]);
});

test("symbolic links stay, and the file at their end is replaced", async (t) => {
	const { home, aws } = temporaryHome(t);
	mkdirSync(aws);
	mkdirSync(join(home, "dotfiles"));
	const real = join(home, "dotfiles", "credentials");
	const file = join(aws, "credentials");
	symlinkSync("../dotfiles/credentials", file);
	await replaceText(file, undefined, "made at the end of a link that led to nothing");
	writeFileSync(real, "before", { mode: 0o600 });
	await replaceText(file, "before", "after");
	assert.ok(lstatSync(file).isSymbolicLink());
	assert.equal(readFileSync(real, "utf8"), "after");
	assert.deepEqual(readdirSync(join(home, "dotfiles")), ["credentials"]);
});

test("a read-only file, one with a second name and one that is not UTF-8 are left as they are", async (t) => {
	const { aws } = temporaryHome(t, { credentials: "before", config: "before" });
	const file = join(aws, "credentials");
	chmodSync(file, 0o400);
	const readOnly = await rejection(replaceText(file, "before", "after"), "ConfigUnwritable");
	assert.match(readOnly.message, /credentials is read-only/);

	const config = join(aws, "config");
	linkSync(config, join(aws, "twin"));
	const linked = await rejection(replaceText(config, "before", "after"), "ConfigUnwritable");
	assert.match(linked.message, /hard link/);

	const latin = join(aws, "latin");
	const bytes = Buffer.from("# M\xfcller\n", "latin1");
	writeFileSync(latin, bytes);
	const broken = await rejection(replaceText(latin, bytes.toString(), "after"), "ConfigUnwritable");
	assert.match(broken.message, /not valid UTF-8/);
	assert.deepEqual(readFileSync(latin), bytes);
	for (const untouched of [file, config]) {
		assert.equal(readFileSync(untouched, "utf8"), "before");
	}
	assert.deepEqual(readdirSync(aws).toSorted(), ["config", "credentials", "latin", "twin"]);
});

test("a folder in the file's place, or a file in its folder's, is told of by name", async (t) => {
	const { aws } = temporaryHome(t, { config: "x" });
	mkdirSync(join(aws, "credentials"));
	for (const file of [join(aws, "credentials"), join(aws, "config", "credentials")]) {
		const error = await rejection(replaceText(file, undefined, "after"), "ConfigUnwritable");
		assert.match(error.message, /credentials can't be written \(E\w+\)/);
	}
});

test("backups are private, dated, and never over another", async (t) => {
	const { aws } = temporaryHome(t, { credentials: "keys" });
	const file = join(aws, "credentials");
	const now = new Date(2026, 0, 31, 23, 59).getTime();
	const copies = [await backUp(file, "keys", now), await backUp(file, "other", now)];
	assert.deepEqual(copies, [`${file}.2026-01-31.bak`, `${file}.2026-01-31-2.bak`]);
	assert.deepEqual(
		copies.map((copy) => readFileSync(copy, "utf8")),
		["keys", "other"],
	);
	assert.deepEqual(copies.map(modeOf), [0o600, 0o600]);
	await deleteFile(copies[0] ?? "");
	await deleteFile(copies[0] ?? "");
	assert.deepEqual(readdirSync(aws), ["credentials", "credentials.2026-01-31-2.bak"]);
	await rejection(backUp(join(aws, "nowhere", "x"), "keys", now), "ConfigUnwritable");
});

test("the files to edit are two, or one when both are the same", async (t) => {
	const { aws, environment } = temporaryHome(t, { credentials: "[a]\n" });
	const edited = async () =>
		editableFiles(await loadConfig(environment)).map(({ file, kinds, text }) => [file, kinds, text]);
	const credentials = join(aws, "credentials");
	assert.deepEqual(await edited(), [
		[join(aws, "config"), ["config"], undefined],
		[credentials, ["credentials"], "[a]\n"],
	]);
	symlinkSync("credentials", join(aws, "config"));
	assert.deepEqual(await edited(), [[credentials, ["config", "credentials"], "[a]\n"]]);
});

test("what the program writes that has the file open, and is waited for, is not overwritten", async (t) => {
	const { aws } = temporaryHome(t, { credentials: "before" });
	const file = join(aws, "credentials");
	const { mock } = t.mock.method(
		fs,
		"rename",
		async () => {
			writeFileSync(file, "theirs");
			throw Object.assign(new Error("refused"), { code: "EPERM" });
		},
		{ times: 1 },
	);
	syncBuiltinESMExports();
	try {
		const error = await rejection(replaceText(file, "before", "mine"), "ConfigUnwritable");
		assert.match(error.message, /has changed in the meantime/);
	} finally {
		mock.restore();
		syncBuiltinESMExports();
	}
	assert.equal(readFileSync(file, "utf8"), "theirs");
	assert.deepEqual(readdirSync(aws), ["credentials"]);
	await replaceText(file, "theirs", "mine");
	assert.equal(readFileSync(file, "utf8"), "mine");
});

test("a backup is left beside what was replaced, and none when nothing was, or none was wanted", async (t) => {
	const { aws } = temporaryHome(t, { config: "before" });
	const file = join(aws, "config");
	const now = new Date(2026, 0, 31).getTime();
	const backup = `${file}.2026-01-31.bak`;
	await rejection(replaceWithBackup({ file, before: "other", after: "x" }, now), "ConfigUnwritable");
	assert.equal(await replaceWithBackup({ file, before: "before", after: "before" }, now), undefined);
	assert.equal(await replaceWithBackup({ file, before: "before", after: "between" }, undefined), undefined);
	assert.deepEqual(readdirSync(aws), ["config"]);
	assert.equal(await replaceWithBackup({ file, before: "between", after: "after" }, now), backup);
	assert.deepEqual([readFileSync(file, "utf8"), readFileSync(backup, "utf8")], ["after", "between"]);
});
