import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { LaunchConfiguration } from "../../core/launch/debugTypes.ts";
import { variablesOfFile } from "../../core/launch/launchEnvironment.ts";
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
	const files = (Array.isArray(envFile) ? envFile : [envFile]).filter((file) => typeof file === "string");
	const read = await Promise.all(
		files.map(async (file) => variablesOfFile(await readFile(file, "utf8").catch(() => ""))),
	);
	return Object.assign({}, ...read) as Readonly<Record<string, string>>;
}
