import { lengthLimits } from "../../core/session/stsLimits.ts";

/** What STS takes of a SAML response, in characters of Base64. */
export const samlLength = lengthLimits.samlAssertion;

/** A SAML response as STS takes it, and the document in it. */
export interface SamlText {
	readonly base64: string;
	readonly xml: string;
}

/** As often as a text can have been encoded for a URL on its way here. */
const maxUrlEncodings = 2;

/**
 * A SAML response in whatever form it was copied: Base64, also over several lines; a form's body or a parameter's
 * row, `SAMLResponse=…`, encoded for a URL or for HTML; or the XML itself. A text instead says why it can't be
 * read, as the end of a sentence, and quotes nothing of it.
 */
export function samlText(text: string): SamlText | string {
	const trimmed = text.replace(/^\uFEFF/, "").trim();
	if (trimmed === "") {
		return "is empty";
	}
	// URL encoding makes three characters of one.
	if (trimmed.length > samlLength.max * 4) {
		return tooLong("more than");
	}
	if (/^(<!doctype html|<html)/i.test(trimmed)) {
		return "is a web page. Copy the value of its field SAMLResponse alone";
	}
	const bytes = trimmed.startsWith("<") ? Buffer.from(trimmed, "utf8") : decoded(base64In(trimmed));
	if (bytes === undefined) {
		return "is neither Base64 nor XML";
	}
	const base64 = bytes.toString("base64");
	if (base64.length < samlLength.min || base64.length > samlLength.max) {
		return tooLong(base64.length.toLocaleString("en-US"));
	}
	try {
		const xml = new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
		return xml.startsWith("<") ? { base64, xml } : "is Base64 of something that is not XML";
	} catch {
		return "is Base64 of something that is not XML in UTF-8";
	}
}

function tooLong(count: string): string {
	const { min, max } = samlLength;
	return `has ${count} characters of Base64. STS takes ${min} to ${max.toLocaleString("en-US")}`;
}

/** The Base64 in what was copied, as far as that can be seen. */
function base64In(text: string): string {
	const [, value = text] = /(?:^|[?&\s"'])SAMLResponse["']?\s*[:=]\s*((?:[^&]|&#)*)/.exec(text) ?? [];
	let plain = value;
	for (let i = 0; i < maxUrlEncodings && /%[\da-f]{2}/i.test(plain); i++) {
		plain = plain.replace(/%([\da-f]{2})/gi, (_, code: string) => characterOf(code, 16));
	}
	return plain
		.replace(/&#(?:(\d{1,3})|x([\da-f]{1,2}));/gi, (_, decimal?: string, hexadecimal?: string) =>
			decimal === undefined ? characterOf(hexadecimal ?? "", 16) : characterOf(decimal, 10),
		)
		.replace(/[\s"'`]/g, "")
		.replaceAll("-", "+")
		.replaceAll("_", "/");
}

function characterOf(code: string, radix: number): string {
	return String.fromCharCode(Number.parseInt(code, radix));
}

function decoded(base64: string): Buffer | undefined {
	const unpadded = base64.replace(/={1,2}$/, "");
	return /^[A-Za-z\d+/]+$/.test(unpadded) && unpadded.length % 4 !== 1
		? Buffer.from(unpadded, "base64")
		: undefined;
}
