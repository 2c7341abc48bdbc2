import type { Place, Problem } from "./place.ts";

/** One `key = value` of a section or of a nested block, continuation lines joined with `\n`. */
export interface Property {
	/** Lower-cased: keys are case-insensitive. */
	readonly key: string;
	readonly value: string;
	/** Of the key. */
	readonly place: Place;
	readonly valuePlace: Place;
	/** The properties of an indented block under an empty value (`s3 =` and the like). */
	readonly nested: readonly Property[];
}

/** One `[header]` with what stands under it. Sections are kept in the file's order, equal ones apart. */
export interface LexedSection {
	/** What stands between the brackets, trimmed. */
	readonly header: string;
	readonly place: Place;
	readonly properties: readonly Property[];
}

export interface LexedFile {
	readonly sections: readonly LexedSection[];
	readonly problems: readonly Problem[];
}

interface OpenProperty {
	key: string;
	value: string;
	place: Place;
	valuePlace: Place;
	nested: Property[];
	/** An empty value followed by indented lines is a block; anything else continues the value. */
	readonly isBlock: boolean;
}

const byteOrderMark = "\uFEFF";
const propertyName = /^[\w-]+$/;

/**
 * Reads the text of an AWS config or credentials file. Never throws: a broken line becomes a problem at
 * its place, and reading goes on with the next. No message repeats the text, as it may hold a secret. Follows AWS's cross-SDK parser specification; one thing it
 * leaves open is decided as the AWS CLI does: an indented line that holds only a comment is a comment.
 */
export function lexConfig(text: string, file: string): LexedFile {
	const sections: LexedSection[] = [];
	const problems: Problem[] = [];
	let properties: OpenProperty[] | undefined;
	let property: OpenProperty | undefined;
	/** After a broken or unusable line, what is indented under it belongs to nothing. */
	let skipIndented = false;
	/** After a broken header, properties up to the next header belong to nothing. */
	let inBrokenSection = false;

	const lines = (text.startsWith(byteOrderMark) ? text.slice(1) : text).split("\n");
	const shift = text.startsWith(byteOrderMark) ? 1 : 0;

	for (const [lineNumber, rawLine] of lines.entries()) {
		const line = rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine;
		const offset = lineNumber === 0 ? shift : 0;
		const at = (column: number, length: number): Place => ({
			file,
			line: lineNumber,
			column: column + offset,
			length,
		});
		const trimmed = line.trim();
		const start = line.length - line.trimStart().length;
		const problem = (message: string, severity: Problem["severity"] = "error"): void => {
			problems.push({ severity, message, place: at(start, trimmed.length) });
		};

		if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) {
			continue;
		}
		if (line.startsWith("[")) {
			property = undefined;
			skipIndented = false;
			const end = line.indexOf("]");
			inBrokenSection = end < 0;
			if (end < 0) {
				problem("Profile definition must end with ']'");
				properties = undefined;
				continue;
			}
			const header = line.slice(1, end).trim();
			properties = [];
			sections.push({ header, place: at(0, end + 1), properties });
			const rest = line.slice(end + 1).trim();
			if (rest !== "" && !rest.startsWith("#") && !rest.startsWith(";")) {
				problem("Only a comment may follow ']'", "warning");
			}
			continue;
		}
		if (inBrokenSection) {
			continue;
		}
		if (properties === undefined) {
			problem("Expected a profile definition such as [profile name]");
			inBrokenSection = true;
			continue;
		}
		if (start > 0) {
			if (skipIndented) {
				continue;
			}
			if (property === undefined) {
				problem("Expected a property definition, found continuation");
			} else if (property.isBlock) {
				const nested = lexProperty(line, at, true);
				if (typeof nested === "string") {
					problem(nested);
				} else {
					property.nested.push(nested);
					property.value += `\n${trimmed}`;
				}
			} else {
				property.value += `\n${trimmed}`;
			}
			continue;
		}
		const lexed = lexProperty(line, at, false);
		if (typeof lexed === "string") {
			problem(lexed);
			property = undefined;
			skipIndented = true;
		} else if (!propertyName.test(lexed.key)) {
			problem("This is not a valid property name, so the line is ignored", "warning");
			property = undefined;
			skipIndented = true;
		} else {
			skipIndented = false;
			property = { ...lexed, nested: [], isBlock: lexed.value === "" };
			properties.push(property);
		}
	}
	return { sections, problems };
}

/** The property on a line, or what is wrong with the line. */
function lexProperty(
	line: string,
	at: (column: number, length: number) => Place,
	isNested: boolean,
): Property | string {
	const code = isNested ? line : withoutComment(line);
	const equals = code.indexOf("=");
	if (equals < 0) {
		return `Expected an '=' sign defining a ${isNested ? "sub-property" : "property"}`;
	}
	const rawKey = code.slice(0, equals);
	const key = rawKey.trim();
	if (key === "") {
		return `${isNested ? "Sub-property" : "Property"} did not have a name`;
	}
	const rawValue = code.slice(equals + 1);
	const value = rawValue.trim();
	const valueColumn = equals + 1 + (value === "" ? 0 : rawValue.length - rawValue.trimStart().length);
	return {
		key: key.toLowerCase(),
		value,
		place: at(rawKey.length - rawKey.trimStart().length, key.length),
		valuePlace: at(valueColumn, value.length),
		nested: [],
	};
}

/** A comment starts at `#` or `;` after white space: `value # c` loses it, `value#c` is all value. */
function withoutComment(line: string): string {
	const match = /\s[#;]/.exec(line);
	return match === null ? line : line.slice(0, match.index);
}
