import { SessionsError } from "../../core/errors.ts";
import { readSamlRoles, type SamlRole } from "../../core/identity/samlRoles.ts";
import { displayUrl } from "../../core/places/displayUrl.ts";
import { isAwsSamlEndpoint } from "../../core/places/samlEndpoint.ts";
import { longLabel } from "../../core/session/countdown.ts";
import { Secret } from "../../core/text/secret.ts";
import { parseStrictXml, type XmlElement } from "../sts/xml.ts";
import {
	attribute,
	attributesOf,
	audienceOf,
	awsAttributePrefix,
	childrenOf,
	descendants,
	invalid,
	only,
	samlAssertion,
	samlProtocol,
	single,
	textOf,
	timeOf,
} from "./samlElements.ts";
import { samlText } from "./samlText.ts";

/** What an identity provider says of a person, whose signature only STS checks. Times are ms since the epoch. */
export interface ReadableSamlResponse {
	readonly kind: "readable";
	/** The whole response in Base64, as STS takes it. */
	readonly response: Secret;
	/** At least one. */
	readonly roles: readonly SamlRole[];
	/** Values of the Role attribute that name no role and provider. */
	readonly skippedRoles: number;
	readonly issuer: string;
	readonly destination?: string;
	readonly recipient: string;
	readonly audience: readonly string[];
	/** The NameID; absent when it alone is encrypted. */
	readonly subject?: string;
	readonly sessionName?: string;
	/** How long a session in the console is to last: between 900 and 43200. */
	readonly sessionDurationSeconds?: number;
	readonly issuedAt: number;
	/** From when STS takes it, if the provider says so. */
	readonly notBefore?: number;
	/** Until when STS takes it: a few minutes as a rule. */
	readonly expiresAt: number;
	/** When the sign-in at the provider ends, and with it every session from this response. */
	readonly signInEndsAt?: number;
}

/** A response that AWS can read and nobody else: role and provider have to be named by hand. */
export interface EncryptedSamlResponse {
	readonly kind: "encrypted";
	readonly response: Secret;
	readonly issuer?: string;
	readonly destination?: string;
}

export type SamlResponse = ReadableSamlResponse | EncryptedSamlResponse;

export interface SamlContext {
	/** Milliseconds since the epoch. */
	readonly now: number;
	/**
	 * The loopback address that it was posted to, which it may then be addressed to. It has just come: if it looks old,
	 * this machine's clock may be wrong, and STS decides.
	 */
	readonly listenerUrl?: string;
}

const success = "urn:oasis:names:tc:SAML:2.0:status:Success";

/** Milliseconds by which this machine's clock may be ahead before STS is not even asked. */
const clockTolerance = 180_000;
/** Characters of the provider's own words that a message holds. */
const maxQuoted = 200;

/**
 * Reads a SAML response in whatever form it was copied or posted. Whatever two readers of the document could
 * understand differently is refused: what is shown here has to be what STS reads.
 * @throws SessionsError `InvalidSamlResponse`, `SamlSignInFailed`, `SamlWrongDestination`, `SamlExpired`; none holds
 * more of the response than its destination or the provider's message
 */
export function readSamlResponse(text: Secret, context: SamlContext): SamlResponse {
	const read = samlText(text.reveal());
	if (typeof read === "string") {
		throw invalid(read);
	}
	const root = parseStrictXml(read.xml);
	if (typeof root === "string") {
		throw invalid(root);
	}
	requireResponse(root);
	requireSuccess(root);
	const inner = theAssertion(root);
	const response = new Secret(read.base64);
	const destination = attribute(root, "Destination");
	if (destination !== undefined && !isAwsSamlEndpoint(destination) && !isListener(destination, context)) {
		throw wrongDestination(destination);
	}
	const addressed = destination === undefined ? {} : { destination };
	if (inner.name === "EncryptedAssertion") {
		const issuer = textOf(only(root, "Issuer"));
		return { kind: "encrypted", response, ...addressed, ...(issuer === undefined ? {} : { issuer }) };
	}
	return { kind: "readable", response, ...addressed, ...readAssertion(inner, context) };
}

type AssertionContent = Omit<ReadableSamlResponse, "kind" | "response" | "destination">;

function readAssertion(inner: XmlElement, { now, listenerUrl }: SamlContext): AssertionContent {
	const issuer = textOf(only(inner, "Issuer"));
	const issuedAt = timeOf(inner, "IssueInstant");
	const subject = only(inner, "Subject");
	const confirmation = subject && only(subject, "SubjectConfirmation");
	const data = confirmation && only(confirmation, "SubjectConfirmationData");
	const recipient = data && attribute(data, "Recipient");
	const confirmedUntil = data && timeOf(data, "NotOnOrAfter");
	const conditions = only(inner, "Conditions");
	if (issuer === undefined) {
		throw invalid("has no Issuer");
	}
	if (issuedAt === undefined) {
		throw invalid("has no IssueInstant");
	}
	if (recipient === undefined || confirmedUntil === undefined) {
		throw invalid(
			"has no SubjectConfirmationData with Recipient and NotOnOrAfter, which AWS demands of the identity provider",
		);
	}
	if (!isAwsSamlEndpoint(recipient)) {
		throw wrongDestination(recipient);
	}
	const expiresAt = Math.min(
		confirmedUntil,
		(conditions && timeOf(conditions, "NotOnOrAfter")) ?? Number.POSITIVE_INFINITY,
	);
	if (listenerUrl === undefined && expiresAt + clockTolerance <= now) {
		throw expired(expiresAt, now);
	}
	const notBefore = conditions && timeOf(conditions, "NotBefore");
	const nameId = subject && textOf(only(subject, "NameID"));
	const attributes = attributesOf(inner);
	const sessionName = single(attributes.get("RoleSessionName"));
	const duration = Number(single(attributes.get("SessionDuration")) ?? Number.NaN);
	const signInEnds = childrenOf(inner, "AuthnStatement").flatMap(
		(statement) => timeOf(statement, "SessionNotOnOrAfter") ?? [],
	);
	return {
		...rolesOf(attributes.get("Role")),
		issuer,
		recipient,
		audience: audienceOf(conditions),
		...(nameId === undefined ? {} : { subject: nameId }),
		...(sessionName === undefined ? {} : { sessionName }),
		...(Number.isInteger(duration) && duration >= 900 && duration <= 43_200
			? { sessionDurationSeconds: duration }
			: {}),
		issuedAt,
		...(notBefore === undefined ? {} : { notBefore }),
		expiresAt,
		...(signInEnds.length === 0 ? {} : { signInEndsAt: Math.min(...signInEnds) }),
	};
}

function requireResponse(root: XmlElement): void {
	const { namespace, name } = root;
	if (namespace === samlProtocol && name === "Response") {
		return;
	}
	if (/^(html|body|form|input)$/i.test(name)) {
		throw invalid("is a web page. Copy the value of its field SAMLResponse alone");
	}
	if (namespace.startsWith("urn:oasis:names:tc:SAML:1.")) {
		throw invalid("is one of SAML 1. AWS takes SAML 2.0");
	}
	if (name === "Assertion") {
		throw invalid("is an assertion without the response around it. Copy the whole SAMLResponse");
	}
	throw invalid(
		name === "AuthnRequest"
			? "is the request to the identity provider. Copy the SAMLResponse that comes back"
			: "is another kind of XML: no Response of SAML 2.0",
	);
}

function requireSuccess(root: XmlElement): void {
	const status = only(root, "Status", samlProtocol);
	const code = status && only(status, "StatusCode", samlProtocol);
	const value = code && attribute(code, "Value");
	if (value === undefined) {
		throw invalid("has no Status");
	}
	if (value === success) {
		return;
	}
	const message = status && only(status, "StatusMessage", samlProtocol);
	const detail = code && only(code, "StatusCode", samlProtocol);
	const reason = (detail && attribute(detail, "Value")) ?? value;
	const words = quotable(message?.text ?? "") || quotable(reason.split(":").at(-1) ?? "");
	throw new SessionsError(
		"SamlSignInFailed",
		`The identity provider did not sign you in${words === "" ? "" : `: ${words}`}`,
		{ remedies: [{ kind: "retry" }] },
	);
}

/** The one assertion. A second one anywhere is how a forged one is smuggled in beside the signed. */
function theAssertion(root: XmlElement): XmlElement {
	const all = [...descendants(root)];
	const found = all.filter(({ name }) => /^(Encrypted)?Assertion$/.test(name));
	const [inner] = found;
	if (inner === undefined) {
		throw invalid("has no assertion in it");
	}
	if (found.length > 1 || all.some(({ name }) => name === "Response")) {
		throw invalid("has more than one assertion or response in it, which is refused");
	}
	if (inner.namespace !== samlAssertion || !root.children.includes(inner)) {
		throw invalid("has its assertion in a place where none belongs, which is refused");
	}
	return inner;
}

function rolesOf(values: readonly string[] | undefined): Pick<AssertionContent, "roles" | "skippedRoles"> {
	if (values === undefined) {
		throw invalid(`has no attribute ${awsAttributePrefix}Role, which AWS demands of the identity provider`);
	}
	const { roles, skipped } = readSamlRoles(values);
	if (roles.length === 0) {
		throw invalid(
			`offers no role: none of the ${values.length} values of its attribute Role is a role's and a provider's ARN with a comma between`,
		);
	}
	return { roles, skippedRoles: skipped };
}

function isListener(destination: string, { listenerUrl }: SamlContext): boolean {
	const address = (text: string): string => text.replace(/^http:\/\/localhost(?=[:/])/i, "http://127.0.0.1");
	return listenerUrl !== undefined && address(destination) === address(listenerUrl);
}

function wrongDestination(url: string): SessionsError {
	return new SessionsError(
		"SamlWrongDestination",
		`The SAML response was made for ${quotable(displayUrl(url))}, not for AWS's sign-in. Sign in to AWS at the identity provider, or correct the ACS URL there`,
		{ remedies: [{ kind: "retry" }] },
	);
}

function expired(expiresAt: number, now: number): SessionsError {
	const when = new Date(expiresAt).toISOString().replace("T", " ").slice(0, 16);
	return new SessionsError(
		"SamlExpired",
		`The SAML response expired ${longLabel(now - expiresAt)} ago, at ${when} UTC. Sign in at the identity provider again; if you just did, set this machine's clock right`,
		{ remedies: [{ kind: "retry" }] },
	);
}

/** Text of a stranger's for a message: one line, not long, and without brackets, of which VS Code makes links. */
function quotable(text: string): string {
	const line = text
		.replace(/[\p{Cc}\p{Cf}[\]\s]+/gu, " ")
		.trim()
		.replace(/\.$/, "");
	return line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
}
