/** A file that runs a program with other variables: `<file> <program> [<argument>…]`. */
export interface LauncherScript {
	readonly text: string;
	readonly extension: "" | ".cmd";
}

/**
 * A script that runs a program with variables in place of those that are there. What it is run by can neither change
 * them, nor sees them in a process's arguments.
 * @param variables `null` takes one out; values are what an address and a token consist of
 */
export function launcherScript(
	variables: Readonly<Record<string, string | null>>,
	isWindows: boolean,
): LauncherScript {
	const entries = Object.entries(variables);
	if (isWindows) {
		const lines = entries.map(([name, value]) => `@set "${name}=${(value ?? "").replaceAll("%", "%%")}"`);
		return { text: [...lines, "@%*", ""].join("\r\n"), extension: ".cmd" };
	}
	const unset = entries.flatMap(([name, value]) => (value === null ? [name] : []));
	const set = entries.flatMap(([name, value]) =>
		value === null ? [] : [`export ${name}='${value.replaceAll("'", `'\\''`)}'`],
	);
	return {
		text: ["#!/bin/sh", `unset ${unset.join(" ")}`, ...set, 'exec "$@"', ""].join("\n"),
		extension: "",
	};
}
