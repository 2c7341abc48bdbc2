import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { encodedShortDenial, shortError, worldWithDecoders } from "./authorizationSamples.ts";
import { clickLink } from "./links.ts";
import { assumeRole, openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Shells whose startup files come after what a terminal is started with. */
interface ShellCase {
	readonly name: "bash" | "zsh" | "fish";
	/** The person's startup files in his home, in the order in which a login shell reads them. */
	readonly startup: readonly string[];
	/** A startup file that says another identity, and notes when it is read and what it sees. */
	readonly contents: (file: string) => string;
	/** The one of them that an interactive shell reads last. */
	readonly last: string;
	/** Prints all of the shell's own that the person may miss or find too much, in one order. */
	readonly state: string;
}

const bash: ShellCase = {
	name: "bash",
	startup: [".bash_profile", ".bashrc"],
	last: ".bashrc",
	contents: (file) =>
		`echo "${file} \${HISTFILE-none} $#" >> ~/read
export AWS_PROFILE=ci-bot AWS_ACCESS_KEY_ID=AKIAEXAMPLEOTHER0000 AWS_SECRET_ACCESS_KEY=others
`,
	state: `echo "$HISTFILE $#"
declare -F
trap -p
printenv | cut -d= -f1 | LC_ALL=C sort`,
};
const zsh: ShellCase = {
	name: "zsh",
	startup: [".zshenv", ".zprofile", ".zshrc", ".zlogin"],
	last: ".zshrc",
	contents: (file) =>
		`print -r -- "${file} \${ZDOTDIR-none} \${HISTFILE-none} \${(t)ZDOTDIR} $#" >> ~/read
export AWS_PROFILE=ci-bot AWS_ACCESS_KEY_ID=AKIAEXAMPLEOTHER0000 AWS_SECRET_ACCESS_KEY=others
setopt warn_create_global
`,
	state: `print -rl -- "$ZDOTDIR \${(t)ZDOTDIR} $HISTFILE $SAVEHIST" \${(ok)functions} $precmd_functions $preexec_functions "$#"
setopt | LC_ALL=C sort
printenv | cut -d= -f1 | LC_ALL=C sort`,
};
const fish: ShellCase = {
	name: "fish",
	startup: [".config/fish/conf.d/first.fish", ".config/fish/config.fish"],
	last: ".config/fish/config.fish",
	contents: (file) =>
		`echo "${file} "(count $argv) >> ~/read
set -gx AWS_PROFILE ci-bot
set -gx AWS_ACCESS_KEY_ID AKIAEXAMPLEOTHER0000
set -gx AWS_SECRET_ACCESS_KEY others
`,
	state: `functions --all | string replace --all ', ' \\n | sort
set --names | sort
printenv | cut -d= -f1 | sort`,
};

const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;
const uriName = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const readOnly = /assumed-role\/DevReadOnly\//;
const audit = /assumed-role\/ProdAudit\//;

/** Where a program is; undefined when it is not installed. */
function pathOf(program: string): string | undefined {
	return (process.env["PATH"] ?? "")
		.split(delimiter)
		.map((folder) => join(folder, program))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

for (const shell of [bash, zsh, fish]) {
	const path = process.platform === "linux" ? pathOf(shell.name) : undefined;
	suite(
		shell.name,
		{ skip: path === undefined ? `there is no ${shell.name} on this machine, or no Linux` : false },
		() => withShell(shell, path ?? ""),
	);
}

function withShell(shell: ShellCase, path: string): void {
	let sandbox: Sandbox;
	const login = `${shell.name} login`;
	const elsewhere = `${shell.name} elsewhere`;
	const profiles = { [shell.name]: { path }, [login]: { path, args: ["-l"] } };
	/** The session that terminals have for their own, beside the active one. */
	const own = "prod-audit";

	before(async () => {
		sandbox = await openSandbox({
			world: worldWithDecoders(),
			size: { width: 1300, height: 1000 },
			settings: {
				"terminal.integrated.profiles.linux": profiles,
				"terminal.integrated.defaultProfile.linux": shell.name,
				"terminal.integrated.enablePersistentSessions": true,
			},
		});
		await assumeRole(sandbox, "prod-audit", false);
		await assumeRole(sandbox, "dev-readonly", false);
	});
	after(async () => {
		await sandbox?.[Symbol.asyncDispose]();
	});

	const person = () => sandbox.workbench.person;
	const terminals = () => person().terminals;
	const inHome = (file: string) => join(sandbox.home, file);

	async function call(command: string, argument: object): Promise<void> {
		await sandbox.workbench.host.evaluate(
			async (vscode, given) => {
				await vscode.commands.executeCommand(`awsSessions.${given.command}`, given.argument);
			},
			{ command, argument },
		);
	}

	/** Changes a setting of the person's; undefined: back to what VS Code has. */
	async function set(section: string, name: string, value: unknown): Promise<void> {
		await sandbox.workbench.host.evaluate(
			async (vscode, given) => {
				const { section, name, value } = given;
				await vscode.workspace.getConfiguration(section).update(name, value ?? undefined, true);
			},
			{ section, name, value: value ?? null },
		);
	}

	/** Does something while a profile is the default one. */
	async function withProfile<T>(profile: string, step: () => Promise<T>): Promise<T> {
		await set("terminal.integrated", "defaultProfile.linux", profile);
		try {
			return await step();
		} finally {
			await set("terminal.integrated", "defaultProfile.linux", shell.name);
		}
	}

	async function closeAll(): Promise<void> {
		await sandbox.workbench.host.evaluate((vscode) => {
			for (const terminal of vscode.window.terminals) {
				terminal.dispose();
			}
		});
		await waitFor("no terminals", () =>
			sandbox.workbench.host.evaluate(
				(vscode) => vscode.window.terminals.length === 0 && vscode.window.activeTerminal === undefined,
			),
		);
	}

	/**
	 * Opens a plain terminal, and no other stays. Its profile is named: the default one that VS Code goes by follows
	 * the setting in its own time.
	 */
	async function openPlain(profile: string = shell.name): Promise<void> {
		await closeAll();
		await sandbox.workbench.host.evaluate(async (vscode, profileName) => {
			await vscode.commands.executeCommand("workbench.action.terminal.newWithProfile", { profileName });
		}, profile);
		await waitFor("the terminal", () =>
			sandbox.workbench.host.evaluate((vscode) => vscode.window.activeTerminal !== undefined),
		);
	}

	async function openOwn(delivery: string): Promise<void> {
		await closeAll();
		await call("openTerminal", { session: own, delivery });
		await isOpen();
	}

	const isOpen = () =>
		waitFor("the terminal", () =>
			sandbox.workbench.host.evaluate((vscode, name) => vscode.window.activeTerminal?.name === name, own),
		);

	const isIntegrated = () =>
		sandbox.workbench.host.evaluate((vscode) => vscode.window.activeTerminal?.shellIntegration !== undefined);

	/** Runs a command by shell integration, which tells when it ends and how. */
	const exitCodeOf = async (command: string) => {
		// What is typed before the first prompt may be lost.
		await terminals().waitForDrawn(/[#$%>]$/);
		return sandbox.workbench.host.evaluate(async (vscode, line) => {
			const integration = vscode.window.activeTerminal?.shellIntegration;
			return new Promise<number | undefined>((resolve) => {
				const listener = vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
					if (execution === started) {
						listener.dispose();
						resolve(exitCode);
					}
				});
				const started = integration?.executeCommand(line);
			});
		}, command);
	};

	/** Puts the startup files where the shell looks for them, while a step runs. */
	async function withStartup<T>(
		files: readonly string[],
		step: () => Promise<T>,
		folder = sandbox.home,
	): Promise<T> {
		for (const file of files) {
			await mkdir(dirname(join(folder, file)), { recursive: true });
			await writeFile(join(folder, file), shell.contents(file));
		}
		try {
			return await step();
		} finally {
			for (const file of [...files, "read"]) {
				await rm(join(folder, file), { force: true });
			}
			await rm(inHome("read"), { force: true });
		}
	}

	/** The startup files that were read, with what they saw, since the last time. */
	async function read(): Promise<string[]> {
		const text = await readFile(inHome("read"), "utf8").catch(() => "");
		await rm(inHome("read"), { force: true });
		return text.split("\n").filter(Boolean);
	}

	/** That the terminal is of the session by this delivery, and of nothing else. */
	async function assertOwn(delivery: string, what: string): Promise<void> {
		assert.match(await terminals().run(client, own), audit, what);
		assert.equal(await terminals().variable("AWS_PROFILE", own), undefined, what);
		assert.equal((await terminals().variable(uriName, own)) !== undefined, delivery === "endpoint", what);
		const key = await terminals().variable("AWS_ACCESS_KEY_ID", own);
		assert.equal(key !== undefined, delivery === "environment", what);
		assert.doesNotMatch(await terminals().run("printenv", own), /AWS_SESSIONS_|VSCODE_ENV_/, what);
	}

	test("without any startup files a plain terminal has the session, in both ways of delivery", async () => {
		for (const delivery of ["environment", "endpoint"]) {
			await set("awsSessions", "delivery", delivery);
			await openPlain();
			await waitFor("shell integration", isIntegrated);
			assert.match(await terminals().run(client), readOnly, delivery);
			assert.equal((await terminals().variable(uriName)) !== undefined, delivery === "endpoint");
		}
		await set("awsSessions", "delivery", undefined);
	});

	test("without any startup files terminals of their own stand beside it, and nothing asks", async () => {
		for (const profile of [shell.name, login]) {
			await withProfile(profile, async () => {
				for (const delivery of ["environment", "endpoint"]) {
					await openOwn(delivery);
					await waitFor("shell integration", isIntegrated);
					assert.equal(await exitCodeOf("test 1 = 2"), 1);
					await assertOwn(delivery, `${profile}, ${delivery}`);
					assert.doesNotMatch((await terminals().drawnLines()).join("\n"), /newuser|warn|error/i);
				}
			});
		}
	});

	test("keys that startup files export don't stay in plain terminals", async () => {
		await withStartup(shell.startup, async () => {
			await openPlain();
			await waitFor("shell integration", isIntegrated);
			// Where the shell has it done before its first prompt only.
			assert.equal(await exitCodeOf("true"), 0);
			const names = await terminals().run("printenv | cut -d= -f1 | grep AWS_");
			assert.doesNotMatch((await terminals().variable("AWS_ACCESS_KEY_ID")) ?? "", /OTHER/, names);
			assert.equal(await terminals().variable("AWS_PROFILE"), "ci-bot", "nothing can take it out there");
		});
	});

	for (const [kind, profile] of [
		["interactive", shell.name],
		["login", login],
	] as const) {
		test(`${kind}: a startup file that names another identity changes nothing of a terminal's own`, async () => {
			await withProfile(profile, () =>
				withStartup(shell.startup, async () => {
					for (const delivery of ["environment", "endpoint"]) {
						await openOwn(delivery);
						await waitFor("shell integration", isIntegrated);
						await assertOwn(delivery, delivery);
						assert.equal(await exitCodeOf("test 1 = 2"), 1);
					}
				}),
			);
		});

		test(`${kind}: the startup files see, and the shell is, what they are without a session`, async () => {
			for (const isOn of [true, false]) {
				for (const files of [shell.startup, []]) {
					const what = `integration ${isOn}, ${files.length} files`;
					const looked = async () => ({ state: await stateOf(), read: await read() });
					await set("terminal.integrated", "shellIntegration.enabled", isOn);
					await withProfile(profile, () =>
						withStartup(files, async () => {
							await openOwn("environment");
							await assertOwn("environment", what);
							if (shell.name === "zsh" && files.length === 0 && !isOn) {
								// A plain one asks the person here what his startup files are to be.
								return;
							}
							const seen = await looked();
							await call("endAllSessions", {});
							await openPlain(profile);
							const plain = await looked();
							await startBoth();
							assert.deepEqual(seen, plain, what);
						}),
					);
				}
			}
			await set("terminal.integrated", "shellIntegration.enabled", undefined);
		});
	}

	test("a startup file that is broken off leaves the terminal's own identity", async () => {
		const file = inHome(shell.last);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, `${shell.contents(shell.last)}echo waiting; sleep 600\n`);
		await openOwn("environment");
		await terminals().waitForDrawn(/^waiting$/);
		await sandbox.workbench.host.evaluate((vscode) => {
			vscode.window.activeTerminal?.sendText("\x03", false);
		});
		await terminals().waitForDrawn(/[#$%>]$/);
		await rm(file);
		await assertOwn("environment", "broken off");
	});

	test("from the drop-down of new terminals", async () => {
		await withStartup(shell.startup, async () => {
			await closeAll();
			await sandbox.workbench.host.evaluate((vscode) => {
				void vscode.commands.executeCommand("workbench.action.terminal.newWithProfile");
			});
			const { quickInput } = person();
			await quickInput.waitForState("the kinds of terminals", ({ placeholder }) =>
				/terminal profile/.test(placeholder),
			);
			await quickInput.type("AWS Session");
			await quickInput.accept();
			await quickInput.waitForTitle("Open terminal with session");
			await quickInput.pick(/prod-audit/);
			await isOpen();
			await waitFor("shell integration", isIntegrated);
			await assertOwn("environment", "drop-down");
		});
	});

	test("What Does aws See Here? tells what the startup files have said, and what mends it mends it", async () => {
		await set("awsSessions", "delivery", undefined);
		await withStartup(shell.startup, async () => {
			await openPlain();
			await waitFor("shell integration", isIntegrated);
			await person().runCommand("AWS Sessions: What Does aws See Here?");
			await terminals().waitForDrawn(/Two sources: AWS CLI/);
			const line = await terminals().waitForDrawn(/^ {4}(unset|set -e) AWS_PROFILE$/);
			assert.match(line, shell.name === "fish" ? /set -e/ : /unset/);
			await terminals().send(line.trim());
			assert.match(await terminals().run(client), readOnly);
		});
	});

	test("an exported session's lines come first for the shell, and work where they are pasted", async () => {
		await openOwn("environment");
		const clipboard = () => sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.readText());
		await sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.writeText("before"));
		const { quickInput } = person();
		await person().runCommand("AWS Sessions: Export Session…");
		await quickInput.waitForTitle("Export session dev-readonly");
		await quickInput.accept();
		const lines = await waitFor("the lines", async () => {
			const text = await clipboard();
			return text !== "before" && text;
		});
		await terminals().send(lines);
		assert.match(await terminals().run(client), readOnly);
		assert.equal(await terminals().variable(uriName), undefined);
	});

	test("a click on an encoded message that is wrapped decodes it", async () => {
		await openPlain();
		await waitFor("shell integration", isIntegrated);
		await terminals().send(`clear; printf '%s\\n' '${shortError}'`);
		await terminals().waitForDrawn(/^You are not authorized/);
		const decodings = () =>
			sandbox.sts.requests.filter(({ operation }) => operation === "DecodeAuthorizationMessage").length;
		const row = sandbox.workbench.page
			.locator(".terminal-wrapper.active .xterm-rows > div")
			.filter({ hasText: encodedShortDenial.slice(-40, -8) })
			.last();
		const before = decodings();
		await clickLink(sandbox.workbench.page, row, async () => decodings() > before);
		await sandbox.workbench.host.evaluate((vscode) =>
			vscode.commands.executeCommand("workbench.action.closeAllEditors"),
		);
	});

	test("after a reload terminals of their own are what they were", async () => {
		const shellId = shell.name === "fish" ? "echo $fish_pid" : "echo $$";
		await withStartup(shell.startup, async () => {
			for (const delivery of ["environment", "endpoint"]) {
				await openOwn(delivery);
				await assertOwn(delivery, "before");
				const before = await terminals().run(shellId, own);
				await sandbox.workbench.reload();
				await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-readonly"));
				await waitFor("the terminal", async () => (await terminals().names()).includes(own));
				assert.equal(await terminals().run(shellId, own), before);
				await assertOwn(delivery, delivery);
			}
		});
	});

	if (shell.name === "zsh") {
		const names = [".zprofile", ".zshrc", ".zlogin"];
		for (const [where, profile, before] of [
			["by .zshenv", shell.name, `export ZDOTDIR=~/'own zsh'\n`],
			["by .zshenv, login", login, `export ZDOTDIR=~/'own zsh'\n`],
			["by the terminal profile", elsewhere, undefined],
		] as const) {
			test(`the person's own folder for zsh is where its files are read, named ${where}`, async () => {
				const folder = inHome("own zsh");
				if (before !== undefined) {
					await writeFile(inHome(".zshenv"), before);
				} else {
					// With the home folder's name, which is not known when VS Code starts.
					await set("terminal.integrated", "profiles.linux", {
						...profiles,
						[elsewhere]: { path, env: { ZDOTDIR: folder } },
					});
				}
				await withProfile(profile, () =>
					withStartup(
						names,
						async () => {
							await openOwn("environment");
							await waitFor("shell integration", isIntegrated);
							await assertOwn("environment", where);
							assert.equal(await terminals().variable("ZDOTDIR"), folder);
							assert.match(await terminals().run("echo $HISTFILE"), /own zsh\/\.zsh_history$/m);
							assert.deepEqual(
								(await read()).map((line) => line.split(" ")[0]),
								profile === login ? names : [".zshrc"],
							);
						},
						folder,
					),
				);
				await rm(inHome(".zshenv"), { force: true });
			});
		}
	}

	/** The shell's state, without what is AWS's, and notes of VS Code's own startup files to themselves. */
	async function stateOf(): Promise<string[]> {
		const text = await terminals().run(shell.state);
		return text.split("\n").filter((line) => !/^AWS_|^VSCODE_(PROFILE|LOGIN)_INITIALIZED$/.test(line));
	}

	async function startBoth(): Promise<void> {
		await call("assumeRole", { profile: "prod-audit" });
		await call("assumeRole", { profile: "dev-readonly" });
	}
}
