/** The shells that differ in how words are quoted. `posix` stands for bash, zsh, ksh and the like. */
export const shells = ["posix", "fish", "csh", "nu", "powershell", "cmd"] as const;
export type Shell = (typeof shells)[number];

const shellsByName: ReadonlyMap<string, Shell> = new Map([
	...["sh", "bash", "zsh", "dash", "ash", "ksh", "mksh", "gitbash"].map((name) => [name, "posix"] as const),
	["fish", "fish"],
	["csh", "csh"],
	["tcsh", "csh"],
	["nu", "nu"],
	["pwsh", "powershell"],
	["pwsh-preview", "powershell"],
	["powershell", "powershell"],
	["cmd", "cmd"],
]);

/**
 * Which shell a name or a path means; `wsl` for a Linux inside of Windows; undefined for what is no shell that is
 * known.
 */
export function shellOf(nameOrPath: string): Shell | "wsl" | undefined {
	const path = nameOrPath.toLowerCase().replaceAll("\\", "/");
	const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.exe$/, "");
	// The bash that Windows brings along starts WSL's.
	return name === "wsl" || path.endsWith("/system32/bash.exe") ? "wsl" : shellsByName.get(name);
}

/**
 * The line that, typed into a shell, starts a program with exactly these arguments; undefined when there is no safe
 * way to write it. In `powershell` on Windows and in `cmd` the program has to be a batch file, `isBatch`.
 */
export function commandLine(words: readonly string[], shell: Shell, isBatch = false): string | undefined {
	// A terminal takes these for keys that are pressed.
	if (
		words.some((word) => hasControlCharacter(word)) ||
		(isBatch && words.some((word) => /"|\\$/.test(word)))
	) {
		return undefined;
	}
	const [program = "", ...args] = words;
	switch (shell) {
		case "cmd":
			return words.map(batchWord).join(" ");
		case "powershell":
			return ["&", powershellWord(program), ...args.map(isBatch ? powershellBatchWord : powershellWord)].join(
				" ",
			);
		case "nu":
			return [`^${nuWord(program)}`, ...args.map(nuWord)].join(" ");
		case "fish":
			return words.map((word) => bare(word) ?? quoted(word, "fish")).join(" ");
		case "csh":
			return words.map((word) => bare(word) ?? quoted(word, "posix").replaceAll("!", "\\!")).join(" ");
		case "posix":
			return words.map((word) => bare(word) ?? quoted(word, "posix")).join(" ");
	}
}

/** The line that takes a variable out of a shell's environment. */
export function unsetLine(variable: string, shell: Shell): string {
	switch (shell) {
		case "cmd":
			return `set ${variable}=`;
		case "powershell":
			return `Remove-Item Env:${variable}`;
		case "nu":
			return `hide-env ${variable}`;
		case "fish":
			return `set -e ${variable}`;
		case "csh":
			return `unsetenv ${variable}`;
		case "posix":
			return `unset ${variable}`;
	}
}

function hasControlCharacter(text: string): boolean {
	return [...text].some((character) => character < " " || character === "\x7F");
}

/** A word that means itself everywhere, as it is. */
function bare(word: string): string | undefined {
	return /^[\w./+][\w./+-]*$/.test(word) ? word : undefined;
}

/** A text in quotes, as a script of the shell reads it back whatever is in it, NUL excepted. */
export function quoted(text: string, shell: "posix" | "fish" | "powershell"): string {
	switch (shell) {
		case "posix":
			return `'${text.replaceAll("'", "'\\''")}'`;
		case "fish":
			return `'${text.replace(/[\\']/g, "\\$&")}'`;
		case "powershell":
			// Typographic quotation marks end a text too.
			return `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
	}
}

function powershellWord(word: string): string {
	return bare(word) ?? quoted(word, "powershell");
}

/** PowerShell puts only what has blanks into quotes, and a batch file's `&` would then begin another command. */
function powershellBatchWord(word: string): string {
	return bare(word) ?? `'${batchWord(word).replace(/['‘’‚‛]/g, "$&$&")}'`;
}

function batchWord(word: string): string {
	// `%cd:~,%` is a variable's substring of length 0: it takes the place where another name could begin.
	return `"${word.replaceAll("%", "%%cd:~,%")}"`;
}

function nuWord(word: string): string {
	return bare(word) ?? (word.includes("'") ? `"${word.replace(/[\\"]/g, "\\$&")}"` : `'${word}'`);
}
