import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { StartupFiles, ZshFolder } from "../../delivery/ownShell.ts";
import { zshFiles } from "../../delivery/zshFiles.ts";
import { extensionFile } from "../extensionFile.ts";

/**
 * The startup files of shells that have a session of their own. They read the person's, with VS Code's shell
 * integration as far as it is where it is known to be and not turned off.
 * @param storage the extension's own folder, where zsh finds its files under the names that it looks for
 * @param zdotdir the folder in which the person's zsh looks for them, where that is said outside of them
 */
export function startupFiles(storage: string, zdotdir: string | undefined): StartupFiles {
	const isOn = vscode.workspace
		.getConfiguration("terminal.integrated")
		.get<boolean>("shellIntegration.enabled", true);
	const integration = (script: string): string | undefined => {
		const file = join(vscode.env.appRoot, "out/vs/workbench/contrib/terminal/common/scripts", script);
		return isOn && existsSync(file) ? file : undefined;
	};
	const files = (own: string, script: string) => {
		const found = integration(script);
		return {
			file: extensionFile("media", "bin", own),
			...(found === undefined ? {} : { integration: found }),
		};
	};
	const folder = process.platform === "win32" ? undefined : zshFolder(join(storage, "zsh"));
	return {
		bash: files("startup.bash", "shellIntegration-bash.sh"),
		fish: files("own.fish", "shellIntegration.fish"),
		...(folder === undefined ? {} : { zsh: zsh(folder, zdotdir, integration("shellIntegration-rc.zsh")) }),
	};
}

function zsh(folder: string, replaces: string | undefined, integration: string | undefined): ZshFolder {
	return {
		folder,
		replaces,
		...(integration === undefined ? {} : { integration: { file: integration, home: homedir() } }),
	};
}

function zshFolder(folder: string): string | undefined {
	const files = zshFiles(extensionFile("media", "bin"));
	if (files === undefined) {
		return undefined;
	}
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		for (const [name, text] of files) {
			const file = join(folder, name);
			// Written only where it differs: a shell may be reading it.
			if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
				writeFileSync(file, text);
			}
		}
	} catch {
		// Without them the shell is a plain one, whose variables are right unless its startup files say otherwise.
		return undefined;
	}
	return folder;
}
