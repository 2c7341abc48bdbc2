import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { platform } from "node:process";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { ownEnvironment } from "../../../src/delivery/ownEnvironment.ts";
import { type OwnShellOptions, ownShell } from "../../../src/delivery/ownShell.ts";
import { zshFiles } from "../../../src/delivery/zshFiles.ts";
import { makeTemporaryFolder, removeFolder, repositoryRoot } from "../../harness/folders.ts";

const own = { AWS_ACCESS_KEY_ID: "ASIA1", AWS_REGION: "eu-west-1", AWS_PROFILE: null };
const linux: OwnShellOptions = {
	shell: "/bin/zsh",
	args: [],
	isWindows: false,
	launcher: "/ext/terminal.sh",
	startup: { bash: { file: "/ext/startup.bash" }, fish: { file: "/ext/own.fish" } },
};
const windows: OwnShellOptions = { ...linux, isWindows: true, launcher: "C:\\ext dir\\terminal.sh" };

test("an environment of one identity names or takes out everything that names one", () => {
	const environment = ownEnvironment(new Map([["AWS_ACCESS_KEY_ID", "ASIA1"]]), { AWS_REGION: "eu-west-1" });
	assert.equal(environment["AWS_ACCESS_KEY_ID"], "ASIA1");
	assert.equal(environment["AWS_REGION"], "eu-west-1", "a region is no identity");
	assert.equal(environment["AWS_DEFAULT_REGION"], null, "the window's session may have set one");
	for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]) {
		assert.equal(environment[name], null, name);
	}
});

test("values go under other names, and none of them among the arguments", () => {
	for (const options of [
		linux,
		{ ...windows, shell: "C:\\Program Files\\PowerShell\\7\\pwsh.exe" },
		{ ...windows, shell: "C:\\Windows\\System32\\cmd.exe" },
		{ ...windows, shell: "C:\\Program Files\\Git\\bin\\bash.exe" },
	]) {
		const launch = ownShell(own, options);
		assert.deepEqual(launch?.env, {
			AWS_SESSIONS_OWN_AWS_ACCESS_KEY_ID: "ASIA1",
			AWS_SESSIONS_OWN_AWS_REGION: "eu-west-1",
			AWS_SESSIONS_OWN_SET: "AWS_ACCESS_KEY_ID AWS_REGION",
			AWS_SESSIONS_OWN_UNSET: "AWS_PROFILE",
		});
		assert.doesNotMatch(JSON.stringify([launch?.shellPath, launch?.shellArgs]), /ASIA1|eu-west-1/);
	}
});

test("each shell is started in its own way", () => {
	assert.deepEqual(ownShell(own, { ...linux, args: ["-l"] })?.shellArgs, [
		"/ext/terminal.sh",
		"/bin/zsh",
		"-l",
	]);
	const powershell = ownShell(own, { ...windows, shell: "pwsh.exe", args: ["-NoLogo"] });
	assert.deepEqual(powershell?.shellArgs.slice(0, 3), ["-NoLogo", "-NoExit", "-Command"]);
	assert.match(
		String(powershell?.shellArgs[3]),
		/^Remove-Item -ErrorAction Ignore Env:AWS_PROFILE; \$env:AWS_A/,
	);
	const cmd = ownShell(own, { ...windows, shell: "cmd.exe" });
	assert.equal(typeof cmd?.shellArgs, "string", "quotation marks stay what they are");
	assert.match(String(cmd?.shellArgs), /^\/K set "AWS_PROFILE=" & set "AWS_ACCESS_KEY_ID=%AWS_SESSIONS_OWN_/);
	const git = ownShell(own, { ...windows, shell: "C:\\Git\\bin\\bash.exe", args: ["-i"] });
	assert.deepEqual(git?.shellArgs, ["-c", '. "$0"', "C:/ext dir/terminal.sh", "C:/Git/bin/bash.exe", "-i"]);
	assert.equal(ownShell(own, { ...windows, shell: "C:\\tools\\xonsh.exe" }), undefined);
});

test("what would keep another environment is not started", () => {
	assert.equal(ownShell(own, { ...linux, shell: "/usr/bin/tmux" }), undefined);
	assert.equal(ownShell(own, { ...windows, shell: "pwsh.exe", args: ["-Command", "x"] }), undefined);
	assert.equal(ownShell(own, { ...windows, shell: "cmd.exe", args: ["/K", "x.bat"] }), undefined);
});

test("bash has VS Code's shell integration where its arguments allow it", () => {
	const bash = {
		...linux,
		shell: "/usr/bin/bash",
		startup: { ...linux.startup, bash: { file: "/ext/startup.bash", integration: "/code/bash.sh" } },
	};
	const plain = ownShell(own, bash);
	assert.deepEqual(plain?.shellArgs.slice(1), ["/usr/bin/bash", "--init-file", "/ext/startup.bash"]);
	assert.equal(plain?.env["VSCODE_INJECTION"], "1");
	assert.equal(plain?.env["AWS_SESSIONS_INTEGRATION"], "/code/bash.sh");
	assert.equal(plain?.env["VSCODE_SHELL_LOGIN"], undefined);
	assert.equal(ownShell(own, { ...bash, args: ["--login"] })?.env["VSCODE_SHELL_LOGIN"], "1");
	const other = ownShell(own, { ...bash, args: ["--posix"] });
	assert.deepEqual(other?.shellArgs.slice(1), ["/usr/bin/bash", "--posix"]);
	assert.equal(other?.env["VSCODE_INJECTION"], undefined);
});

test("zsh reads files that stand for the person's, where its arguments allow it", () => {
	const integration = { file: "/code/rc.zsh", home: "/home/me" };
	const zsh = (args: readonly string[], folder: object) =>
		ownShell(own, {
			...linux,
			args,
			startup: { ...linux.startup, zsh: { folder: "/ext/zsh", replaces: undefined, ...folder } },
		});
	const plain = zsh([], { integration });
	assert.deepEqual(plain?.shellArgs.slice(1), ["/bin/zsh", "-i"]);
	assert.deepEqual([plain?.env["ZDOTDIR"], plain?.env["USER_ZDOTDIR"]], ["/ext/zsh", "/home/me"]);
	assert.equal(plain?.env["AWS_SESSIONS_INTEGRATION"], "/code/rc.zsh");
	assert.equal(plain?.env["VSCODE_INJECTION"], "1");
	for (const args of [["-l"], ["--login"], ["-i", "-l"], ["-il"], ["-li"]]) {
		assert.deepEqual(zsh(args, { integration })?.shellArgs.slice(1), ["/bin/zsh", "-il"], args.join(" "));
	}
	assert.equal(zsh(["-i"], { integration, replaces: "/home/me/z" })?.env["USER_ZDOTDIR"], "/home/me/z");
	const bare = zsh([], {});
	assert.equal(bare?.env["ZDOTDIR"], "/ext/zsh");
	assert.equal(bare?.env["USER_ZDOTDIR"], undefined, "it has none, and VS Code gives it none");
	assert.equal(bare?.env["VSCODE_INJECTION"], undefined);
	assert.equal(zsh(["-f"], { integration })?.env["ZDOTDIR"], undefined);
});

test("fish reads a file after the person's, whatever its arguments, and VS Code's integration where they allow it", () => {
	const fish = (args: readonly string[]) =>
		ownShell(own, {
			...linux,
			shell: "/usr/bin/fish",
			args,
			startup: { ...linux.startup, fish: { file: "/e'x/own.fish", integration: "/code/v.fish" } },
		});
	const first = ["--init-command", String.raw`source '/e\'x/own.fish'`];
	const second = ["--init-command", "source '/code/v.fish'"];
	assert.deepEqual(fish([])?.shellArgs.slice(2), [...first, ...second]);
	assert.deepEqual(fish(["-l"])?.shellArgs.slice(2), [...first, ...second, "-l"]);
	assert.deepEqual(fish(["--private"])?.shellArgs.slice(2), [...first, "--private"]);
	assert.equal(fish([])?.env["AWS_SESSIONS_OWN_AGAIN"], "1");
});

/**
 * Starts a shell by the launcher, in the environment that VS Code would give it.
 * @param left what is still there of VS Code's own variables
 */
async function launched(
	options: Partial<OwnShellOptions>,
	given: Record<string, string>,
	args: string[],
	left: readonly string[] = [],
) {
	const bin = join(repositoryRoot, "media", "bin");
	const value = "a b'\"$(exit 1)`\\";
	const launch = ownShell(
		{ AWS_ACCESS_KEY_ID: value, AWS_PROFILE: null },
		{
			...linux,
			launcher: join(bin, "terminal.sh"),
			startup: { bash: { file: join(bin, "startup.bash") }, fish: { file: join(bin, "own.fish") } },
			...options,
		},
	);
	assert.ok(launch !== undefined && typeof launch.shellArgs !== "string");
	const env = { ...(launch.env as Record<string, string>), ...given };
	const { stdout, stderr } = await promisify(execFile)(launch.shellPath, [...launch.shellArgs, ...args], {
		env,
	});
	const seen = JSON.parse(stdout) as Record<string, string>;
	assert.equal(seen["AWS_ACCESS_KEY_ID"], value);
	const others = Object.keys(seen).filter((name) => /^AWS_(PROFILE|SESSIONS)|^VSCODE/.test(name));
	assert.deepEqual(others, left);
	return { seen, stderr };
}

const print = "JSON.stringify(process.env)";

test("the launcher puts the variables right, whatever the window's are", {
	skip: platform === "win32",
}, async () => {
	await launched(
		{ shell: process.execPath },
		{
			AWS_ACCESS_KEY_ID: "the window's",
			AWS_PROFILE: "inherited",
			VSCODE_ENV_REPLACE: "AWS_ACCESS_KEY_ID=the window's",
		},
		["-p", print],
	);
});

test("what other extensions have the shell integration put before and behind variables stays", {
	skip: platform === "win32",
}, async () => {
	const { seen } = await launched(
		{ shell: process.execPath },
		{ VSCODE_ENV_PREPEND: "PATH=/venv/bin\\x3a", VSCODE_ENV_REPLACE: "AWS_PROFILE=the window's" },
		["-p", print],
		["VSCODE_ENV_PREPEND"],
	);
	assert.equal(seen["VSCODE_ENV_PREPEND"], "PATH=/venv/bin\\x3a");
});

test("bash's startup file changes nothing of who one is", { skip: platform === "win32" }, async (t) => {
	const home = await makeTemporaryFolder("shell");
	t.after(() => removeFolder(home));
	await writeFile(join(home, ".bashrc"), "export AWS_PROFILE=other AWS_ACCESS_KEY_ID=other\n");
	await launched({ shell: "/bin/bash" }, { HOME: home, PATH: process.env["PATH"] ?? "" }, [
		"-i",
		"-c",
		`'${process.execPath}' -p '${print}'`,
	]);
});

/** A home folder with files in it, and what is said of a shell there. */
async function homeWith(t: TestContext, files: Readonly<Record<string, string>>) {
	const home = await makeTemporaryFolder("shell");
	t.after(() => removeFolder(home));
	for (const [name, text] of Object.entries(files)) {
		await mkdir(dirname(join(home, name)), { recursive: true });
		await writeFile(join(home, name), text);
	}
	return { home, given: { HOME: home, TERM: "xterm", PATH: process.env["PATH"] ?? "" } };
}

const printed = `'${process.execPath}' -p '${print}'`;
const absence = (shell: string) => (existsSync(shell) ? false : `there is no ${shell} on this machine`);
const fish = "/usr/bin/fish";
const zsh = "/usr/bin/zsh";

test("fish's configuration changes nothing of who one is", { skip: absence(fish) }, async (t) => {
	const { given } = await homeWith(t, {
		".config/fish/config.fish": "set -gx AWS_PROFILE other; set -gx AWS_ACCESS_KEY_ID other\n",
	});
	const { stderr } = await launched({ shell: fish }, given, ["-i", "-c", printed]);
	assert.equal(stderr, "");
});

test("fish: a universal variable can't be taken out, which is told with what takes it out", {
	skip: absence(fish),
}, async (t) => {
	const { given } = await homeWith(t, {});
	await promisify(execFile)(fish, ["-c", "set -Ux AWS_PROFILE other"], { env: given });
	await assert.rejects(launched({ shell: fish }, given, ["-c", printed]), /AWS_PROFILE/);
	const { stderr } = await promisify(execFile)(
		fish,
		["--init-command", `source '${join(repositoryRoot, "media", "bin", "own.fish")}'`, "-c", "true"],
		{ env: { ...given, AWS_SESSIONS_OWN_UNSET: "AWS_PROFILE AWS_REGION" } },
	);
	const mending = /^AWS Sessions: AWS_PROFILE is a universal variable .*: (set -eU AWS_PROFILE)\n$/.exec(
		stderr,
	);
	await promisify(execFile)(fish, ["-c", mending?.[1] ?? ""], { env: given });
	assert.equal((await launched({ shell: fish }, given, ["-c", printed])).stderr, "");
});

for (const [kind, args, read] of [
	["interactive", ["-i"], [".zshenv", ".zshrc"]],
	["login", ["-l"], [".zshenv", ".zprofile", ".zshrc", ".zlogin"]],
] as const) {
	test(`zsh's startup files change nothing of who one is, and see no other folder: ${kind}`, {
		skip: absence(zsh),
	}, async (t) => {
		const other = `echo "$0 \${ZDOTDIR-none} $#" >> ~/read
setopt nounset warn_create_global sh_word_split ksh_arrays no_prompt_percent
alias unset=false eval=false set=false
export AWS_PROFILE=other AWS_ACCESS_KEY_ID=other
`;
		const names = [".zshenv", ".zprofile", ".zshrc", ".zlogin"];
		for (const folder of ["", "z dir/"]) {
			const { home, given } = await homeWith(t, {
				...Object.fromEntries(names.map((name) => [`${folder}${name}`, other])),
				...Object.fromEntries(
					[...(zshFiles(join(repositoryRoot, "media", "bin")) ?? [])].map(([name, text]) => [
						`ours/${name}`,
						text,
					]),
				),
			});
			const replaces = folder === "" ? undefined : join(home, "z dir");
			const { seen, stderr } = await launched(
				{
					shell: zsh,
					args,
					startup: { ...linux.startup, zsh: { folder: join(home, "ours"), replaces } },
				},
				given,
				["-c", printed],
			);
			assert.equal(stderr, "");
			assert.equal(seen["ZDOTDIR"], replaces);
			assert.equal(seen["USER_ZDOTDIR"], undefined);
			const told = (await readFile(join(home, "read"), "utf8")).trimEnd().split("\n");
			const expected = read.map((name) => `${join(replaces ?? home, name)} ${replaces ?? "none"} 0`);
			assert.deepEqual(told, expected);
		}
	});
}
