import { samlAttributes, signatureOfAssertion } from "./samlAssertion.ts";
import { sameSignature } from "./sigv4.ts";

/** A SAML response taken apart. Times in milliseconds since 1970; what is missing is undefined. */
export type ReadSamlResponse = {
	/** The innermost status, as `Success` or `AuthnFailed`. */
	readonly status: string;
	readonly issuer: string;
	readonly nameId: string;
	readonly nameIdFormat: string;
	readonly recipient: string | undefined;
	readonly notOnOrAfter: number | undefined;
	readonly issuedAt: number;
	readonly audiences: readonly string[];
	/** The values of the attribute Role, as they are written. */
	readonly roles: readonly string[];
	readonly sessionName: string | undefined;
	readonly sessionDurationSeconds: number | undefined;
	readonly sessionNotOnOrAfter: number | undefined;
	readonly sourceIdentity: string | undefined;
	readonly isSignedWith: (secret: string) => boolean;
};

/**
 * Takes a Base64 response apart, its signature not looked at; undefined when it is none. It knows the XML that
 * `samlResponse` makes: whatever differs fails by its signature at the latest.
 */
export function readSamlResponse(text: string): ReadSamlResponse | undefined {
	if (!/^[A-Za-z\d+/]+=*$/.test(text)) return undefined;
	const xml = Buffer.from(text, "base64").toString("utf8");
	if (!/^(<\?xml[^>]*>\s*)?<([\w-]+:)?Response\s/.test(xml)) return undefined;
	const assertion = /<([\w-]+:)?Assertion\s.*<\/([\w-]+:)?Assertion>/s.exec(xml)?.[0] ?? "";
	const [signature = ""] = /<ds:Signature\s.*<\/ds:Signature>/s.exec(assertion) ?? [];
	const duration = attributeValues(assertion, "SessionDuration")[0];
	return {
		status: [...xml.matchAll(/Value="[\w:.]+:status:(\w+)"/g)].at(-1)?.[1] ?? "",
		issuer: contents(assertion === "" ? xml : assertion, "Issuer")[0] ?? "",
		nameId: contents(assertion, "NameID")[0] ?? "",
		nameIdFormat: attribute(assertion, "NameID", "Format") ?? "",
		recipient: attribute(assertion, "SubjectConfirmationData", "Recipient"),
		notOnOrAfter: moment(attribute(assertion, "SubjectConfirmationData", "NotOnOrAfter")),
		issuedAt: moment(attribute(assertion, "Assertion", "IssueInstant")) ?? 0,
		audiences: contents(assertion, "Audience"),
		roles: attributeValues(assertion, "Role"),
		sessionName: attributeValues(assertion, "RoleSessionName")[0],
		sessionDurationSeconds: duration === undefined ? undefined : Number(duration),
		sessionNotOnOrAfter: moment(attribute(assertion, "AuthnStatement", "SessionNotOnOrAfter")),
		sourceIdentity: attributeValues(assertion, "SourceIdentity")[0],
		isSignedWith: (secret) =>
			sameSignature(
				contents(signature, "SignatureValue")[0] ?? "",
				signatureOfAssertion(assertion.replace(signature, ""), secret),
			),
	};
}

/** The texts of the elements with this name, whatever their prefix. */
function contents(xml: string, name: string): string[] {
	const pattern = new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([^<]*)<`, "g");
	return [...xml.matchAll(pattern)].map(([, text = ""]) => unescapeXml(text));
}

/** An attribute of the first element with this name, whatever its prefix. */
function attribute(xml: string, element: string, name: string): string | undefined {
	const value = new RegExp(`<(?:[\\w-]+:)?${element}\\s(?:[^>]*\\s)?${name}="([^"]*)"`).exec(xml)?.[1];
	return value === undefined ? undefined : unescapeXml(value);
}

/** The values of one of AWS's SAML attributes. */
function attributeValues(xml: string, name: string): string[] {
	const start = xml.indexOf(`Name="${samlAttributes}${name}"`);
	if (start < 0) return [];
	const end = /<\/([\w-]+:)?Attribute>/.exec(xml.slice(start))?.index ?? 0;
	return contents(xml.slice(start, start + end), "AttributeValue");
}

function moment(text: string | undefined): number | undefined {
	const at = Date.parse(text ?? "");
	return Number.isNaN(at) ? undefined : at;
}

function unescapeXml(text: string): string {
	return text
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&quot;", '"')
		.replaceAll("&#39;", "'")
		.replaceAll("&amp;", "&");
}
