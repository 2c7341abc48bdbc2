import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { ShellIntegration } from "../../delivery/ownShell.ts";

/** VS Code's scripts by the names of the startup files that they stand for. */
const zshFiles = {
	".zshrc": "shellIntegration-rc.zsh",
	".zprofile": "shellIntegration-profile.zsh",
	".zshenv": "shellIntegration-env.zsh",
	".zlogin": "shellIntegration-login.zsh",
} as const;

/**
 * VS Code's own shell integration, as far as it is where it is known to be, and the person has not turned it off.
 * @param storage the extension's own folder, where zsh finds the scripts under the names it looks for
 */
export function shellIntegration(storage: string): ShellIntegration {
	const isOn = vscode.workspace
		.getConfiguration("terminal.integrated")
		.get<boolean>("shellIntegration.enabled", true);
	const scripts = join(vscode.env.appRoot, "out/vs/workbench/contrib/terminal/common/scripts");
	if (!isOn || process.platform === "win32") {
		return {};
	}
	const bash = join(scripts, "shellIntegration-bash.sh");
	return { ...(existsSync(bash) ? { bash } : {}), ...zshIntegration(scripts, join(storage, "zsh")) };
}

function zshIntegration(scripts: string, folder: string): Pick<ShellIntegration, "zsh"> {
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		for (const [name, script] of Object.entries(zshFiles)) {
			copyFileSync(join(scripts, script), join(folder, name));
		}
	} catch {
		// Without it the shell is a plain one, which works as well.
		return {};
	}
	return { zsh: { folder, replaces: process.env["ZDOTDIR"] ?? homedir() } };
}
