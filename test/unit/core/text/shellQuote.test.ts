import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { commandLine, shellOf, unsetLine } from "../../../../src/core/text/shellQuote.ts";

const hard = ["/a b/it's", 'say "hi"', "$HOME `id` %PATH%", "a;b|c&d>e", "!x", "*?[a]", "~", "-n", "", "ü\\"];

test("the shell is told by VS Code's name for it or by its path", () => {
	for (const [name, shell] of [
		["bash", "posix"],
		["gitbash", "posix"],
		["/usr/bin/zsh", "posix"],
		["/opt/homebrew/bin/fish", "fish"],
		["/bin/tcsh", "csh"],
		["pwsh", "powershell"],
		["C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "powershell"],
		["C:\\Windows\\System32\\CMD.EXE", "cmd"],
		["C:\\Program Files\\Git\\bin\\bash.exe", "posix"],
		["C:\\Windows\\System32\\bash.exe", "wsl"],
		["wsl.exe", "wsl"],
		["nu", "nu"],
		["python", undefined],
		["", undefined],
	] as const) {
		assert.equal(shellOf(name), shell, name);
	}
});

test("a shell reads back exactly the words that were quoted", (t) => {
	const text = fc.string({ unit: "grapheme", maxLength: 30 });
	const shells = ["sh", "bash", "zsh", "fish"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);
	assert.ok(shells.length > 0 || process.platform === "win32");
	for (const shell of shells) {
		t.diagnostic(shell);
		const kind = shell === "fish" ? "fish" : "posix";
		const readBack = (words: readonly string[]): void => {
			const line = commandLine(["printf", "%s\\n", ...words], kind);
			if (line === undefined) {
				assert.ok(words.some((word) => /\p{Cc}/u.test(word)));
				return;
			}
			const { stdout } = spawnSync(shell, ["-c", line], { encoding: "utf8" });
			assert.equal(stdout, `${words.join("\n")}\n`);
		};
		readBack(hard);
		fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), readBack), { numRuns: 60 });
	}
});

test("what needs no quotes has none", () => {
	const words = ["sh", "/opt/my-tools/run.sh", "/usr/bin/node", "posix"];
	assert.equal(commandLine(words, "posix"), words.join(" "));
	assert.equal(commandLine(words, "fish"), words.join(" "));
});

test("each shell's own quotation marks", () => {
	const words = ["sh", "/a b/it's!", "C:\\x", "$HOME"];
	assert.equal(commandLine(words, "posix"), String.raw`sh '/a b/it'\''s!' 'C:\x' '$HOME'`);
	assert.equal(commandLine(words, "fish"), String.raw`sh '/a b/it\'s!' 'C:\\x' '$HOME'`);
	assert.equal(commandLine(words, "csh"), String.raw`sh '/a b/it'\''s\!' 'C:\x' '$HOME'`);
	assert.equal(commandLine(words, "nu"), String.raw`^sh "/a b/it's!" 'C:\x' '$HOME'`);
	assert.equal(commandLine(words, "powershell"), String.raw`& sh '/a b/it''s!' 'C:\x' '$HOME'`);
	assert.equal(commandLine(["sh", "‘a’"], "powershell"), "& sh '‘‘a’’'");
});

test("a batch file gets its words in double quotes, from PowerShell too, and % names no variable", () => {
	const words = ["C:\\a&b\\x.cmd", "C:\\100%PATH%\\it's\\Code.exe", "cmd"];
	assert.equal(
		commandLine(words, "cmd", true),
		String.raw`"C:\a&b\x.cmd" "C:\100%%cd:~,%PATH%%cd:~,%\it's\Code.exe" "cmd"`,
	);
	assert.equal(
		commandLine(words, "powershell", true),
		String.raw`& 'C:\a&b\x.cmd' '"C:\100%%cd:~,%PATH%%cd:~,%\it''s\Code.exe"' cmd`,
	);
	assert.equal(commandLine(["x.cmd", 'a"b'], "cmd", true), undefined);
	assert.equal(commandLine(["x.cmd", "a\\"], "cmd", true), undefined);
});

test("what a terminal would take for a key is not typed", () => {
	for (const character of ["\n", "\r", "\x03", "\x1B", "\0", "\x7F"]) {
		assert.equal(commandLine(["sh", `a${character}b`], "posix"), undefined);
	}
});

test("a variable is unset as the shell does it", () => {
	assert.equal(unsetLine("AWS_PROFILE", "posix"), "unset AWS_PROFILE");
	assert.equal(unsetLine("AWS_PROFILE", "fish"), "set -e AWS_PROFILE");
	assert.equal(unsetLine("AWS_PROFILE", "csh"), "unsetenv AWS_PROFILE");
	assert.equal(unsetLine("AWS_PROFILE", "nu"), "hide-env AWS_PROFILE");
	assert.equal(unsetLine("AWS_PROFILE", "powershell"), "Remove-Item Env:AWS_PROFILE");
	assert.equal(unsetLine("AWS_PROFILE", "cmd"), "set AWS_PROFILE=");
});
