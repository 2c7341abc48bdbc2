import { SessionsError } from "../../core/errors.ts";
import type { XmlElement } from "../sts/xml.ts";

export const samlProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
export const samlAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
export const awsAttributePrefix = "https://aws.amazon.com/SAML/Attributes/";

/** What is wrong with a response, as the end of a sentence that quotes nothing of it. */
export function invalid(what: string): SessionsError {
	return new SessionsError("InvalidSamlResponse", `The SAML response ${what}`, {
		remedies: [{ kind: "retry" }],
	});
}

/** Every element below this one. */
export function* descendants(element: XmlElement): Generator<XmlElement> {
	for (const child of element.children) {
		yield child;
		yield* descendants(child);
	}
}

/** The children of that name. */
export function childrenOf(
	element: XmlElement,
	name: string,
	namespace = samlAssertion,
): readonly XmlElement[] {
	return element.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The child of that name; several are refused, since another reader could take another of them. */
export function only(element: XmlElement, name: string, namespace = samlAssertion): XmlElement | undefined {
	const [first, ...more] = childrenOf(element, name, namespace);
	if (more.length > 0) {
		throw invalid(`has more than one ${name} in its ${element.name}, which is refused`);
	}
	return first;
}

/** An element's text when there is any, and nothing that could be read or shown as something else. */
export function textOf(element: XmlElement | undefined): string | undefined {
	if (element === undefined) {
		return undefined;
	}
	if (element.children.length > 0) {
		throw invalid(`has elements in the text of ${element.name}, which is refused`);
	}
	return element.text === "" ? undefined : plain(element.text, element.name);
}

/** An attribute's value when there is any. @throws SessionsError `InvalidSamlResponse` */
export function attribute(element: XmlElement, name: string): string | undefined {
	const value = element.attributes.get(name)?.trim() ?? "";
	return value === "" ? undefined : plain(value, name);
}

function plain(text: string, name: string): string {
	const line = text.replace(/[\t\r\n ]+/g, " ");
	if (/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(line)) {
		throw invalid(`has control characters in ${name}, which is refused`);
	}
	return line;
}

/** Milliseconds since the epoch. SAML's times are in UTC, also those that do not say so. */
export function timeOf(element: XmlElement, name: string): number | undefined {
	const text = attribute(element, name);
	if (text === undefined) {
		return undefined;
	}
	const [, seconds, fraction = "", zone = "Z"] =
		/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
	const time = Date.parse(`${seconds}${fraction.slice(0, 4)}${zone}`);
	if (Number.isNaN(time)) {
		throw invalid(`has a ${name} that is no time`);
	}
	return time;
}

/** The values of AWS's attributes, by the last part of their names. */
export function attributesOf(inner: XmlElement): ReadonlyMap<string, readonly string[]> {
	const values = new Map<string, string[]>();
	for (const element of childrenOf(inner, "AttributeStatement").flatMap((it) =>
		childrenOf(it, "Attribute"),
	)) {
		const name = attribute(element, "Name") ?? "";
		if (name.startsWith(awsAttributePrefix)) {
			const key = name.slice(awsAttributePrefix.length);
			const found = childrenOf(element, "AttributeValue").map((value) => textOf(value) ?? "");
			values.set(key, [...(values.get(key) ?? []), ...found]);
		}
	}
	return values;
}

/** The value of an attribute that has one. */
export function single(values: readonly string[] | undefined): string | undefined {
	return values?.length === 1 && values[0] !== "" ? values[0] : undefined;
}

/** For whom the conditions say it is. */
export function audienceOf(conditions: XmlElement | undefined): readonly string[] {
	return (conditions === undefined ? [] : childrenOf(conditions, "AudienceRestriction"))
		.flatMap((restriction) => childrenOf(restriction, "Audience"))
		.flatMap((audience) => textOf(audience) ?? []);
}
