import { createHash, createHmac, randomBytes } from "node:crypto";
import type { SamlProvider } from "./world.ts";
import { escapeXml } from "./xml.ts";

/** Where AWS takes SAML responses: the recipient and destination of good ones. */
export const samlEndpoint = "https://signin.aws.amazon.com/saml";

/** What AWS calls itself towards identity providers: the audience that most of them are set to. */
export const samlAudience = "urn:amazon:webservices";

/** What the names of AWS's SAML attributes begin with. */
export const samlAttributes = "https://aws.amazon.com/SAML/Attributes/";

const minuteMs = 60_000;
const status = "urn:oasis:names:tc:SAML:2.0:status:";
const signatureMethod = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";

/** A pair that the assertion allows. Providers write it in either order, and AWS takes both. */
export type SamlRole = {
	readonly roleArn: string;
	readonly providerArn: string;
	/** `roleFirst` when left out. */
	readonly order?: "roleFirst" | "providerFirst";
};

/** What a SAML response says. Times in milliseconds since 1970. */
export type SamlResponseOptions = {
	/** Names the issuer, and signs. */
	readonly provider: SamlProvider;
	readonly roles: readonly SamlRole[];
	readonly nameId: string;
	/** The last part of the name's format; `persistent` when left out. */
	readonly nameIdFormat?: string;
	/** The attribute RoleSessionName, which is missing when this is left out. */
	readonly sessionName?: string;
	/** The attribute SessionDuration, in seconds. */
	readonly sessionDurationSeconds?: number;
	/** When the sign-in at the provider ends. */
	readonly sessionNotOnOrAfter?: number;
	/** The attribute SourceIdentity. */
	readonly sourceIdentity?: string;
	readonly issuedAt: number;
	/** Five minutes after the issue when left out. */
	readonly notOnOrAfter?: number;
	readonly destination?: string;
	readonly recipient?: string;
	readonly audience?: string;
	/** The provider's issuer when left out. */
	readonly issuer?: string;
	/** The provider's verdict, `Success` when left out; another as `AuthnFailed` comes without an assertion. */
	readonly status?: string;
	/** Whose habits the XML follows, above all for namespaces; `keycloak` when left out. */
	readonly flavor?: keyof typeof flavors;
	/** What it is signed with instead of the provider's secret. */
	readonly secret?: string;
};

/** The prefixes of protocol and assertion as well-known providers choose them. */
const flavors = {
	adfs: { protocol: "samlp", assertion: "" },
	keycloak: { protocol: "samlp", assertion: "saml" },
	okta: { protocol: "saml2p", assertion: "saml2" },
} as const;

/** A SAML response as a browser posts it to AWS: Base64. */
export function samlResponse(options: SamlResponseOptions): string {
	return Buffer.from(samlXml(options)).toString("base64");
}

/** The XML of a SAML response. */
export function samlXml(options: SamlResponseOptions): string {
	const { protocol, assertion } = flavors[options.flavor ?? "keycloak"];
	const verdict = options.status ?? "Success";
	const prefix = assertion === "" ? "" : `${assertion}:`;
	const namespace = `xmlns${assertion === "" ? "" : `:${assertion}`}="urn:oasis:names:tc:SAML:2.0:assertion"`;
	const issuer = escapeXml(options.issuer ?? options.provider.issuer);
	const statusCode =
		verdict === "Success"
			? `<${protocol}:StatusCode Value="${status}Success"/>`
			: `<${protocol}:StatusCode Value="${status}Responder">` +
				`<${protocol}:StatusCode Value="${status}${verdict}"/></${protocol}:StatusCode>`;
	return (
		`<?xml version="1.0" encoding="UTF-8"?>` +
		`<${protocol}:Response xmlns:${protocol}="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" ` +
		`IssueInstant="${time(options.issuedAt)}" Destination="${escapeXml(options.destination ?? samlEndpoint)}">` +
		`<${prefix}Issuer ${namespace}>${issuer}</${prefix}Issuer>` +
		`<${protocol}:Status>${statusCode}</${protocol}:Status>` +
		(verdict === "Success" ? signed(assertionXml(options, prefix, namespace, issuer), options) : "") +
		`</${protocol}:Response>`
	);
}

/** The signature over an assertion's text from which its `Signature` element was taken. */
export function signatureOfAssertion(assertion: string, secret: string): string {
	return createHmac("sha256", secret).update(assertion).digest("base64");
}

function assertionXml(
	options: SamlResponseOptions,
	prefix: string,
	namespace: string,
	issuer: string,
): string {
	const { issuedAt, notOnOrAfter = issuedAt + 5 * minuteMs } = options;
	const format = `urn:oasis:names:tc:SAML:2.0:nameid-format:${options.nameIdFormat ?? "persistent"}`;
	const sessionEnd =
		options.sessionNotOnOrAfter === undefined
			? ""
			: ` SessionNotOnOrAfter="${time(options.sessionNotOnOrAfter)}"`;
	const e = (name: string, attributes: string, content = "") =>
		content === ""
			? `<${prefix}${name}${attributes}/>`
			: `<${prefix}${name}${attributes}>${content}</${prefix}${name}>`;
	const recipient = escapeXml(options.recipient ?? samlEndpoint);
	const confirmation = ` NotOnOrAfter="${time(notOnOrAfter)}" Recipient="${recipient}"`;
	const limits = ` NotBefore="${time(issuedAt - minuteMs)}" NotOnOrAfter="${time(notOnOrAfter)}"`;
	const audience = e("Audience", "", escapeXml(options.audience ?? samlAudience));
	const password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
	const content = [
		e("Issuer", "", issuer),
		e(
			"Subject",
			"",
			e("NameID", ` Format="${format}"`, escapeXml(options.nameId)) +
				e(
					"SubjectConfirmation",
					` Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"`,
					e("SubjectConfirmationData", confirmation),
				),
		),
		e("Conditions", limits, e("AudienceRestriction", "", audience)),
		e(
			"AuthnStatement",
			` AuthnInstant="${time(issuedAt)}" SessionIndex="${newId()}"${sessionEnd}`,
			e("AuthnContext", "", e("AuthnContextClassRef", "", password)),
		),
		e(
			"AttributeStatement",
			"",
			attributesOf(options)
				.map(([name, values]) =>
					e(
						"Attribute",
						` Name="${samlAttributes}${name}"`,
						values.map((value) => e("AttributeValue", "", escapeXml(value))).join(""),
					),
				)
				.join(""),
		),
	];
	const head = ` ${namespace} ID="${newId()}" IssueInstant="${time(issuedAt)}" Version="2.0"`;
	return e("Assertion", head, content.join(""));
}

function attributesOf(options: SamlResponseOptions): (readonly [string, readonly string[]])[] {
	const roles = options.roles.map(({ roleArn, providerArn, order }) =>
		order === "providerFirst" ? `${providerArn},${roleArn}` : `${roleArn},${providerArn}`,
	);
	const single = {
		RoleSessionName: options.sessionName,
		SessionDuration: options.sessionDurationSeconds?.toString(),
		SourceIdentity: options.sourceIdentity,
	};
	return [
		["Role", roles] as const,
		...Object.entries(single).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, [value]] as const],
		),
	];
}

/** Puts the signature where providers put it: behind the assertion's issuer. */
function signed(assertion: string, { provider, secret = provider.secret }: SamlResponseOptions): string {
	const digest = createHash("sha256").update(assertion).digest("base64");
	const signature =
		`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>` +
		`<ds:SignatureMethod Algorithm="${signatureMethod}"/>` +
		`<ds:Reference><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>` +
		`<ds:SignatureValue>${signatureOfAssertion(assertion, secret)}</ds:SignatureValue></ds:Signature>`;
	return assertion.replace(/<\/([\w-]+:)?Issuer>/, (end) => end + signature);
}

function time(ms: number): string {
	return new Date(ms).toISOString();
}

function newId(): string {
	return `_${randomBytes(16).toString("hex")}`;
}
