import { type Section, settingOf } from "../config/sharedConfig.ts";
import type { CommandLineRules } from "../text/commandLine.ts";

/** What the program is called by which other shells get credentials; on Windows with `.cmd` behind it. */
export const helperName = "aws-sessions-credentials";

/** What a `credential_process` asks the program for. */
export interface HelperCall {
	/** The program's path. */
	readonly helper: string;
	readonly profile: string;
}

/** Reads a command that {@link helperCommand} has written, also another editor's; undefined for any other. */
export function helperCall(command: string): HelperCall | undefined {
	const [, , helper, profile] =
		/^(["'])((?:.*[\\/])?aws-sessions-credentials(?:\.cmd)?)\1\s+(\S+)$/.exec(command) ?? [];
	return helper === undefined || profile === undefined ? undefined : { helper, profile };
}

/**
 * The `credential_process` by which a profile gets its credentials from VS Code's windows; undefined when there is no
 * way to write it that everybody reads alike. The AWS CLI and boto split it themselves, other SDKs hand it to `sh` or
 * `cmd.exe`, and some take ` #` for the beginning of a comment.
 * @param helper the program's path
 */
export function helperCommand(helper: string, profile: string, rules: CommandLineRules): string | undefined {
	const hasUnwritable = [...helper].some((character) => character < " " || character === "\x7F");
	if (hasUnwritable || /\s[#;]/.test(helper)) {
		return undefined;
	}
	if (rules === "windows") {
		return /["%]/.test(helper + profile) ? undefined : `"${helper}" ${profile}`;
	}
	// In single quotes a shell reads everything as it is.
	const quote = /["$`\\!]/.test(helper) ? "'" : '"';
	return quote === "'" && helper.includes("'") ? undefined : `${quote}${helper}${quote} ${profile}`;
}

/** Whether the files have a profile get its credentials from VS Code's windows. */
export function isForOtherShells(section: Section): boolean {
	return helperCall(settingOf(section, "credential_process") ?? "")?.profile === section.name;
}
