import { type LexedSection, lexConfig } from "./configLexer.ts";
import { type FileKind, identify, ignoredDefault, type SectionKind } from "./sharedConfig.ts";

/** A text without some settings of a profile. */
export interface Removal {
	readonly text: string;
	/** The lines (from 0) of the text before that have lost something, from the top. */
	readonly lines: readonly number[];
	/** Whether a section's header has gone too, since nothing was left under it. */
	readonly removesSection: boolean;
}

interface Line {
	readonly text: string;
	/** As it stands there; empty on a last line without one. */
	readonly ending: string;
}

const byteOrderMark = "\uFEFF";

/**
 * Takes the properties of a profile that have one of these keys out of a file's text, wherever it sets them. Every
 * comment stays, also one behind a property, and so does each line that says anything else, byte for byte. A section
 * of the credentials file that is empty then goes too; in the config file its header still says that the profile
 * exists.
 * @param kinds what the file is read as: both, when both variables name it
 * @param emptied in which of them a section that is empty then goes
 */
export function removeSettings(
	text: string,
	kinds: readonly FileKind[],
	profile: string,
	keys: ReadonlySet<string>,
	emptied: readonly FileKind[] = ["credentials"],
): Removal {
	const { mark, lines } = split(text);
	/** What is left of a line. */
	const left = new Map<number, string>();
	let removesSection = false;
	for (const [section, kind] of sectionsOf(text, kinds, profile)) {
		const properties = section.properties.filter(({ key }) => keys.has(key));
		for (const { place } of properties) {
			left.set(place.line, commentBehind(lines[place.line]?.text ?? ""));
			for (const line of continuationOf(place.line, lines)) {
				left.set(line, "");
			}
		}
		const header = section.place.line;
		const behind = (lines[header]?.text ?? "").slice(section.place.length).trim();
		const isEmpty =
			(behind === "" || isFiller(behind)) &&
			bodyOf(header, lines).every((line) => left.has(line) || isFiller(lines[line]?.text ?? ""));
		if (emptied.includes(kind) && properties.length > 0 && isEmpty) {
			left.set(header, behind);
			removesSection = true;
		}
	}
	const kept = lines.map(({ text: whole, ending }, index) => {
		const rest = left.get(index) ?? whole;
		return left.has(index) && rest === "" ? "" : rest + ending;
	});
	return { text: mark + kept.join(""), lines: [...left.keys()].sort((a, b) => a - b), removesSection };
}

/**
 * Adds settings to a profile, or to another kind of section: at the end of its last section in the file, or in a new one at the end of the text. All
 * else stays byte for byte; lines end as their neighbours do. Values are words: without blanks.
 */
export function insertSettings(
	text: string,
	kind: FileKind,
	name: string,
	settings: ReadonlyMap<string, string>,
	sectionKind: SectionKind = "profile",
): string {
	const { mark, lines } = split(text);
	// After `= ` it would be a comment.
	const added = [...settings].map(([key, value]) =>
		/^[#;]/.test(value) ? `${key} =${value}` : `${key} = ${value}`,
	);
	const section = sectionsOf(text, [kind], name, sectionKind).at(-1)?.[0];
	if (section === undefined) {
		const isBare = sectionKind === "profile" && (kind === "credentials" || name === "default");
		const title = isBare ? name : `${sectionKind} ${name}`;
		const isApart = lines.length === 0 || lines.at(-1)?.text.trim() === "";
		return mark + inserted(lines, lines.length, [...(isApart ? [] : [""]), `[${title}]`, ...added]);
	}
	const header = section.place.line;
	const last = bodyOf(header, lines).findLast((line) => !isFiller(lines[line]?.text ?? "")) ?? header;
	return mark + inserted(lines, last + 1, added);
}

function inserted(lines: readonly Line[], at: number, added: readonly string[]): string {
	const before = lines.slice(0, at);
	const after = lines.slice(at);
	const near = before.findLast(({ ending }) => ending !== "") ?? lines.find(({ ending }) => ending !== "");
	const ending = near?.ending ?? "\n";
	const opens = before.length > 0 && before.at(-1)?.ending === "" ? ending : "";
	// A text that has no line ending at its end keeps that, an empty one gets one.
	const closes = after.length > 0 || opens === "" ? ending : "";
	return join(before) + opens + added.join(ending) + closes + join(after);
}

function join(lines: readonly Line[]): string {
	return lines.map(({ text, ending }) => text + ending).join("");
}

/** The lexer's lines. An ending at the end of the text begins none. */
function split(text: string): { mark: string; lines: Line[] } {
	const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
	const lines = text
		.slice(mark.length)
		.split(/(?<=\n)/)
		.filter((line) => line !== "")
		.map((line) => {
			const ending = /\r?\n?$/.exec(line)?.[0] ?? "";
			return { text: line.slice(0, line.length - ending.length), ending };
		});
	return { mark, lines };
}

/** The sections of that name, each once, in the file's order. */
function sectionsOf(
	text: string,
	kinds: readonly FileKind[],
	name: string,
	sectionKind: SectionKind = "profile",
): [LexedSection, FileKind][] {
	const { sections } = lexConfig(text, "");
	return sections.flatMap((section): [LexedSection, FileKind][] => {
		const kind = kinds.find((one) => {
			const identified = identify(section.header, one);
			return (
				typeof identified === "object" &&
				identified.kind === sectionKind &&
				identified.name === name &&
				!ignoredDefault(sections, one)(section)
			);
		});
		return kind === undefined ? [] : [[section, kind]];
	});
}

/** The lines under a header, up to the next. */
function bodyOf(header: number, lines: readonly Line[]): number[] {
	const next = lines.findIndex(({ text }, index) => index > header && text.startsWith("["));
	const end = next < 0 ? lines.length : next;
	return Array.from({ length: end - header - 1 }, (_, index) => header + 1 + index);
}

/** The indented lines that continue a property's value; comments may stand between them. */
function continuationOf(property: number, lines: readonly Line[]): number[] {
	const found: number[] = [];
	for (let line = property + 1; line < lines.length; line++) {
		const text = lines[line]?.text ?? "";
		if (isFiller(text)) {
			continue;
		}
		if (text === text.trimStart()) {
			break;
		}
		found.push(line);
	}
	return found;
}

/** Blank, or a comment. */
function isFiller(text: string): boolean {
	return /^\s*([#;]|$)/.test(text);
}

function commentBehind(property: string): string {
	const comment = property.search(/\s[#;]/);
	return comment < 0 ? "" : property.slice(comment).trim();
}
