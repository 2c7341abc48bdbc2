import type { StsError } from "./errors.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Content of an element: text, child elements in order, or a list of `member`s. */
export type Xml = string | number | readonly Xml[] | { readonly [name: string]: Xml | undefined };

/** The document with which STS answers an operation that went well. */
export function resultDocument(operation: string, result: Xml, requestId: string): string {
	return document(`${operation}Response`, {
		[`${operation}Result`]: result,
		ResponseMetadata: { RequestId: requestId },
	});
}

/** The document with which STS answers an error. */
export function errorDocument(error: StsError, requestId: string): string {
	const type = error.status >= 500 ? "Receiver" : "Sender";
	return document("ErrorResponse", {
		Error: { Type: type, Code: error.code, Message: error.message },
		RequestId: requestId,
	});
}

/** Text made safe for an XML element or attribute. */
export function escapeXml(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;")
		.replaceAll("'", "&#39;");
}

function document(root: string, content: Xml): string {
	return `<${root} xmlns="${namespace}">\n${render(content, "  ")}</${root}>\n`;
}

function render(content: Xml, indent: string): string {
	if (typeof content !== "object") return escapeXml(String(content));
	const children: (readonly [string, Xml | undefined])[] = Array.isArray(content)
		? content.map((item: Xml) => ["member", item] as const)
		: Object.entries(content);
	return children.map(([name, child]) => element(name, child, indent)).join("");
}

function element(name: string, child: Xml | undefined, indent: string): string {
	if (child === undefined) return "";
	const inner = render(child, `${indent}  `);
	const body = typeof child === "object" ? `\n${inner}${indent}` : inner;
	return `${indent}<${name}>${body}</${name}>\n`;
}
