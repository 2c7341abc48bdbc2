import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { HandoverFiles } from "../../../src/vscode/debugging/handoverFiles.ts";

let parent: string;
let files: HandoverFiles;

beforeEach(() => {
	parent = mkdtempSync(join(tmpdir(), "handover-"));
	files = new HandoverFiles(parent);
});
afterEach(() => {
	files.dispose();
	rmSync(parent, { recursive: true });
});

test("a token is for this person alone to read, and has one file", async () => {
	const [path, again] = await Promise.all([files.ofToken("t-1"), files.ofToken("t-1")]);
	assert.equal(path, again);
	assert.equal(readFileSync(path, "utf8"), "t-1");
	assert.equal(statSync(path).mode & 0o777, 0o600);
	assert.equal(statSync(join(path, "..")).mode & 0o777, 0o700);
	assert.notEqual(await files.ofToken("t-2"), path);
});

test("a program can be run", async () => {
	const path = await files.ofProgram("#!/bin/sh\necho ran\n", "");
	assert.equal(execFileSync(path, { encoding: "utf8" }), "ran\n");
	assert.equal(statSync(path).mode & 0o777, 0o700);
});

test("nothing is made before it is needed, and nothing is left", async () => {
	assert.deepEqual(readdirSync(parent), []);
	await files.ofToken("t-1");
	assert.equal(readdirSync(parent).length, 1);
	files.dispose();
	assert.deepEqual(readdirSync(parent), []);
});

test("what a window left that is gone is removed, and another's that is open stays", async () => {
	const { pid: gone } = spawnSync(process.execPath, ["-e", ""]);
	for (const name of [`${gone}-a`, `${process.pid}-b`, "notes"]) {
		mkdirSync(join(parent, name));
	}
	const path = await files.ofToken("t-1");
	const own = path.split("/").at(-2) ?? "";
	assert.deepEqual(readdirSync(parent).sort(), [`${process.pid}-b`, own, "notes"].sort());
});
