import { shellOf } from "../text/shellQuote.ts";

/** The ways in which a session's keys can be written down as a text. */
export const textFormats = ["bash", "fish", "powershell", "cmd", "env", "json"] as const;
export type TextFormat = (typeof textFormats)[number];

/** The ways in which a session can be exported; `profile`: as a profile of the credentials file. */
export const exportFormats = [...textFormats, "profile"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Where an exported text goes. */
export const exportTargets = ["clipboard", "file"] as const;
export type ExportTarget = (typeof exportTargets)[number];

/** What people call a format. `bash` stands for zsh, sh and the like too. */
export const formatTitles: Readonly<Record<ExportFormat, string>> = {
	bash: "Bash or Zsh",
	fish: "Fish",
	powershell: "PowerShell",
	cmd: "Command Prompt",
	env: ".env File",
	json: "JSON",
	profile: "Profile in the Credentials File",
};

/** How the file of an exported text ends. */
export const fileEndings: Readonly<Record<TextFormat, string>> = {
	bash: ".sh",
	fish: ".fish",
	powershell: ".ps1",
	cmd: ".cmd",
	env: ".env",
	json: ".json",
};

/**
 * The format that a person most likely wants.
 * @param shell the name or path of the shell that terminals open with
 * @param platform as Node names it
 */
export function likelyFormat(shell: string, platform: string): TextFormat {
	const kind = shellOf(shell);
	switch (kind) {
		case "fish":
		case "powershell":
		case "cmd":
			return kind;
		case undefined:
			return platform === "win32" ? "powershell" : "bash";
		default:
			return "bash";
	}
}
