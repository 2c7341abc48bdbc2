import { win32 } from "node:path";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { batchCommandLine } from "../../core/text/commandLine.ts";

/** What to hand to `spawn`, whose own shell option is never used. */
export interface Invocation {
	readonly file: string;
	readonly args: readonly string[];
	/** The arguments are already quoted for Windows. */
	readonly isVerbatim: boolean;
}

/** Why a program can't be started. */
export type NoInvocation = "notFound" | "unsafeArguments";

/**
 * How to start a program. On Windows the program is looked for here, as only this way it shows whether it is
 * a batch file: those go through cmd.exe.
 * @param isFile whether a path names a file
 */
export function invocationOf(
	[program = "", ...args]: readonly string[],
	platform: NodeJS.Platform,
	environment: Environment,
	isFile: (path: string) => boolean,
): Invocation | NoInvocation {
	if (platform !== "win32") {
		return { file: program, args, isVerbatim: false };
	}
	const file = findWindowsProgram(program, environment, isFile);
	if (file === undefined) {
		return "notFound";
	}
	// Windows drops dots and blanks at a name's end: such a name is a batch file's too.
	if (!/\.(bat|cmd)[. ]*$/i.test(file)) {
		return { file, args, isVerbatim: false };
	}
	const line = batchCommandLine(file, args);
	return line === undefined
		? "unsafeArguments"
		: {
				file: windowsVariable(environment, "ComSpec") ?? systemProgram(environment, "cmd.exe"),
				args: ["/e:ON", "/v:OFF", "/d", "/s", "/c", line],
				isVerbatim: true,
			};
}

/** How to have a line run by the system's own shell. */
export function shellInvocation(
	line: string,
	platform: NodeJS.Platform,
	environment: Environment,
): Invocation {
	return platform === "win32"
		? {
				file: windowsVariable(environment, "ComSpec") ?? systemProgram(environment, "cmd.exe"),
				args: ["/d", "/s", "/c", `"${line}"`],
				isVerbatim: true,
			}
		: { file: "/bin/sh", args: ["-c", line], isVerbatim: false };
}

/** A program of Windows's own, by its full path: never one that lies in the current folder. */
export function systemProgram(environment: Environment, name: string): string {
	return win32.join(windowsVariable(environment, "SystemRoot") ?? "C:\\Windows", "System32", name);
}

const startable = new Set([".com", ".exe", ".bat", ".cmd"]);

/** Over PATH and PATHEXT as cmd.exe does, but never in the current folder, which may be anybody's. */
function findWindowsProgram(
	program: string,
	environment: Environment,
	isFile: (path: string) => boolean,
): string | undefined {
	const endings = (windowsVariable(environment, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD")
		.toLowerCase()
		.split(";")
		.filter((ending) => startable.has(ending));
	const hasEnding = startable.has(win32.extname(program.replace(/[. ]+$/, "")).toLowerCase());
	const names = [...(hasEnding ? [program] : []), ...endings.map((ending) => program + ending)];
	const folders = /[\\/:]/.test(program)
		? [""]
		: (windowsVariable(environment, "PATH") ?? "")
				.split(";")
				.map((folder) => folder.replaceAll('"', "").trim())
				.filter((folder) => win32.isAbsolute(folder));
	return folders.flatMap((folder) => names.map((name) => win32.join(folder, name))).find(isFile);
}

/** Windows's variables have no case. */
function windowsVariable(environment: Environment, name: string): string | undefined {
	const [, value] =
		Object.entries(environment).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
	return value === "" ? undefined : value;
}
