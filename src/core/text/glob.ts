/**
 * Whether a text matches a pattern in which `*` stands for any text and `?` for one character. In any case of letters.
 * Takes time in proportion to both lengths multiplied: patterns come from settings, of workspaces too.
 */
export function matchesGlob(text: string, pattern: string): boolean {
	const characters = [...text.toLowerCase()];
	const parts = [...pattern.toLowerCase()];
	let at = 0;
	let part = 0;
	/** Where the last star stands, and how far the text went with it; it takes one character more at each failure. */
	let star = -1;
	let starAt = 0;
	while (at < characters.length) {
		if (parts[part] === "*") {
			star = part++;
			starAt = at;
		} else if (part < parts.length && (parts[part] === "?" || parts[part] === characters[at])) {
			part++;
			at++;
		} else if (star >= 0) {
			part = star + 1;
			at = ++starAt;
		} else {
			return false;
		}
	}
	return parts.slice(part).every((rest) => rest === "*");
}

/** Whether a text matches one of the patterns; entries of a setting that are no text are passed over. */
export function matchesAny(text: string, patterns: readonly unknown[]): boolean {
	return patterns.some((pattern) => typeof pattern === "string" && matchesGlob(text, pattern));
}
