import type { Place } from "../place.ts";
import { type LexedFile, type LexedSection, lexConfig, type Property } from "./configLexer.ts";
import { type FileKind, identify, type SectionKind } from "./sharedConfig.ts";

/** What stands at a position of a file. */
export type Found =
	| { readonly part: "header"; readonly section: LexedSection; readonly place: Place }
	| {
			readonly part: "key" | "value";
			readonly section: LexedSection;
			readonly property: Property;
			/** The key whose block the property stands in. */
			readonly parent?: string;
			readonly place: Place;
	  };

/** What can be completed at a position; columns of the stretch that a completion replaces. */
export type CompletionPoint = { readonly start: number; readonly end: number } & (
	| { readonly part: "header" }
	| {
			readonly part: "key";
			readonly section: SectionKind;
			readonly parent?: string;
			/** Lower-cased keys that stand in the section, or in the block, already. */
			readonly present: ReadonlySet<string>;
			/** Whether an equals sign follows. */
			readonly hasEquals: boolean;
	  }
	| {
			readonly part: "value";
			readonly section: SectionKind;
			/** The section's name. */
			readonly name: string;
			readonly parent?: string;
			/** Lower-cased. */
			readonly key: string;
	  }
);

/** What stands at a position, counted from 0. */
export function findAt({ sections }: LexedFile, line: number, column: number): Found | undefined {
	const holds = ({ line: at, column: start, length }: Place): boolean =>
		at === line && column >= start && column <= start + length;
	const section = sections.findLast(({ place }) => place.line <= line);
	if (section === undefined) {
		return undefined;
	}
	if (holds(section.place)) {
		return { part: "header", section, place: section.place };
	}
	for (const property of section.properties) {
		for (const one of [property, ...property.nested]) {
			const part = holds(one.place) ? "key" : holds(one.valuePlace) ? "value" : undefined;
			if (part !== undefined) {
				return {
					part,
					section,
					property: one,
					place: part === "key" ? one.place : one.valuePlace,
					...(one === property ? {} : { parent: property.key }),
				};
			}
		}
	}
	return undefined;
}

const propertyLine = /^[ \t]*([\w-]+)[ \t]*=[ \t]*/;
const placeholder = "aws-sessions-placeholder";

/** What can be completed at a position. The line need not lex yet. */
export function completionPoint(
	lines: readonly string[],
	file: FileKind,
	line: number,
	column: number,
): CompletionPoint | undefined {
	const text = lines[line]?.replace(/\r$/, "");
	if (text === undefined) {
		return undefined;
	}
	if (text.startsWith("[")) {
		const close = text.indexOf("]");
		const end = close < 0 ? text.length : close + 1;
		return column > 0 && column <= Math.max(end - 1, 1) ? { part: "header", start: 0, end } : undefined;
	}
	const indent = /^[ \t]*/.exec(text)?.[0] ?? "";
	// The lexer says where a property on this line would belong.
	const lexed = lexConfig(lines.with(line, `${indent}${placeholder} =`).join("\n"), "");
	const found = findAt(lexed, line, indent.length);
	const identified = found && identify(found.section.header, file);
	const code = indent === "" ? text.replace(/\s[#;].*/, "") : text;
	if (
		found?.part !== "key" ||
		typeof identified !== "object" ||
		/^\s*[#;]/.test(text) ||
		column > code.length + 1
	) {
		return undefined;
	}
	const { section, parent } = found;
	const within = { section: identified.kind, ...(parent === undefined ? {} : { parent }) };
	const property = propertyLine.exec(text);
	if (property !== null && column > text.indexOf("=")) {
		const start = Math.min(property[0].length, column);
		const end = Math.max(code.trimEnd().length, start);
		const key = property[1]?.toLowerCase() ?? "";
		return column > end ? undefined : { part: "value", ...within, name: identified.name, key, start, end };
	}
	const after = text.slice(column);
	const siblings =
		parent === undefined
			? section.properties
			: (section.properties.find(({ nested }) => nested.includes(found.property))?.nested ?? []);
	return /^\s*[\w-]*$/.test(text.slice(0, column))
		? {
				part: "key",
				...within,
				present: new Set(siblings.map(({ key }) => key)),
				hasEquals: /^[\w-]*[ \t]*=/.test(after),
				start: Math.min(indent.length, column),
				end: column + (/^[\w-]*/.exec(after)?.[0].length ?? 0),
			}
		: undefined;
}
