import { SessionsError } from "../../core/errors.ts";
import { oddMarkup, parseXmlTree } from "./xml.ts";

/** An element: its text, its children by name, or a list where a name stands more than once. */
export type XmlNode = string | { readonly [name: string]: XmlNode } | readonly XmlNode[];

/** What may stand before the root element, and the element's name. */
const beginning = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<([A-Za-z][^\s/>]*)/;

/**
 * Parses an answer of STS's. Web pages, and documents that define
 * entities of their own, are refused before they are read.
 * @throws SessionsError `InvalidResponse`
 */
export function parseXml(text: string, host: string): XmlNode {
	const root = beginning.exec(text)?.[1];
	const odd = oddMarkup(text);
	if (root === undefined || /^html$/i.test(root) || odd === "declaration") {
		throw invalid(host, describe(text));
	}
	if (odd === "broken") {
		throw invalid(host, "XML that is broken or cut short");
	}
	try {
		return parseXmlTree(text) as XmlNode;
	} catch (error) {
		throw invalid(host, "XML that is broken or cut short", error);
	}
}

/** The child of that name, or undefined. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
	return isElement(node) && Object.hasOwn(node, name) ? node[name] : undefined;
}

/** The text of the element at a path below `node`, or undefined when it is missing or has none. */
export function textAt(node: XmlNode | undefined, ...path: readonly string[]): string | undefined {
	const found = path.reduce<XmlNode | undefined>(child, node);
	return typeof found === "string" && found !== "" ? found : undefined;
}

/**
 * The text of an element that must be there.
 * @throws SessionsError `InvalidResponse`
 */
export function requiredText(node: XmlNode | undefined, host: string, ...path: readonly string[]): string {
	const text = textAt(node, ...path);
	if (text === undefined) {
		throw invalid(host, `an answer without ${path.join("/")}`);
	}
	return text;
}

function isElement(node: XmlNode | undefined): node is { readonly [name: string]: XmlNode } {
	return typeof node === "object" && !Array.isArray(node);
}

function describe(text: string): string {
	if (/<!DOCTYPE html|<html/i.test(text)) {
		return "a web page. Is there a proxy or a sign-in page in between, or is the endpoint's URL wrong?";
	}
	if (oddMarkup(text) === "declaration") {
		return "XML with a document type definition, which is refused";
	}
	return text.trim() === "" ? "an empty answer" : "something that is not XML";
}

function invalid(host: string, what: string, cause?: unknown): SessionsError {
	return new SessionsError("InvalidResponse", `${host} is not answering as STS does: it sent ${what}`, {
		cause,
		remedies: [{ kind: "retry" }, { kind: "showLog" }],
	});
}
