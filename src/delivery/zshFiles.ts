import { commandLine } from "../core/text/shellQuote.ts";

/**
 * The files that stand for zsh's own startup files, by the names that zsh looks for.
 * @param bin the folder of the extension's script that they read
 * @returns undefined when its path can't be written
 */
export function zshFiles(bin: string): ReadonlyMap<string, string> | undefined {
	const path = commandLine([bin], "posix");
	return path === undefined
		? undefined
		: new Map(
				[".zshenv", ".zprofile", ".zshrc", ".zlogin"].map((name) => [
					name,
					`AWS_SESSIONS_FILE=${name}\nAWS_SESSIONS_BIN=${path}\n. "$AWS_SESSIONS_BIN/startup.zsh"\n`,
				]),
			);
}
