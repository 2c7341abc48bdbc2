import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { platform } from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { ownEnvironment } from "../../../src/delivery/ownEnvironment.ts";
import { type OwnShellOptions, ownShell } from "../../../src/delivery/ownShell.ts";
import { makeTemporaryFolder, removeFolder, repositoryRoot } from "../../harness/folders.ts";

const own = { AWS_ACCESS_KEY_ID: "ASIA1", AWS_REGION: "eu-west-1", AWS_PROFILE: null };
const linux: OwnShellOptions = {
	shell: "/bin/zsh",
	args: [],
	isWindows: false,
	launcher: "/ext/terminal.sh",
	startup: { bash: { file: "/ext/startup.bash" } },
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
		startup: { bash: { file: "/ext/startup.bash", integration: "/code/bash.sh" } },
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

test("zsh reads VS Code's startup files, which read the person's", () => {
	const zsh = { ...linux, startup: { ...linux.startup, zsh: { folder: "/ext/zsh", replaces: "/home/me" } } };
	const plain = ownShell(own, zsh);
	assert.deepEqual(plain?.shellArgs.slice(1), ["/bin/zsh", "-i"]);
	assert.deepEqual([plain?.env["ZDOTDIR"], plain?.env["USER_ZDOTDIR"]], ["/ext/zsh", "/home/me"]);
	assert.deepEqual(ownShell(own, { ...zsh, args: ["-l"] })?.shellArgs.slice(1), ["/bin/zsh", "-il"]);
	assert.equal(ownShell(own, { ...zsh, args: ["-f"] })?.env["ZDOTDIR"], undefined);
});

/** Starts a shell by the launcher, in the environment that VS Code would give it. */
async function launched(options: Partial<OwnShellOptions>, given: Record<string, string>, args: string[]) {
	const bin = join(repositoryRoot, "media", "bin");
	const value = "a b'\"$(exit 1)`\\";
	const launch = ownShell(
		{ AWS_ACCESS_KEY_ID: value, AWS_PROFILE: null },
		{
			...linux,
			launcher: join(bin, "terminal.sh"),
			startup: { bash: { file: join(bin, "startup.bash") } },
			...options,
		},
	);
	assert.ok(launch !== undefined && typeof launch.shellArgs !== "string");
	const env = { ...(launch.env as Record<string, string>), ...given };
	const { stdout } = await promisify(execFile)(launch.shellPath, [...launch.shellArgs, ...args], { env });
	const seen = JSON.parse(stdout) as Record<string, string>;
	assert.equal(seen["AWS_ACCESS_KEY_ID"], value);
	const others = Object.keys(seen).filter((name) => /^AWS_(PROFILE|SESSIONS)|^VSCODE/.test(name));
	assert.deepEqual(others, []);
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
