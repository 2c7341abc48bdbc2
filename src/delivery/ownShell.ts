import { quoted, shellOf } from "../core/text/shellQuote.ts";
import type { OwnEnvironment } from "./ownEnvironment.ts";

/** A program to start in a terminal, its arguments, and its variables. */
export interface ShellLaunch {
	readonly shellPath: string;
	/** One text: as it is to stand on Windows' command line. */
	readonly shellArgs: readonly string[] | string;
	readonly env: OwnEnvironment;
}

/** The person's own shell, and what starts it. */
export interface OwnShellOptions {
	readonly shell: string;
	readonly args: readonly string[];
	readonly isWindows: boolean;
	/** The script that puts the variables right and starts the shell. */
	readonly launcher: string;
	readonly startup: StartupFiles;
}

/**
 * What has a shell put its variables right once more after its startup files, which may name another identity. Each has
 * VS Code's shell integration, which it reads too where that is to be had: a shell that is started by another program is
 * not integrated by VS Code itself.
 */
export interface StartupFiles {
	/** A file that stands for bash's own. */
	readonly bash: StartupFile;
	/** A file that fish reads after its own. */
	readonly fish: StartupFile;
	/** A folder that stands for the one of zsh's own. */
	readonly zsh?: ZshFolder;
}

export interface StartupFile {
	readonly file: string;
	readonly integration?: string;
}

export interface ZshFolder {
	readonly folder: string;
	/** The one that it stands for; undefined: the home folder. */
	readonly replaces: string | undefined;
	/** As VS Code has it, `ZDOTDIR` names the home folder then where there is no other. */
	readonly integration?: { readonly file: string; readonly home: string };
}

/** Programs that hand over to one that runs already, with an environment of its own. */
const multiplexers: ReadonlySet<string> = new Set(["tmux", "screen", "zellij", "byobu", "dtach", "abduco"]);

/** What the launcher reads: the names to set and to unset, and beside them the values. */
const prefix = "AWS_SESSIONS_OWN";
/** Where the startup files of ours look for VS Code's shell integration. */
const integrationName = "AWS_SESSIONS_INTEGRATION";

/**
 * How a shell is started with an environment that the window's own delivery can't change. VS Code puts the window's
 * variables over a terminal's, so a terminal's go under names of their own, and are put right inside of it.
 * @returns undefined for a shell that there is no way for
 */
export function ownShell(own: OwnEnvironment, options: OwnShellOptions): ShellLaunch | undefined {
	const { shell, args, isWindows, launcher } = options;
	const env = handedOver(own);
	const kind = shellOf(shell);
	if (multiplexers.has(baseName(shell))) {
		return undefined;
	}
	if (!isWindows) {
		const { shellArgs, variables } = started(options);
		return {
			shellPath: "/bin/sh",
			shellArgs: [launcher, shell, ...shellArgs],
			env: { ...env, ...variables },
		};
	}
	if (args.some((arg) => /^[-/](c|k|r|f|file|command|encodedcommand|ec?)$/i.test(arg))) {
		// What the profile has it run would come in the way of what puts the variables right.
		return undefined;
	}
	switch (kind) {
		case "powershell":
			return { shellPath: shell, shellArgs: [...args, "-NoExit", "-Command", powershellScript(own)], env };
		case "cmd":
			return { shellPath: shell, shellArgs: [...args, "/K", cmdScript(own)].join(" "), env };
		case "posix":
			// Git's bash brings a sh of its own, and takes slashes only.
			return {
				shellPath: shell,
				shellArgs: ["-c", '. "$0"', slashed(launcher), slashed(shell), ...args],
				env,
			};
		default:
			return undefined;
	}
}

function handedOver(own: OwnEnvironment): OwnEnvironment {
	const entries = Object.entries(own);
	const set = entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
	return {
		...Object.fromEntries(set.map(([name, value]) => [`${prefix}_${name}`, value])),
		[`${prefix}_SET`]: set.map(([name]) => name).join(" "),
		[`${prefix}_UNSET`]: namesOf(entries, true).join(" "),
	};
}

function namesOf(entries: readonly (readonly [string, string | null])[], isUnset: boolean): string[] {
	return entries.filter(([, value]) => (value === null) === isUnset).map(([name]) => name);
}

/** As VS Code starts them itself, for shells without arguments or with those that make them interactive and login. */
function started({ shell, args, startup: { bash, fish, zsh } }: OwnShellOptions): {
	readonly shellArgs: readonly string[];
	readonly variables: OwnEnvironment;
} {
	const isPlain = args.every((arg) => /^(-i|--interactive|-l|--login|-il|-li)$/.test(arg));
	const isLogin = args.some((arg) => /^(-l|--login|-il|-li)$/.test(arg));
	const name = baseName(shell);
	if (name === "fish") {
		const integration = isPlain ? fish.integration : undefined;
		const read = [fish.file, ...(integration === undefined ? [] : [integration])].map((file) => [
			"--init-command",
			`source ${quoted(file, "fish")}`,
		]);
		const injected: OwnEnvironment = integration === undefined ? {} : { VSCODE_INJECTION: "1" };
		return { shellArgs: [...read.flat(), ...args], variables: { ...again, ...injected } };
	}
	if (name === "bash" && isPlain) {
		return {
			shellArgs: ["--init-file", bash.file],
			variables: {
				...again,
				...(isLogin ? { VSCODE_SHELL_LOGIN: "1" } : {}),
				...integrated(bash.integration),
			},
		};
	}
	if (name === "zsh" && isPlain && zsh !== undefined) {
		const { folder, integration } = zsh;
		const replaces = zsh.replaces ?? integration?.home;
		return {
			shellArgs: [isLogin ? "-il" : "-i"],
			variables: {
				...again,
				...integrated(integration?.file),
				ZDOTDIR: folder,
				...(replaces === undefined ? {} : { USER_ZDOTDIR: replaces }),
			},
		};
	}
	return { shellArgs: args, variables: {} };
}

function integrated(file: string | undefined): OwnEnvironment {
	return file === undefined ? {} : { VSCODE_INJECTION: "1", [integrationName]: file };
}

/** The launcher leaves the values for those who put them right once more. */
const again: OwnEnvironment = { [`${prefix}_AGAIN`]: "1" };

function baseName(path: string): string {
	return slashed(path).slice(slashed(path).lastIndexOf("/") + 1);
}

function powershellScript(own: OwnEnvironment): string {
	const entries = Object.entries(own);
	return [
		...namesOf(entries, true).map((name) => `Remove-Item -ErrorAction Ignore Env:${name}`),
		...namesOf(entries, false).flatMap((name) => [
			`$env:${name} = $env:${prefix}_${name}`,
			`Remove-Item Env:${prefix}_${name}`,
		]),
		`Remove-Item Env:${prefix}_SET, Env:${prefix}_UNSET`,
	].join("; ");
}

function cmdScript(own: OwnEnvironment): string {
	const entries = Object.entries(own);
	return [
		...namesOf(entries, true).map((name) => `set "${name}="`),
		...namesOf(entries, false).flatMap((name) => [
			`set "${name}=%${prefix}_${name}%"`,
			`set "${prefix}_${name}="`,
		]),
		`set "${prefix}_SET="`,
		`set "${prefix}_UNSET="`,
	].join(" & ");
}

function slashed(path: string): string {
	return path.replaceAll("\\", "/");
}
