import * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";

type TerminalSetting = Readonly<Record<string, string | null>>;

/** The name of VS Code's setting for the variables of this platform's terminals. */
const terminalEnvironmentSetting = `terminal.integrated.env.${
	process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux"
}`;

/** The variables a new terminal begins with: the window's own, changed by VS Code's setting for terminals. */
export function terminalEnvironment(inherited: Environment): Environment {
	const changes = vscode.workspace.getConfiguration().get<TerminalSetting>(terminalEnvironmentSetting, {});
	const environment: Record<string, string | undefined> = { ...inherited };
	for (const [variable, value] of Object.entries(changes)) {
		environment[variable] = value ?? undefined;
	}
	return environment;
}

/** What `unsetInTerminals` changes for these variables, in words. */
export function settingWith(variables: readonly string[]): string {
	const { own, workspace } = byOwner(variables);
	const whose = [own.length > 0 ? "your" : "", workspace.length > 0 ? "the workspace's" : ""];
	return `${whose.filter(Boolean).join(" and ")} setting ${terminalEnvironmentSetting}`;
}

/**
 * Takes variables out of every new terminal: `null` in VS Code's setting unsets an inherited one. It has to stand where
 * the last word is: in the workspace's, for those that the workspace sets.
 */
export async function unsetInTerminals(variables: readonly string[]): Promise<void> {
	const configuration = vscode.workspace.getConfiguration();
	const { globalValue, workspaceValue } = inspected();
	const { own, workspace } = byOwner(variables);
	const unset = async (
		names: readonly string[],
		current: TerminalSetting | undefined,
		target: vscode.ConfigurationTarget,
	): Promise<void> => {
		if (names.length > 0) {
			const changed = { ...current, ...Object.fromEntries(names.map((name) => [name, null])) };
			await configuration.update(terminalEnvironmentSetting, changed, target);
		}
	};
	await unset(own, globalValue, vscode.ConfigurationTarget.Global);
	await unset(workspace, workspaceValue, vscode.ConfigurationTarget.Workspace);
}

/** Variables by who sets them last: the workspace, or else the person. */
function byOwner(variables: readonly string[]): {
	readonly own: readonly string[];
	readonly workspace: readonly string[];
} {
	const { workspaceValue } = inspected();
	const isWorkspaces = (name: string): boolean =>
		workspaceValue?.[name] !== undefined && workspaceValue[name] !== null;
	return {
		own: variables.filter((name) => !isWorkspaces(name)),
		workspace: variables.filter(isWorkspaces),
	};
}

function inspected(): {
	readonly globalValue?: TerminalSetting | undefined;
	readonly workspaceValue?: TerminalSetting | undefined;
} {
	return vscode.workspace.getConfiguration().inspect<TerminalSetting>(terminalEnvironmentSetting) ?? {};
}
