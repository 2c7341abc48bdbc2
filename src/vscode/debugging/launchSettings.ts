import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { LaunchConfiguration } from "../../core/launch/debugTypes.ts";
import { variablesOfFile } from "../../core/launch/launchEnvironment.ts";
import { filledIn } from "../../core/launch/launchPaths.ts";
import { profileOfLaunch } from "../../core/launch/launchProfiles.ts";

/** The profile that the settings name for a launch. */
export function launchProfile(
	folder: vscode.WorkspaceFolder | undefined,
	{ name }: LaunchConfiguration,
): string | undefined {
	const setting = vscode.workspace.getConfiguration("awsSessions", folder).get<unknown>("launchProfiles");
	const compounds = vscode.workspace.getConfiguration("launch", folder).get<unknown>("compounds");
	return typeof name === "string" ? profileOfLaunch(name, setting, compounds) : undefined;
}

/** The variables of AWS in the files that a launch configuration names; a file that can't be read has none. */
export async function fileVariables({
	envFile,
}: LaunchConfiguration): Promise<Readonly<Record<string, string>>> {
	const read = await Promise.all(
		textsOf(envFile).map(async (file) => variablesOfFile(await readFile(file, "utf8").catch(() => ""))),
	);
	return Object.assign({}, ...read) as Readonly<Record<string, string>>;
}

/** A launch configuration whose files are named as VS Code is going to name them, before it fills variables in. */
export function withFilesFilledIn(
	configuration: LaunchConfiguration,
	folder: vscode.WorkspaceFolder | undefined,
): LaunchConfiguration {
	const folders = vscode.workspace.workspaceFolders ?? [];
	const own = folder ?? (folders.length === 1 ? folders[0] : undefined);
	const values = {
		folder: own?.uri.fsPath,
		folders: new Map(folders.map(({ name, uri }) => [name, uri.fsPath])),
		home: homedir(),
		variable: (name: string) => process.env[name],
	};
	const envFile = textsOf(configuration["envFile"]).map((file) => filledIn(file, values));
	return envFile.length === 0 ? configuration : { ...configuration, envFile };
}

function textsOf(value: unknown): readonly string[] {
	return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === "string");
}
