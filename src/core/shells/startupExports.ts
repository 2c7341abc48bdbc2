/** What stands in a startup file of a shell. */
export interface StartupExport {
	readonly variable: string;
	/** From 0. */
	readonly line: number;
}

/**
 * The variables among these that a startup file of bash, zsh or fish gives to whatever the shell starts, each with the
 * last line that does. Only lines that are not indented count: others may belong to a function, or hold on a condition.
 */
export function startupExports(text: string, variables: readonly string[]): readonly StartupExport[] {
	const found = new Map<string, number>();
	for (const [line, content] of text.split(/\r?\n/).entries()) {
		for (const variable of variables) {
			if (isExport(content, variable)) {
				found.set(variable, line);
			} else if (isRemoval(content, variable)) {
				found.delete(variable);
			}
		}
	}
	return [...found].map(([variable, line]) => ({ variable, line }));
}

function isExport(line: string, variable: string): boolean {
	const [, posix = ""] = /^(?:export|(?:declare|typeset)(?:\s+-\w+)*\s+-\w*x\w*)\s+([^#]*)/.exec(line) ?? [];
	if (posix !== "" && !/^-\w*n/.test(posix)) {
		return posix.split(/[\s;&|]+/).some((word) => word === variable || word.startsWith(`${variable}=`));
	}
	const { options, name } = fishSet(line);
	return name === variable && options.some((option) => /^(-[a-zA-Z]*x[a-zA-Z]*|--export)$/.test(option));
}

function isRemoval(line: string, variable: string): boolean {
	if (/^unset\s/.test(line)) {
		return line.split(/[\s;&|]+/).includes(variable);
	}
	const { options, name } = fishSet(line);
	return name === variable && options.some((option) => /^(-[a-zA-Z]*e[a-zA-Z]*|--erase)$/.test(option));
}

function fishSet(line: string): { readonly options: readonly string[]; readonly name: string | undefined } {
	const [command, ...words] = line.split(/[\s;]+/);
	const count = words.findIndex((word) => !word.startsWith("-"));
	return command === "set" && count >= 0
		? { options: words.slice(0, count), name: words[count] }
		: { options: [], name: undefined };
}
