import * as vscode from "vscode";

/** A terminal profile as VS Code's settings have it. */
interface TerminalProfile {
	readonly args?: unknown;
	readonly env?: Readonly<Record<string, string | null>>;
}

/** The person's own shell and how it is started. */
export interface DefaultShell {
	readonly shell: string;
	readonly args: readonly string[];
	/** Variables that its profile adds, `null` for one that it takes out. */
	readonly env: Readonly<Record<string, string | null>>;
}

const os = process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux";

/** The shell of VS Code's default terminal profile. */
export function defaultShell(): DefaultShell {
	const configuration = vscode.workspace.getConfiguration("terminal.integrated");
	const profiles = configuration.get<Readonly<Record<string, TerminalProfile | null>>>(`profiles.${os}`, {});
	const name = configuration.get<string | null>(`defaultProfile.${os}`, null);
	const { args, env = {} } = (name === null ? undefined : profiles[name]) ?? {};
	// As VS Code does where nothing is said: shells on macOS are login shells.
	const otherwise = os === "osx" ? ["-l"] : [];
	return {
		shell: vscode.env.shell,
		args: Array.isArray(args) ? args.filter((arg) => typeof arg === "string") : otherwise,
		// VS Code fills in the `${…}` of profiles, but not of what an extension starts.
		env: Object.fromEntries(
			Object.entries(env).filter(
				([, value]) => value === null || (typeof value === "string" && !value.includes("${")),
			),
		),
	};
}
