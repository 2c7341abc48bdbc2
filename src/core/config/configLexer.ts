import type { Place, Problem } from "../place.ts";

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

const none: readonly Property[] = [];

/** Keeps where it stands as numbers: most places are never asked for, and a large file has very many. */
class LexedProperty implements Property {
	readonly key: string;
	value: string;
	nested: readonly Property[] = none;
	readonly #file: string;
	readonly #line: number;
	readonly #column: number;
	readonly #length: number;
	readonly #valueColumn: number;
	readonly #valueLength: number;

	constructor(file: string, line: number, key: string, column: number, value: string, valueColumn: number) {
		this.key = key.toLowerCase();
		this.value = value;
		this.#file = file;
		this.#line = line;
		this.#column = column;
		this.#length = key.length;
		this.#valueColumn = valueColumn;
		this.#valueLength = value.length;
	}

	get place(): Place {
		return { file: this.#file, line: this.#line, column: this.#column, length: this.#length };
	}

	get valuePlace(): Place {
		return { file: this.#file, line: this.#line, column: this.#valueColumn, length: this.#valueLength };
	}
}

const byteOrderMark = 0xfeff;
const propertyName = /^[\w-]+$/;
/**
 * Reads the text of an AWS config or credentials file. Never throws: a broken line becomes a problem at its
 * place, and reading goes on with the next. No message repeats the text, as it may hold a secret. Follows AWS's
 * cross-SDK parser specification; one thing it leaves open is decided as the AWS CLI does: an indented line
 * that holds only a comment is a comment.
 */
export function lexConfig(text: string, file: string): LexedFile {
	const lexer = new Lexer(file);
	const start = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
	let lineStart = start;
	for (let line = 0; lineStart <= text.length; line++) {
		const lineFeed = text.indexOf("\n", lineStart);
		const lineEnd = lineFeed < 0 ? text.length : lineFeed;
		const end = text[lineEnd - 1] === "\r" && lineEnd > lineStart ? lineEnd - 1 : lineEnd;
		lexer.read(text.slice(lineStart, end), line, line === 0 ? start : 0);
		lineStart = lineEnd + 1;
	}
	return lexer;
}

class Lexer implements LexedFile {
	readonly sections: LexedSection[] = [];
	readonly problems: Problem[] = [];
	readonly #file: string;
	#properties: Property[] | undefined;
	#property: LexedProperty | undefined;
	/** The properties under the open one, when its value is empty; else indented lines continue its value. */
	#block: Property[] | undefined;
	/** After a broken or unusable line, what is indented under it belongs to nothing. */
	#skipIndented = false;
	/** After a broken header, properties up to the next header belong to nothing. */
	#inBrokenSection = false;
	#line = 0;
	/** What the line's columns are off by: the byte order mark. */
	#offset = 0;

	constructor(file: string) {
		this.#file = file;
	}

	read(text: string, line: number, offset: number): void {
		const trimmed = text.trim();
		const first = trimmed[0];
		if (first === undefined || first === "#" || first === ";") {
			return;
		}
		this.#line = line;
		this.#offset = offset;
		if (text[0] === "[") {
			this.#readHeader(text);
		} else if (this.#inBrokenSection) {
			return;
		} else if (this.#properties === undefined) {
			this.#problem(text, trimmed, "Expected a profile definition such as [profile name]");
			this.#inBrokenSection = true;
		} else if (text[0] === first) {
			this.#readProperty(text, trimmed, this.#properties);
		} else if (!this.#skipIndented) {
			this.#readIndented(text, trimmed);
		}
	}

	#readHeader(text: string): void {
		const end = text.indexOf("]");
		this.#property = undefined;
		this.#skipIndented = false;
		this.#inBrokenSection = end < 0;
		if (end < 0) {
			this.#properties = undefined;
			this.#problem(text, text.trim(), "Profile definition must end with ']'");
			return;
		}
		this.#properties = [];
		this.sections.push({
			header: text.slice(1, end).trim(),
			place: this.#at(0, end + 1),
			properties: this.#properties,
		});
		if (!/^\s*([#;]|$)/.test(text.slice(end + 1))) {
			this.#problem(text, text.trim(), "Only a comment may follow ']'", "warning");
		}
	}

	#readProperty(text: string, trimmed: string, properties: Property[]): void {
		const comment = text.search(/\s[#;]/);
		const property = this.#parse(comment < 0 ? text : text.slice(0, comment), false);
		this.#skipIndented = typeof property === "string" || !propertyName.test(property.key);
		if (typeof property === "string") {
			this.#property = undefined;
			this.#problem(text, trimmed, property);
		} else if (this.#skipIndented) {
			this.#property = undefined;
			this.#problem(text, trimmed, "This is not a valid property name, so the line is ignored", "warning");
		} else {
			this.#property = property;
			this.#block = property.value === "" ? [] : undefined;
			properties.push(property);
		}
	}

	#readIndented(text: string, trimmed: string): void {
		const open = this.#property;
		if (open === undefined) {
			this.#problem(text, trimmed, "Expected a property definition, found continuation");
			return;
		}
		if (this.#block !== undefined) {
			const nested = this.#parse(text, true);
			if (typeof nested === "string") {
				this.#problem(text, trimmed, nested);
				return;
			}
			this.#block.push(nested);
			open.nested = this.#block;
		}
		open.value += `\n${trimmed}`;
	}

	/** The property on a line, or what is wrong with the line. */
	#parse(code: string, isNested: boolean): LexedProperty | string {
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
		const column = rawKey.indexOf(key) + this.#offset;
		const valueColumn = equals + 1 + rawValue.indexOf(value) + this.#offset;
		return new LexedProperty(this.#file, this.#line, key, column, value, valueColumn);
	}

	#problem(text: string, trimmed: string, message: string, severity: Problem["severity"] = "error"): void {
		this.problems.push({ severity, message, place: this.#at(text.indexOf(trimmed), trimmed.length) });
	}

	#at(column: number, length: number): Place {
		return { file: this.#file, line: this.#line, column: column + this.#offset, length };
	}
}
