import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { readSharedConfig } from "../../../../src/core/config/sharedConfig.ts";
import { helperCall, helperCommand } from "../../../../src/core/shells/helperCommand.ts";
import { splitCommandLine } from "../../../../src/core/text/commandLine.ts";

const skip = process.platform === "win32" ? "there is no sh" : false;

const folders = [
	"/home/me/.config/Code/User/globalStorage/aws-sessions.aws-sessions/bin",
	"/Users/me/Library/Application Support/Code/User/globalStorage/x/bin",
	"/home/jürgen/a$HOME/`x`/bin",
	'/home/a\\b/it "is"!/bin',
	"/home/o'neill/bin",
	"/tmp/a#b;c&d|e/*?/bin",
];

test("the command is read alike by the AWS CLI, by a shell and by the reader of the files", { skip }, () => {
	for (const folder of folders) {
		const helper = `${folder}/aws-sessions-credentials`;
		const command = helperCommand(helper, "dev-vscode", "posix") ?? assert.fail(folder);
		assert.deepEqual(splitCommandLine(command, "posix"), [helper, "dev-vscode"]);
		const inShell = execFileSync("/bin/sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
		assert.equal(inShell, `${helper}\ndev-vscode\n`);
		const text = `[profile dev-vscode]\ncredential_process = ${command}\n`;
		const { profiles } = readSharedConfig([{ file: "config", kind: "config", text }]);
		assert.equal(profiles.get("dev-vscode")?.properties.get("credential_process")?.value, command);
		assert.deepEqual(helperCall(command), { helper, profile: "dev-vscode" });
	}
});

test("on Windows it is split as Microsoft's runtime does", () => {
	const helper = "C:\\Users\\A Person\\AppData\\Roaming\\Code\\bin\\aws-sessions-credentials.cmd";
	const command = helperCommand(helper, "dev", "windows") ?? assert.fail();
	assert.deepEqual(splitCommandLine(command, "windows"), [helper, "dev"]);
	assert.deepEqual(helperCall(command), { helper, profile: "dev" });
});

test("what can't be written so that all read it alike is not written", () => {
	for (const [helper, rules] of [
		["/home/a #b/aws-sessions-credentials", "posix"],
		["/home/a ;b/aws-sessions-credentials", "posix"],
		["/home/a\nb/aws-sessions-credentials", "posix"],
		["/home/$a'b/aws-sessions-credentials", "posix"],
		["C:\\%TEMP%\\aws-sessions-credentials.cmd", "windows"],
	] as const) {
		assert.equal(helperCommand(helper, "dev", rules), undefined, helper);
	}
});

test("other commands are not ours", () => {
	for (const command of [
		"",
		"aws-vault export dev",
		'"/opt/aws-sessions-credentials-x" dev',
		'"/opt/aws-sessions-credentials" dev prod',
		'"/opt/aws-sessions-credentials"',
		"/opt/aws-sessions-credentials dev",
	]) {
		assert.equal(helperCall(command), undefined, command);
	}
});
