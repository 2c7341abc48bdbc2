import * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";

type TerminalSetting = Readonly<Record<string, string | null>>;

/** The name of VS Code's setting for the variables of this platform's terminals. */
export const terminalEnvironmentSetting = `terminal.integrated.env.${
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

/** Takes variables out of every new terminal: `null` in VS Code's setting unsets an inherited one. */
export async function unsetInTerminals(variables: readonly string[]): Promise<void> {
	const configuration = vscode.workspace.getConfiguration();
	const current = configuration.inspect<TerminalSetting>(terminalEnvironmentSetting)?.globalValue ?? {};
	await configuration.update(
		terminalEnvironmentSetting,
		{ ...current, ...Object.fromEntries(variables.map((variable) => [variable, null])) },
		vscode.ConfigurationTarget.Global,
	);
}
