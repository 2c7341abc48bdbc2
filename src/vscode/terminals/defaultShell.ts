import * as vscode from "vscode";

/** The person's own shell and how it is started. */
export interface DefaultShell {
	readonly shell: string;
	readonly args: readonly string[];
}

const os = process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux";

/** The shell of VS Code's default terminal profile. */
export function defaultShell(): DefaultShell {
	const configuration = vscode.workspace.getConfiguration("terminal.integrated");
	const profiles = configuration.get<Readonly<Record<string, { args?: unknown } | null>>>(
		`profiles.${os}`,
		{},
	);
	const name = configuration.get<string | null>(`defaultProfile.${os}`, null);
	const args = name === null ? undefined : profiles[name]?.args;
	// As VS Code does where nothing is said: shells on macOS are login shells.
	const otherwise = os === "osx" ? ["-l"] : [];
	return {
		shell: vscode.env.shell,
		args: Array.isArray(args) ? args.filter((arg) => typeof arg === "string") : otherwise,
	};
}
