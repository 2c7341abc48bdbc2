import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ShellProfile } from "../../../../src/core/shells/shellProfile.ts";
import { ShellProfiles } from "../../../../src/delivery/localSocket/shellProfiles.ts";
import { privateFolder } from "./shellFixture.ts";

const dev: ShellProfile = {
	name: "dev-vscode",
	source: { kind: "session", request: { kind: "profile", profile: "dev" } },
	isProduction: true,
	isSectionOurs: true,
};
const acme: ShellProfile = {
	name: "acme/…",
	source: { kind: "keys" },
	isProduction: false,
	isSectionOurs: false,
};

test("what one window has put there another one finds, by name, each once", async (t) => {
	const folder = join(privateFolder(t), "profiles");
	const [one, other] = [new ShellProfiles(folder), new ShellProfiles(folder)];
	assert.deepEqual(await one.all(), []);
	await Promise.all([one.put(dev), other.put(acme)]);
	assert.deepEqual(await other.all(), [acme, dev]);
	await other.put({ ...dev, isProduction: false });
	assert.deepEqual(await one.all(), [acme, { ...dev, isProduction: false }]);
	await one.remove("dev-vscode");
	await one.remove("never there");
	assert.deepEqual(await other.all(), [acme]);
	if (process.platform !== "win32") {
		const [file = ""] = readdirSync(folder);
		assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
	}
});

test("files that are none of ours are no profiles", async (t) => {
	const folder = privateFolder(t);
	for (const [index, text] of [
		"",
		"{",
		"null",
		"[]",
		JSON.stringify({ name: "x" }),
		JSON.stringify({ name: 1, source: { kind: "keys" } }),
		JSON.stringify({ name: "x", source: { kind: "everything" } }),
		JSON.stringify({ name: "x", source: { kind: "session" } }),
	].entries()) {
		writeFileSync(join(folder, `${index}.json`), text);
	}
	assert.deepEqual(await new ShellProfiles(folder).all(), []);
	const bare = { name: "x", source: { kind: "keys" } };
	writeFileSync(join(folder, "bare.json"), JSON.stringify(bare));
	assert.deepEqual(await new ShellProfiles(folder).all(), [
		{ ...bare, isProduction: false, isSectionOurs: false },
	]);
});
