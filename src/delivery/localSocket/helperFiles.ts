import { chmod, mkdir, readFile } from "node:fs/promises";
import { join, win32 } from "node:path";
import { replaceWhole } from "../../aws/files/replaceFile.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { helperName } from "../../core/shells/helperCommand.ts";

/** The bundle's name, beside the extension and where it is copied to. */
export const helperBundle = "credentialProcess.cjs";

/** What the program is put together from. */
export interface HelperSource {
	/** The bundle. */
	readonly bundle: string;
	/** VS Code's own runtime, which runs it. */
	readonly runtime: string;
	readonly platform: NodeJS.Platform;
	readonly environment: Environment;
}

/** Where the program is in a folder. */
export function helperFile(folder: string, platform: NodeJS.Platform): string {
	return join(folder, platform === "win32" ? `${helperName}.cmd` : helperName);
}

/**
 * Puts the program into a folder, or makes the one there current: the extension's own folder goes with each update,
 * and so may the runtime. What is the same already is not touched.
 */
export async function installHelper(folder: string, source: HelperSource): Promise<string> {
	const { bundle, runtime, platform, environment } = source;
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const copy = join(folder, helperBundle);
	const file = helperFile(folder, platform);
	await put(copy, await readFile(bundle, "utf8"), 0o600);
	await put(
		file,
		platform === "win32" ? batchWrapper(runtime, environment) : posixWrapper(runtime, copy),
		0o700,
	);
	return file;
}

/** It needs no PATH, and nothing of a person's own is loaded into it. */
function posixWrapper(runtime: string, bundle: string): string {
	return `#!/bin/sh
# Gives credentials of AWS Sessions in VS Code's windows to other shells: ${helperName} <profile>
# Written by the extension, which keeps it current.
runtime=${quoted(runtime)}
if [ ! -x "$runtime" ]; then
	echo "AWS Sessions: VS Code is not where it was. Open a window of it, then try again" >&2
	exit 1
fi
ELECTRON_RUN_AS_NODE=1
export ELECTRON_RUN_AS_NODE
unset NODE_OPTIONS
exec "$runtime" ${quoted(bundle)} "$@"
`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function batchWrapper(runtime: string, environment: Environment): string {
	return [
		"@echo off",
		`rem Gives credentials of AWS Sessions in VS Code's windows to other shells: ${helperName} profile`,
		"rem Written by the extension, which keeps it current.",
		"setlocal DisableDelayedExpansion",
		"set ELECTRON_RUN_AS_NODE=1",
		"set NODE_OPTIONS=",
		`"${batchPath(runtime, environment)}" "%~dp0${helperBundle}" %*`,
		"exit /b %ERRORLEVEL%",
		"",
	].join("\r\n");
}

/** cmd.exe reads a batch file in the console's own encoding: a person's name goes in by a variable. */
function batchPath(path: string, environment: Environment): string {
	for (const name of ["LOCALAPPDATA", "ProgramFiles", "USERPROFILE"]) {
		const folder = environment[name];
		if (folder && path.toLowerCase().startsWith(`${folder.toLowerCase()}${win32.sep}`)) {
			return `%${name}%${path.slice(folder.length).replaceAll("%", "%%")}`;
		}
	}
	return path.replaceAll("%", "%%");
}

/** Whole or not at all: another shell may be about to run it. */
async function put(file: string, text: string, mode: number): Promise<void> {
	if ((await readFile(file, "utf8").catch(() => undefined)) === text) {
		await chmod(file, mode);
		return;
	}
	await replaceWhole(file, text, mode);
}
