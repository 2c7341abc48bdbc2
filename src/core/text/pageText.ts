/** Longer values are cut (characters). */
const longest = 300;

/** A row of a page: what it is about, and the lines that say it. */
export type PageRow = readonly [name: string, ...lines: readonly string[]];

/** Rows as a table of two columns, without an indent. Each value stays on its line, whatever is in it. */
export function table(rows: readonly PageRow[]): string[] {
	const width = Math.max(0, ...rows.map(([name]) => oneLine(name).length)) + 2;
	return rows.flatMap(([name, ...lines]) =>
		lines.map((line, index) => `${(index === 0 ? oneLine(name) : "").padEnd(width)}${oneLine(line)}`),
	);
}

/** Lines as comments of JSON. */
export function asComments(lines: readonly string[]): string {
	return lines.map((line) => `// ${oneLine(line)}`.trimEnd()).join("\n");
}

/** A value written out for one line: nothing in it can end the line or turn its direction. */
export function oneLine(value: string): string {
	return printable(value.length > longest ? `${value.slice(0, longest)}…` : value);
}

/** A text, however long, in which nothing can end a line, turn its direction, or command a terminal. */
export function printable(text: string): string {
	return text.replace(
		/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** JSON, formatted; undefined when it can't be. */
export function formatJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value, undefined, 2);
	} catch {
		// Nested too deeply.
		return undefined;
	}
}
