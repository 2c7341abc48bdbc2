import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { type PlainShell, startupConflicts } from "../../../src/delivery/startupConflicts.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";

const skip = process.platform === "win32" ? "these shells start elsewhere there" : false;

/** A home folder with files, and what is found in it: the variable, the file and the line. */
async function homeWith(t: TestContext, files: Readonly<Record<string, string>>) {
	const home = await makeTemporaryFolder("startup");
	t.after(() => removeFolder(home));
	for (const [name, text] of Object.entries(files)) {
		await mkdir(dirname(join(home, name)), { recursive: true });
		await writeFile(join(home, name), text);
	}
	return async (
		shell: string,
		{ kind = "environment", ...more }: Partial<PlainShell> & { kind?: "environment" | "endpoint" } = {},
	) => {
		const found = await startupConflicts(kind, { shell, args: [], home, environment: {}, ...more });
		return found.map(
			({ variable, place }) => `${variable} ${place.file.slice(home.length + 1)}:${place.line}`,
		);
	};
}

const line = "export AWS_PROFILE=dev\n";

test("the files are those that the shell reads", { skip }, async (t) => {
	const conflicts = await homeWith(t, {
		".bashrc": line,
		".bash_profile": `. ~/.bashrc\n${line}`,
		".profile": line,
		".zshenv": `\n${line}`,
		".zshrc": line,
		".zprofile": line,
		"z/.zshrc": line,
		".config/fish/conf.d/a.fish": "set -gx AWS_PROFILE dev\n",
		".config/fish/conf.d/a.md": line,
		".config/fish/config.fish": `\n\n${line}`,
		"x/fish/config.fish": line,
	});
	assert.deepEqual(await conflicts("/bin/bash"), ["AWS_PROFILE .bashrc:0"]);
	for (const arg of ["-l", "--login", "-il"]) {
		assert.deepEqual(await conflicts("/bin/bash", { args: [arg] }), [
			"AWS_PROFILE .bash_profile:1",
			"AWS_PROFILE .bashrc:0",
		]);
	}
	assert.deepEqual(await conflicts("zsh"), ["AWS_PROFILE .zshenv:1", "AWS_PROFILE .zshrc:0"]);
	assert.equal((await conflicts("/bin/zsh", { args: ["-l"] })).length, 3);
	assert.deepEqual(await conflicts("/bin/zsh", { environment: { ZDOTDIR: "/nowhere" } }), []);
	assert.deepEqual(await conflicts("/usr/bin/fish"), [
		"AWS_PROFILE .config/fish/conf.d/a.fish:0",
		"AWS_PROFILE .config/fish/config.fish:2",
	]);
	assert.deepEqual(await conflicts("/bin/dash"), []);
});

test("a login shell's file that does not name .bashrc is all that is read", { skip }, async (t) => {
	const conflicts = await homeWith(t, { ".bashrc": line, ".bash_login": "", ".profile": line });
	assert.deepEqual(await conflicts("bash", { args: ["-l"] }), []);
});

test("what counts is what the delivery does not put right after the startup files", { skip }, async (t) => {
	const conflicts = await homeWith(t, {
		".bashrc": [
			"AWS_PROFILE",
			"AWS_ACCESS_KEY_ID",
			"AWS_SECRET_ACCESS_KEY",
			"AWS_CONTAINER_CREDENTIALS_FULL_URI",
			"AWS_REGION",
		]
			.map((name) => `export ${name}=hidden`)
			.join("\n"),
	});
	assert.deepEqual(await conflicts("bash"), ["AWS_PROFILE .bashrc:0"]);
	assert.deepEqual(await conflicts("bash", { kind: "endpoint" }), [
		"AWS_PROFILE .bashrc:0",
		"AWS_ACCESS_KEY_ID .bashrc:1",
	]);
	assert.deepEqual(
		await conflicts("bash", { kind: "endpoint", environment: { AWS_ACCESS_KEY_ID: "AKIA1" } }),
		["AWS_PROFILE .bashrc:0"],
		"inherited too, it is delivered empty once more",
	);
});

test("without any files there is nothing", { skip }, async (t) => {
	const conflicts = await homeWith(t, {});
	for (const shell of ["bash", "zsh", "fish"]) {
		assert.deepEqual(await conflicts(shell, { args: ["-l"] }), []);
	}
});
