import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { commandLine } from "../../core/text/shellQuote.ts";
import type { StartupFiles } from "../../delivery/ownShell.ts";
import { extensionFile } from "../extensionFile.ts";

/** VS Code's scripts by the names of zsh's startup files that they stand for; the last one is read by our own. */
const zshScripts = {
	".zprofile": "shellIntegration-profile.zsh",
	".zshenv": "shellIntegration-env.zsh",
	".zlogin": "shellIntegration-login.zsh",
	"integration.zsh": "shellIntegration-rc.zsh",
} as const;

/**
 * The startup files of shells that have a session of their own. They read the person's, with VS Code's shell
 * integration as far as it is where it is known to be and not turned off: a shell that is started by another program
 * is not integrated by VS Code itself.
 * @param storage the extension's own folder, where zsh finds its files under the names that it looks for
 */
export function startupFiles(storage: string): StartupFiles {
	const isOn = vscode.workspace
		.getConfiguration("terminal.integrated")
		.get<boolean>("shellIntegration.enabled", true);
	const scripts = join(vscode.env.appRoot, "out/vs/workbench/contrib/terminal/common/scripts");
	const integration = join(scripts, "shellIntegration-bash.sh");
	return {
		bash: {
			file: extensionFile("media", "bin", "startup.bash"),
			...(isOn && existsSync(integration) ? { integration } : {}),
		},
		...(isOn && process.platform !== "win32" ? zshFiles(scripts, join(storage, "zsh")) : {}),
	};
}

function zshFiles(scripts: string, folder: string): Pick<StartupFiles, "zsh"> {
	const own = [join(folder, "integration.zsh"), extensionFile("media", "bin", "own.sh")];
	const [readIntegration, putRight] = own.map((file) => commandLine([".", file], "posix"));
	if (readIntegration === undefined || putRight === undefined) {
		return {};
	}
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		for (const [name, script] of Object.entries(zshScripts)) {
			copyFileSync(join(scripts, script), join(folder, name));
		}
		writeFileSync(join(folder, ".zshrc"), `${readIntegration}\nunset AWS_SESSIONS_OWN_AGAIN\n${putRight}\n`);
	} catch {
		// Without them the shell is a plain one, whose variables are right unless its startup files say otherwise.
		return {};
	}
	return { zsh: { folder, replaces: process.env["ZDOTDIR"] ?? homedir() } };
}
