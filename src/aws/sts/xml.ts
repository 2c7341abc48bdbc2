import { XMLParser } from "fast-xml-parser";

/** An element of a document read by {@link parseStrictXml}. */
export interface XmlElement {
	/** The URI that its prefix stands for; empty without one. */
	readonly namespace: string;
	/** Without its prefix. */
	readonly name: string;
	/** Those without a prefix. */
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	/** What stands directly in it, with references undone, without blanks around it. */
	readonly text: string;
}

/** An element as the parser gives it: its name with its children, a text, and its attributes. */
type ParsedElement = Readonly<Record<string, unknown>>;

const shared = {
	// Account 012345678901 is no number.
	parseTagValue: false,
	processEntities: true,
	// The option under which references by number (&#39;) are read too.
	htmlEntities: true,
	ignoreDeclaration: true,
	jPath: false,
};
const treeParser = new XMLParser({
	...shared,
	ignoreAttributes: true,
	removeNSPrefix: true,
	trimValues: true,
	ignorePiTags: true,
});
const orderedParser = new XMLParser({
	...shared,
	ignoreAttributes: false,
	attributeNamePrefix: "",
	preserveOrder: true,
	trimValues: false,
});

/** Elements within elements. A SAML response has about ten. */
const maxDepth = 40;
const attributesKey = ":@";
const textKey = "#text";
const xmlNamespace = "http://www.w3.org/XML/1998/namespace";

/** A tag, with what is in quotes skipped. It has no `<` in it, or it is not well-formed. */
const tag = /<(\/?)[^\s<>"'/!?][^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>/g;
const declaration = /^<\?xml(\s[^<>?]*)\?>/;
const reference = /&(?:(?:amp|lt|gt|quot|apos);|#(\d{1,7});|#x([\da-fA-F]{1,6});)?/g;

function hasDocumentType(text: string): boolean {
	return /<!DOCTYPE|<!ENTITY/i.test(text);
}

/** A tag as above or an instruction, from where it is looked for. */
const tagOrInstruction = new RegExp(
	`${tag.source}|<\\?[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*\\?>`,
	"y",
);
const skipped = [
	{ start: "<!--", end: "-->" },
	{ start: "<![CDATA[", end: "]]>" },
] as const;

/**
 * What there is of markup that is neither tags, instructions, comments nor CDATA sections: a declaration, for what
 * begins like one, or something broken; undefined when there is nothing. What a CDATA section says counts for text.
 */
export function oddMarkup(text: string): "declaration" | "broken" | undefined {
	for (let at = text.indexOf("<"); at >= 0; ) {
		const end = markupEnd(text, at);
		if (end === undefined) {
			return text.startsWith("<!", at) ? "declaration" : "broken";
		}
		at = text.indexOf("<", end);
	}
	return undefined;
}

function markupEnd(text: string, at: number): number | undefined {
	const section = skipped.find(({ start }) => text.startsWith(start, at));
	if (section !== undefined) {
		const end = text.indexOf(section.end, at + section.start.length);
		return end < 0 ? undefined : end + section.end.length;
	}
	tagOrInstruction.lastIndex = at;
	return tagOrInstruction.test(text) ? tagOrInstruction.lastIndex : undefined;
}

/**
 * Elements as properties, without prefixes and attributes; comments are passed over. For documents that come from
 * a known host and have no document type.
 * @throws Error of the parser's when it is not well-formed; its text quotes the document
 */
export function parseXmlTree(text: string): unknown {
	return treeParser.parse(text, true);
}

/**
 * Reads a document that nobody vouches for. A text instead says why it was refused, as a sentence's end (`has a
 * comment, …`) that quotes nothing of it: for whatever two readers could understand differently.
 */
export function parseStrictXml(text: string): XmlElement | string {
	const refusal = markupProblem(text) ?? structureProblem(text);
	if (refusal !== undefined) {
		return refusal;
	}
	try {
		const [root] = orderedParser.parse(text, true) as readonly ParsedElement[];
		return (
			(root && readElement(root, new Map([["xml", xmlNamespace]]))) ?? "has a prefix that it does not declare"
		);
	} catch {
		// The parser's own error quotes the document.
		return "is XML that is broken or cut short";
	}
}

function markupProblem(text: string): string | undefined {
	const [, attributes = ""] = declaration.exec(text) ?? [];
	const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? "UTF-8";
	if (!/^(utf-8|us-ascii)$/i.test(encoding)) {
		return "is not in UTF-8";
	}
	const body = text.replace(declaration, "");
	if (hasDocumentType(body)) {
		return "has a document type definition, which is refused: it can define entities";
	}
	if (body.includes("<!--")) {
		return "has a comment, which is refused: the text around one can be read in two ways";
	}
	if (body.includes("<!")) {
		return "has a CDATA section or another declaration, which is refused";
	}
	if (body.includes("<?")) {
		return "has a processing instruction, which is refused";
	}
	// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML has no place for
	if (/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/.test(body)) {
		return "has control characters in it";
	}
	for (const [whole, decimal, hexadecimal] of body.matchAll(reference)) {
		const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "20", 16) : Number(decimal);
		if (whole === "&" || !isCharacter(code)) {
			return "has a reference to an entity or a character that XML does not define";
		}
	}
	return undefined;
}

/** By XML 1.0, 2.2. */
function isCharacter(code: number): boolean {
	return (
		code === 0x9 ||
		code === 0xa ||
		code === 0xd ||
		(code >= 0x20 && code <= 0xd7ff) ||
		(code >= 0xe000 && code <= 0xfffd) ||
		(code >= 0x10000 && code <= 0x10ffff)
	);
}

/** That there is one element with everything else in it; the parser itself would also take two. */
function structureProblem(text: string): string | undefined {
	const broken = "is XML that is broken or cut short";
	const body = text.replace(declaration, "").trim();
	let depth = 0;
	let end = 0;
	for (const match of body.matchAll(tag)) {
		const [whole, slash] = match;
		const between = body.slice(end, match.index);
		if (between.includes("<") || (depth === 0 && match.index > 0)) {
			return broken;
		}
		end = match.index + whole.length;
		if (slash === "/") {
			depth--;
		} else if (!whole.endsWith("/>")) {
			depth++;
		}
		if (depth > maxDepth) {
			return `has elements more than ${maxDepth} deep`;
		}
		if (depth < 0) {
			return broken;
		}
	}
	return end === body.length && end > 0 && depth === 0 ? undefined : broken;
}

/** Undefined when a prefix is not declared. */
function readElement(parsed: ParsedElement, outer: ReadonlyMap<string, string>): XmlElement | undefined {
	const attributes = new Map(Object.entries((parsed[attributesKey] ?? {}) as Record<string, string>));
	const declared = [...attributes].flatMap(([name, uri]): [string, string][] =>
		name === "xmlns" ? [["", uri]] : name.startsWith("xmlns:") ? [[name.slice(6), uri]] : [],
	);
	const prefixes = declared.length === 0 ? outer : new Map([...outer, ...declared]);
	const qualified = Object.keys(parsed).find((key) => key !== attributesKey) ?? "";
	const [name = "", prefix = ""] = qualified.split(":", 2).reverse();
	const namespace = prefixes.get(prefix) ?? (prefix === "" ? "" : undefined);
	const content = (parsed[qualified] ?? []) as readonly ParsedElement[];
	const children: XmlElement[] = [];
	for (const item of content.filter((item) => !Object.hasOwn(item, textKey))) {
		const child = readElement(item, prefixes);
		if (child === undefined) {
			return undefined;
		}
		children.push(child);
	}
	if (namespace === undefined || qualified.split(":").length > 2) {
		return undefined;
	}
	return {
		namespace,
		name,
		attributes: new Map([...attributes].filter(([key]) => key !== "xmlns" && !key.includes(":"))),
		children,
		text: content
			.map((item) => item[textKey] ?? "")
			.join("")
			.trim(),
	};
}
