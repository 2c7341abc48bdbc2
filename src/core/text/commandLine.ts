/** Whose quoting rules a command line follows. */
export type CommandLineRules = "posix" | "windows";

const unclosed = "a quotation mark is not closed";

/**
 * Splits a command line of the AWS files into program and arguments as the AWS CLI does, without a shell: no
 * variables, no `~`, no pipes. A text instead says why it can't be split.
 */
export function splitCommandLine(text: string, rules: CommandLineRules): readonly string[] | string {
	return rules === "windows" ? splitWindows(text) : splitPosix(text);
}

/** As Python's `shlex.split`: quotes group, a backslash escapes outside quotes and, before `"` or `\`, in `"`. */
function splitPosix(text: string): readonly string[] | string {
	const words: string[] = [];
	let word: string | undefined;
	let quote = "";
	for (let i = 0; i < text.length; i++) {
		const character = text.charAt(i);
		if (character === "\\" && quote !== "'") {
			const escaped = text.charAt(++i);
			if (escaped === "") {
				return "it ends with a backslash that escapes nothing";
			}
			const isLiteral = quote === '"' && escaped !== '"' && escaped !== "\\";
			word = (word ?? "") + (isLiteral ? "\\" : "") + escaped;
		} else if (quote !== "") {
			if (character === quote) {
				quote = "";
			} else {
				word += character;
			}
		} else if (character === '"' || character === "'") {
			quote = character;
			word ??= "";
		} else if (/[ \t\r\n]/.test(character)) {
			if (word !== undefined) {
				words.push(word);
			}
			word = undefined;
		} else {
			word = (word ?? "") + character;
		}
	}
	if (quote !== "") {
		return unclosed;
	}
	return word === undefined ? words : [...words, word];
}

/**
 * As botocore on Windows, which follows Microsoft's C runtime: `"` groups, and a backslash counts as an escape
 * only in a run that leads up to a `"`.
 */
function splitWindows(text: string): readonly string[] | string {
	const words: string[] = [];
	let word: string | undefined;
	let isQuoted = false;
	for (const [part] of text.matchAll(/\\*"|\\+|[^\\"]/gu)) {
		if (part.endsWith('"')) {
			const backslashes = part.length - 1;
			word = (word ?? "") + "\\".repeat(Math.floor(backslashes / 2));
			if (backslashes % 2 === 1) {
				word += '"';
			} else {
				isQuoted = !isQuoted;
			}
		} else if ((part === " " || part === "\t") && !isQuoted) {
			if (word !== undefined) {
				words.push(word);
			}
			word = undefined;
		} else {
			word = (word ?? "") + part;
		}
	}
	if (isQuoted) {
		return unclosed;
	}
	return word === undefined ? words : [...words, word];
}

/**
 * The argument for `cmd.exe /e:ON /v:OFF /d /s /c` that starts a batch file with exactly these arguments, or
 * undefined when there is no safe way to write one. Everything stands in quotes, and a quote inside is doubled,
 * so that neither cmd.exe nor the batch file's own `%*` ever sees a `&` or `|` outside of them.
 */
export function batchCommandLine(script: string, args: readonly string[]): string | undefined {
	// A batch file's line ends at a line break, whatever stands around it.
	const isSafe = [script, ...args].every((text) => !/[\0\r\n]/.test(text));
	if (!isSafe || script.includes('"') || script.endsWith("\\")) {
		return undefined;
	}
	return `"${[script, ...args].map(quoteForBatch).join(" ")}"`;
}

function quoteForBatch(text: string): string {
	const quoted = text
		.replace(/(\\*)"/g, '$1$1""')
		.replace(/\\+$/, "$&$&")
		// `%cd:~,%` is a variable's substring of length 0: it takes the place where another name could begin.
		.replaceAll("%", "%%cd:~,%");
	return `"${quoted}"`;
}
