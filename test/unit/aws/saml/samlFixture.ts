import type { SamlContext } from "../../../../src/aws/saml/saml.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

export const roleArn = "arn:aws:iam::123456789012:role/Admin";
export const providerArn = "arn:aws:iam::123456789012:saml-provider/Corp";
export const pair = `${roleArn},${providerArn}`;
export const acs = "https://signin.aws.amazon.com/saml";

/** 2026-03-01 12:00:00 UTC; the documents are good until 12:05. */
export const now = Date.UTC(2026, 2, 1, 12);
export const until = "2026-03-01T12:05:00Z";

export interface Parts {
	readonly destination?: string;
	readonly recipient?: string;
	readonly roles?: readonly string[];
	readonly subject?: string;
	readonly conditions?: string;
	readonly notOnOrAfter?: string;
	readonly attributes?: Readonly<Record<string, string>>;
	/** Beside the assertion. */
	readonly beside?: string;
	/** Instead of the assertion. */
	readonly assertion?: string;
	readonly status?: string;
}

export const attributeNames = "https://aws.amazon.com/SAML/Attributes/";

/** An attribute of AWS's, with its values as XML. */
export function attribute(name: string, ...values: readonly string[]): string {
	const all = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join("");
	return `<saml:Attribute Name="${attributeNames}${name}">${all}</saml:Attribute>`;
}

export function assertionXml(parts: Parts = {}): string {
	const { recipient = acs, roles = [pair], subject = "alice@example.com", notOnOrAfter = until } = parts;
	const conditions =
		parts.conditions ??
		`<saml:Conditions NotBefore="2026-03-01T11:59:00Z" NotOnOrAfter="2026-03-01T13:00:00Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>`;
	const attributes = { RoleSessionName: "alice", SessionDuration: "7200", ...parts.attributes };
	return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="2026-03-01T11:59:59.123456Z">
	<saml:Issuer>https://idp.example/metadata</saml:Issuer>
	<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignatureValue>hidden+signature/==</ds:SignatureValue></ds:Signature>
	<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${subject}</saml:NameID>
		<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
			<saml:SubjectConfirmationData NotOnOrAfter="${notOnOrAfter}" Recipient="${recipient}"/>
		</saml:SubjectConfirmation></saml:Subject>
	${conditions}
	<saml:AuthnStatement AuthnInstant="2026-03-01T11:59:00Z"/>
	<saml:AttributeStatement>${attribute("Role", ...roles)}${Object.entries(attributes)
		.map(([name, value]) => attribute(name, value))
		.join(
			"",
		)}<saml:Attribute Name="mail"><saml:AttributeValue>hidden@example.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
</saml:Assertion>`;
}

/** A response as an identity provider sends it, with what a test changes. */
export function responseXml(parts: Parts = {}): string {
	const destination = parts.destination === "" ? "" : ` Destination="${parts.destination ?? acs}"`;
	const status =
		parts.status ??
		`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>`;
	return `<?xml version="1.0" encoding="UTF-8"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="2026-03-01T12:00:00Z"${destination}>
<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/metadata</saml:Issuer>
<samlp:Status>${status}</samlp:Status>
${parts.assertion ?? assertionXml(parts)}${parts.beside ?? ""}
</samlp:Response>`;
}

export function base64(xml: string): string {
	return Buffer.from(xml).toString("base64");
}

export function secret(xml: string): Secret {
	return new Secret(base64(xml));
}

export const context: SamlContext = { now };
