import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import {
	type ReadableSamlResponse,
	readSamlResponse,
	type SamlContext,
} from "../../../../src/aws/saml/saml.ts";
import { type ErrorCode, SessionsError } from "../../../../src/core/errors.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";
import {
	acs,
	assertionXml,
	attribute,
	attributeNames,
	base64,
	context,
	now,
	type Parts,
	pair,
	providerArn,
	responseXml,
	roleArn,
	secret,
} from "./samlFixture.ts";

function readable(xml: string, changes: Partial<SamlContext> = {}): ReadableSamlResponse {
	const read = readSamlResponse(secret(xml), { ...context, ...changes });
	assert.ok(read.kind === "readable");
	return read;
}

const read = (parts: Parts = {}) => readable(responseXml(parts));

/** The error that a document ends with; nothing that the fixture hides may be in it. */
function refused(xml: string, code: ErrorCode, message: RegExp, changes: Partial<SamlContext> = {}): void {
	refusedText(secret(xml), code, message, changes);
}

function refusedText(
	text: Secret,
	code: ErrorCode,
	message: RegExp,
	changes: Partial<SamlContext> = {},
): void {
	assert.throws(
		() => readSamlResponse(text, { ...context, ...changes }),
		(error) => {
			assert.ok(error instanceof SessionsError, inspect(error));
			assert.equal(error.code, code, error.message);
			assert.match(error.message, message);
			assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hidden|alice|Admin/);
			return true;
		},
	);
}

const invalid = (xml: string, message: RegExp) => refused(xml, "InvalidSamlResponse", message);

test("everything that a response says is read", () => {
	const { response, ...rest } = read();
	assert.deepEqual(rest, {
		kind: "readable",
		roles: [{ roleArn, providerArn }],
		skippedRoles: 0,
		issuer: "https://idp.example/metadata",
		destination: acs,
		recipient: acs,
		audience: ["urn:amazon:webservices"],
		subject: "alice@example.com",
		sessionName: "alice",
		sessionDurationSeconds: 7200,
		issuedAt: Date.UTC(2026, 2, 1, 11, 59, 59, 123),
		notBefore: Date.UTC(2026, 2, 1, 11, 59),
		expiresAt: Date.UTC(2026, 2, 1, 12, 5),
	});
	assert.equal(response.reveal(), base64(responseXml()));
	assert.doesNotMatch(inspect(read(), { depth: 9 }), /hidden/);
});

test("any prefix may stand for SAML's namespaces, or none", () => {
	const xml = responseXml();
	const renamed = [
		xml.replace(/saml(p?)([:=])/g, "saml2$1$2"),
		xml
			.replaceAll("xmlns:saml=", "xmlns:x.1-y=")
			.replaceAll("saml:", "x.1-y:")
			.replaceAll("xmlns:samlp=", "xmlns:saml=")
			.replaceAll("samlp:", "saml:"),
		xml.replaceAll("xmlns:saml=", "xmlns=").replaceAll("saml:", ""),
		xml.replaceAll("xmlns:samlp=", "xmlns=").replaceAll("samlp:", ""),
	];
	for (const text of renamed) {
		const { response: _, ...rest } = readable(text);
		const { response: __, ...expected } = read();
		assert.deepEqual(rest, expected, text);
	}
});

test("roles: several, twice, in either order, from several attributes, with blanks; garbage is counted", () => {
	const other =
		"arn:aws-us-gov:iam::210987654321:role/Read,arn:aws-us-gov:iam::210987654321:saml-provider/Corp";
	const { roles, skippedRoles } = read({
		roles: [`\n\t\t${providerArn} ,\n\t\t${roleArn}\n`, pair, "nonsense", "", other],
	});
	assert.deepEqual([roles.map((role) => role.roleArn), skippedRoles], [[roleArn, other.split(",")[0]], 2]);
	const twice = responseXml().replace("</saml:AttributeStatement>", `${attribute("Role", other)}$&`);
	assert.equal(readable(twice).roles.length, 2);
});

test("it expires with the earlier of confirmation and conditions; a day without zone is UTC's", () => {
	const conditions = '<saml:Conditions NotOnOrAfter="2026-03-01T12:02:00"/>';
	assert.equal(read({ conditions }).expiresAt, Date.UTC(2026, 2, 1, 12, 2));
	assert.equal(read({ conditions: "" }).expiresAt, Date.UTC(2026, 2, 1, 12, 5));
	assert.equal(read({ notOnOrAfter: "2026-03-01T14:03:00+02:00" }).expiresAt, Date.UTC(2026, 2, 1, 12, 3));
	assert.deepEqual(read({ conditions: "" }).audience, []);
});

test("when the sign-in ends is the earliest that is said of it", () => {
	assert.equal(read().signInEndsAt, undefined);
	const ends = (...times: readonly string[]) =>
		readable(
			responseXml().replace(
				/<saml:AuthnStatement [^>]*\/>/,
				times.map((time) => `<saml:AuthnStatement SessionNotOnOrAfter="${time}"/>`).join(""),
			),
		).signInEndsAt;
	assert.equal(ends("2026-03-01T12:30:00Z"), Date.UTC(2026, 2, 1, 12, 30));
	assert.equal(ends("2026-03-01T13:30:00Z", "2026-03-01T12:20:00"), Date.UTC(2026, 2, 1, 12, 20));
	invalid(responseXml().replace("AuthnInstant", 'SessionNotOnOrAfter="soon" AuthnInstant'), /is no time/);
});

test("an expired response says when; within a few minutes STS decides", () => {
	const xml = responseXml();
	const end = Date.UTC(2026, 2, 1, 12, 5);
	assert.equal(readable(xml, { now: end + 179_999 }).expiresAt, end);
	refused(xml, "SamlExpired", /expired 3m ago, at 2026-03-01 12:05 UTC/, { now: end + 180_000 });
	refused(xml, "SamlExpired", /expired 24h ago.*set this machine's clock right/, { now: end + 86_400_000 });
	refused(xml, "SamlExpired", /expired 2 days ago/, { now: end + 2 * 86_400_000 });
	const posted = { now: end + 86_400_000, listenerUrl: "http://127.0.0.1:8765/saml" };
	assert.equal(readable(xml, posted).expiresAt, end, "just posted: it is the clock that looks wrong");
});

test("session name and duration are left out when they are missing, several or out of range", () => {
	for (const SessionDuration of ["899", "43201", "", "1h", "1e3.5", "900.5"]) {
		assert.equal(
			read({ attributes: { SessionDuration } }).sessionDurationSeconds,
			undefined,
			SessionDuration,
		);
	}
	assert.equal(read({ attributes: { SessionDuration: " 43200 " } }).sessionDurationSeconds, 43_200);
	assert.equal(read({ attributes: { RoleSessionName: "" } }).sessionName, undefined);
	const two = responseXml().replace("</saml:AttributeStatement>", `${attribute("RoleSessionName", "bob")}$&`);
	assert.equal(readable(two).sessionName, undefined);
});

test("made for another service: refused, and says for which", () => {
	const evil = "https://evil.example/acs?token=hidden#hidden";
	const message = /made for https:\/\/evil\.example\/acs, not for AWS/;
	refused(responseXml({ destination: evil }), "SamlWrongDestination", message);
	refused(responseXml({ recipient: evil }), "SamlWrongDestination", message);
	refused(responseXml({ recipient: `${acs}.evil.example/saml` }), "SamlWrongDestination", /evil\.example/);
	const link = "https://evil.example/[Open](command:x)";
	assert.throws(
		() => readSamlResponse(secret(responseXml({ destination: link })), context),
		(error) => error instanceof SessionsError && !/[[\]]/.test(error.message),
	);
	assert.equal(read({ destination: "" }).destination, undefined);
});

test("addressed to the listener: only when it came by it, and the recipient stays AWS", () => {
	const listenerUrl = "http://127.0.0.1:8765/saml";
	for (const destination of [listenerUrl, "http://localhost:8765/saml"]) {
		assert.equal(readable(responseXml({ destination }), { listenerUrl }).destination, destination);
		refused(responseXml({ destination }), "SamlWrongDestination", /8765/);
	}
	const xml = (changes: Parts) => responseXml({ destination: listenerUrl, ...changes });
	refused(xml({ destination: "http://127.0.0.1:8766/saml" }), "SamlWrongDestination", /8766/, {
		listenerUrl,
	});
	refused(xml({ recipient: listenerUrl }), "SamlWrongDestination", /8765/, { listenerUrl });
});

test("a sign-in that failed is told in the provider's words, which make no link and no second line", () => {
	const status = (inner: string, message = "") =>
		`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">${inner}</samlp:StatusCode>${message}`;
	const sentence = "<samlp:StatusMessage>Not allowed\n[now](command:x).</samlp:StatusMessage>";
	const detail = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/>';
	const failed = (text: string) => responseXml({ status: text, assertion: "" });
	refused(
		failed(status("", sentence)),
		"SamlSignInFailed",
		/did not sign you in: Not allowed now \(command:x\)$/,
	);
	refused(failed(status(detail)), "SamlSignInFailed", /did not sign you in: AuthnFailed$/);
	refused(failed(status("")), "SamlSignInFailed", /did not sign you in: Responder$/);
	const long = `<samlp:StatusMessage>${"long ".repeat(1000)}</samlp:StatusMessage>`;
	refused(failed(status("", long)), "SamlSignInFailed", /^.{30,300}…$/);
	// Success is not what a failure's detail says.
	const nested = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>';
	refused(responseXml({ status: status(nested) }), "SamlSignInFailed", /Success/);
	invalid(responseXml({ status: "" }), /no Status/);
});

test("an encrypted assertion is taken, and says no roles", () => {
	const assertion =
		'<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedAssertion>';
	const xml = responseXml({ assertion });
	const result = readSamlResponse(secret(xml), context);
	assert.ok(result.kind === "encrypted");
	assert.deepEqual(
		[result.issuer, result.destination, result.response.reveal()],
		["https://idp.example/metadata", acs, base64(xml)],
	);
	refused(responseXml({ assertion, destination: "https://evil.example/" }), "SamlWrongDestination", /evil/);
	invalid(responseXml({ assertion, beside: assertionXml() }), /more than one assertion/);
});

test("an encrypted name is no obstacle", () => {
	const xml = responseXml().replace(
		/<saml:NameID.*<\/saml:NameID>/,
		"<saml:EncryptedID><x/></saml:EncryptedID>",
	);
	assert.equal(readable(xml).subject, undefined);
});

test("hostile: an external entity", () => {
	const dtd = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
	invalid(responseXml({ subject: "&x;" }).replace("<samlp:Response", `${dtd}$&`), /document type definition/);
	invalid(
		responseXml().replace("<samlp:Response", '<!DOCTYPE r SYSTEM "http://evil.example/x.dtd">$&'),
		/type/,
	);
	invalid(responseXml().replace("<samlp:Response", "<!doctype r>$&"), /document type definition/);
});

test("hostile: a billion laughs", () => {
	const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
	const dtd = `<!DOCTYPE r [<!ENTITY l0 "ha">${entities.join("")}]>`;
	invalid(
		responseXml({ subject: "&l9;" }).replace("<samlp:Response", `${dtd}$&`),
		/document type definition/,
	);
});

test("hostile: a comment in NameID, in an attribute's value, anywhere", () => {
	const message = /has a comment, which is refused/;
	invalid(responseXml({ subject: "admin@example.com<!---->.evil.example" }), message);
	invalid(responseXml({ roles: [`${roleArn}<!-- x -->,${providerArn}`] }), message);
	invalid(`${responseXml()}<!-- at the end -->`, message);
});

test("hostile: elements in NameID and in a value", () => {
	const ns = 'xmlns:y="urn:y"';
	invalid(responseXml({ subject: `admin@example.com<y:b ${ns}/>.evil` }), /elements in the text of NameID/);
	invalid(responseXml({ roles: [`${pair}<y:b ${ns}/>`] }), /elements in the text of AttributeValue/);
});

test("hostile: CDATA, processing instructions, unknown entities and characters", () => {
	invalid(responseXml({ subject: "<![CDATA[admin]]>" }), /CDATA/);
	invalid(responseXml({ subject: "admin<?x y?>.evil" }), /processing instruction/);
	for (const subject of ["&nbsp;", "&x;", "a & b", "&#0;", "&#x1F;", "&#xD800;", "&#x110000;", "&#xFFFE;"]) {
		invalid(responseXml({ subject }), /reference to an entity or a character that XML does not define/);
	}
	invalid(responseXml({ subject: "a\u0000b" }), /control characters/);
	for (const subject of ["a&#x85;b", "a&#x202E;b", "a\u2066b"]) {
		invalid(responseXml({ subject }), /control characters in NameID/);
	}
	const escaped = readable(responseXml({ subject: "&lt;b&gt; &amp;amp; &#90;&#x6f;&#xeb;" }));
	assert.equal(escaped.subject, "<b> &amp; Zoë");
});

test("hostile: a second assertion, beside the first, in a signature, in advice, or around it", () => {
	const message = /more than one assertion or response/;
	const forged = assertionXml({ subject: "root" }).replace('ID="_a"', 'ID="_b"');
	invalid(responseXml({ beside: forged }), message);
	invalid(responseXml().replace("</ds:SignatureValue>", `$&<ds:Object>${forged}</ds:Object>`), message);
	invalid(responseXml({ conditions: `<saml:Advice>${forged}</saml:Advice>` }), message);
	invalid(responseXml({ beside: responseXml({ assertion: "" }).replace(/<\?.*\?>/, "") }), message);
	invalid(responseXml({ beside: '<y:Assertion xmlns:y="urn:y"/>' }), message);
});

test("hostile: the assertion deeper in the response, or in a foreign namespace", () => {
	const message = /in a place where none belongs/;
	invalid(responseXml({ assertion: `<samlp:Extensions>${assertionXml()}</samlp:Extensions>` }), message);
	const foreign = assertionXml().replace("SAML:2.0:assertion", "SAML:2.0:elsewhere");
	invalid(responseXml({ assertion: foreign }), message);
	invalid(responseXml({ assertion: "" }), /no assertion in it/);
});

test("hostile: elements of AWS's names in a foreign namespace count for nothing", () => {
	const fake = `<y:Attribute xmlns:y="urn:y" Name="${attributeNames}Role"><y:AttributeValue>${pair}</y:AttributeValue></y:Attribute>`;
	const xml = responseXml({ roles: [] }).replace("</saml:AttributeStatement>", `${fake}$&`);
	invalid(xml, /offers no role/);
});

test("hostile: two of what there is one of", () => {
	const xml = responseXml();
	const doubled = (element: RegExp, message: RegExp) => invalid(xml.replace(element, "$&$&"), message);
	doubled(/<saml:NameID.*<\/saml:NameID>/, /more than one NameID in its Subject/);
	doubled(/<saml:Subject>.*<\/saml:Subject>/s, /more than one Subject/);
	doubled(/<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/s, /more than one SubjectConfirmation/);
	doubled(/<saml:SubjectConfirmationData .*\/>/, /more than one SubjectConfirmationData/);
	doubled(/<saml:Conditions.*<\/saml:Conditions>/, /more than one Conditions/);
	doubled(/<samlp:Status>.*<\/samlp:Status>/, /more than one Status/);
	invalid(xml.replace("Recipient=", 'Recipient="x" Recipient='), /broken/);
	invalid(`${xml}${xml.replace(/<\?.*\?>/, "")}`, /broken/);
});

test("hostile: deep nesting, and prefixes out of nowhere", () => {
	const depth = 5000;
	const deep = "<y>".repeat(depth) + "</y>".repeat(depth);
	invalid(responseXml({ beside: deep }), /more than 40 deep/);
	invalid(responseXml({ beside: "<y:b/>" }), /prefix that it does not declare/);
	for (const name of ["__proto__", "constructor", "toString"]) {
		invalid(responseXml({ roles: [] }).replace("</saml:Assertion>", `<${name}/>$&`), /broken|offers no role/);
	}
});

test("hostile: markup that another parser could read differently", () => {
	const xml = responseXml();
	invalid(xml.replace('ID="_a"', 'ID="<saml:Assertion>"'), /broken/);
	invalid(xml.replace("</samlp:Response>", "</samlp:Response>text"), /broken/);
	invalid(xml.replace("<samlp:Status>", "text<"), /broken/);
	invalid(xml.slice(0, -10), /broken or cut short/);
	invalid(xml.replace("UTF-8", "UTF-7"), /not in UTF-8/);
	refusedText(
		new Secret(Buffer.from(`\uFEFF${xml}`, "utf16le").toString("base64")),
		"InvalidSamlResponse",
		/not XML/,
	);
	const latin1 = Buffer.from(responseXml({ subject: "Zoë" }), "latin1").toString("base64");
	refusedText(new Secret(latin1), "InvalidSamlResponse", /not XML in UTF-8/);
});

test("hostile documents of full size are done with quickly", () => {
	const size = 70_000;
	for (const filler of [
		"<",
		"<a>",
		"<a/>",
		"&",
		"&amp;",
		"\"'",
		'<a b="',
		"<a b='c' ",
		"=",
		"a ",
		"&#",
		"</",
		"<!",
	]) {
		const text = filler.repeat(size / filler.length);
		for (const xml of [responseXml({ subject: text.slice(0, size) }), `<a ${text}`, `<a>${text}</a>`]) {
			const time = cpuTime(() => {
				try {
					readSamlResponse(new Secret(xml.slice(0, 74_000)), context);
				} catch (error) {
					assert.ok(error instanceof SessionsError, inspect(error));
				}
			});
			assert.ok(time < 2000, `${filler}: ${time} ms`);
		}
	}
});

test("what is another document says what to copy instead", () => {
	invalid("<html><body/></html>", /web page.*field SAMLResponse/);
	invalid(assertionXml(), /without the response around it/);
	const request = '<q:AuthnRequest xmlns:q="urn:oasis:names:tc:SAML:2.0:protocol"/>';
	invalid(request, /request to the identity provider/);
	invalid('<r:Response xmlns:r="urn:oasis:names:tc:SAML:1.0:protocol"/>', /SAML 2\.0/);
	invalid("<Response/>", /another kind of XML/);
	invalid('<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>', /another kind of XML/);
});

test("what AWS demands and is missing is named", () => {
	const without = (what: RegExp | string) => responseXml().replace(what, "");
	invalid(without(/ Recipient="[^"]*"/), /no SubjectConfirmationData with Recipient and NotOnOrAfter/);
	invalid(without(/<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/s), /no SubjectConfirmationData/);
	invalid(without(/<saml:Subject>.*<\/saml:Subject>/s), /no SubjectConfirmationData/);
	invalid(responseXml({ notOnOrAfter: "tomorrow" }), /NotOnOrAfter that is no time/);
	invalid(responseXml({ notOnOrAfter: "2026-13-01T00:00:00Z" }), /NotOnOrAfter that is no time/);
	invalid(without('IssueInstant="2026-03-01T11:59:59.123456Z"'), /no IssueInstant/);
	invalid(
		responseXml().replace(/(<saml:Assertion[^>]*>\s*)<saml:Issuer>.*<\/saml:Issuer>/, "$1"),
		/no Issuer/,
	);
	invalid(
		without(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/s),
		/no attribute .*\/Role, which AWS/,
	);
	invalid(responseXml({ roles: ["x", "y"] }), /offers no role: none of the 2 values/);
});

test("no text ends in anything but an answer or a coded error", () => {
	const pieces = responseXml().split(/(?<=>)/);
	const rough = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.base64String(),
		fc
			.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 40 })
			.map((parts) => parts.join("")),
		fc
			.tuple(fc.nat({ max: responseXml().length }), fc.nat({ max: 30 }), fc.string({ maxLength: 10 }))
			.map(([at, length, text]) => responseXml().slice(0, at) + text + responseXml().slice(at + length)),
	);
	fc.assert(
		fc.property(rough, fc.boolean(), (text, isBase64) => {
			try {
				readSamlResponse(new Secret(isBase64 ? base64(text) : text), { now });
			} catch (error) {
				assert.ok(error instanceof SessionsError, inspect(error));
			}
		}),
		{ numRuns: 500 },
	);
});
