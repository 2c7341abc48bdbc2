import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
	samlAuditorArn,
	samlDeveloperArn,
	sampleSamlProvider,
	sampleSamlResponse,
	sampleWorld,
} from "../../sandbox/sampleWorld.ts";
import { type SamlResponseOptions, samlXml } from "../../sts/samlAssertion.ts";
import { call, keysIn, outcome, startOfTime } from "./client.ts";
import { aliceKeys, type Fixture, fixture } from "./fixture.ts";

const provider = sampleSamlProvider("444455556666");
const base = {
	Action: "AssumeRoleWithSAML",
	RoleArn: samlDeveloperArn,
	PrincipalArn: provider.arn,
};

/** Sends a response of the fixture's time, with changes to it and to the request. */
const assumeWith = (
	{ sts, now }: Fixture,
	changes: Partial<SamlResponseOptions> = {},
	parameters: Record<string, string> = {},
) => call(sts, undefined, { ...base, SAMLAssertion: sampleSamlResponse(now(), changes), ...parameters });

test("the result is a role's session, in the shapes that AWS gives", async (t) => {
	const held = await fixture(t);
	const answer = await assumeWith(held);
	assert.equal(answer.status, 200, answer.text);
	const session = "arn:aws:sts::444455556666:assumed-role/SamlDeveloper/alice@acme.example";
	assert.equal(answer.element("Arn"), session);
	assert.match(answer.element("AssumedRoleId"), /^AROA[A-Z2-7]{17}:alice@acme\.example$/);
	assert.equal(answer.element("Audience"), "https://signin.aws.amazon.com/saml");
	assert.equal(answer.element("Issuer"), provider.issuer);
	assert.equal(answer.element("Subject"), "G-4f7c2e");
	assert.equal(answer.element("SubjectType"), "persistent");
	const qualified = `${provider.issuer}444455556666/AcmeIdP`;
	assert.equal(answer.element("NameQualifier"), createHash("sha1").update(qualified).digest("base64"));
	assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	assert.equal(answer.element("PackedPolicySize"), "");
	const identity = await call(held.sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), session);
});

test("a pair counts in either order, in every flavour of XML", async (t) => {
	const held = await fixture(t);
	const auditor = { RoleArn: samlAuditorArn, PrincipalArn: sampleSamlProvider("777788889999").arn };
	for (const flavor of ["adfs", "keycloak", "okta"] as const) {
		assert.equal((await assumeWith(held, { flavor })).status, 200, flavor);
		assert.equal((await assumeWith(held, { flavor }, auditor)).status, 200, flavor);
	}
	const options = { provider, roles: [], nameId: "n", issuedAt: startOfTime };
	assert.match(samlXml({ ...options, flavor: "adfs" }), /^<\?xml.*<samlp:Response .*<Assertion xmlns="urn:/);
	assert.match(samlXml({ ...options, flavor: "okta" }), /<saml2p:Response .*<saml2:Assertion xmlns:saml2="/);
	assert.match(samlXml(options), /<samlp:Response .*<saml:Assertion xmlns:saml="/);
});

test("markup in a name goes there and back", async (t) => {
	const nameId = `a<b>&"c'`;
	assert.equal((await assumeWith(await fixture(t), { nameId })).element("Subject"), nameId);
});

test("the session is as long as asked, within the role's limit and the assertion's", async (t) => {
	const held = await fixture(t);
	const ends = async (changes: Partial<SamlResponseOptions>, DurationSeconds: string) =>
		(await assumeWith(held, changes, { DurationSeconds })).element("Expiration");
	assert.equal(await ends({}, "14400"), "2026-03-01T16:00:10Z");
	assert.equal(await ends({ sessionDurationSeconds: 7200 }, "14400"), "2026-03-01T14:00:10Z");
	assert.equal(await ends({ sessionDurationSeconds: 43_200 }, "900"), "2026-03-01T12:15:10Z");
	const sessionNotOnOrAfter = startOfTime + 1_800_000;
	assert.equal(await ends({ sessionNotOnOrAfter }, "14400"), "2026-03-01T12:30:10Z");
	assert.equal(
		outcome(await assumeWith(held, {}, { DurationSeconds: "14401" })),
		"400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
	);
	assert.match(
		outcome(await assumeWith(held, { sessionDurationSeconds: 60 })),
		/^400 InvalidIdentityToken: SessionDuration must be between 900 and 43200/,
	);
});

test("the source identity goes from the assertion along the chain", async (t) => {
	const next = "arn:aws:iam::444455556666:role/Next";
	const roles = [...sampleWorld().roles, { arn: next, trust: [{ principals: [samlDeveloperArn] }] }];
	const held = await fixture(t, { ...sampleWorld(), roles });
	const answer = await assumeWith(held, { sourceIdentity: "alice" });
	assert.equal(answer.element("SourceIdentity"), "alice");
	const chained = await held.assume(keysIn(answer), { RoleArn: next });
	assert.equal(chained.element("SourceIdentity"), "alice");
	assert.match(
		outcome(await held.assume(keysIn(answer), { RoleArn: next, SourceIdentity: "bob" })),
		/^403 AccessDenied: User: arn:aws:sts::.* perform: sts:SetSourceIdentity on resource: .*:role\/Next$/,
	);
});

test("responses are refused in STS's words", async (t) => {
	const held = await fixture(t);
	const cases = [
		[{ secret: "another" }, "Response signature invalid"],
		[{ recipient: "https://sso.example.com/saml" }, "Response does not contain the required recipient."],
		[{ audience: "https://sso.example.com" }, "Response does not contain the required audience."],
		[
			{ roles: [{ roleArn: samlAuditorArn, providerArn: provider.arn }] },
			"SAML Assertion doesn't contain the requested Role and Metadata in the attributes",
		],
		[{ sessionName: "a b" }, "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"],
	] as const;
	for (const [changes, message] of cases) {
		assert.equal(outcome(await assumeWith(held, changes)), `400 InvalidIdentityToken: ${message}`);
	}
	assert.match(
		outcome(await assumeWith(held, { issuer: "https://other" })),
		/^400 InvalidIdentityToken: Issuer not present in specified provider \(Service: AWSOpenIdDiscovery/,
	);
	assert.match(
		outcome(await assumeWith(held, { status: "AuthnFailed" })),
		/^403 IDPRejectedClaim: The identity provider reported that authentication failed$/,
	);
	const SAMLAssertion = Buffer.from(
		samlXml({ provider, roles: [], nameId: "n", issuedAt: held.now() }),
	).toString("base64");
	assert.match(
		outcome(await assumeWith(held, {}, { SAMLAssertion })),
		/^400 InvalidIdentityToken: RoleSessionName is required in AuthnResponse$/,
	);
	for (const text of ["not base64!", Buffer.from("<html/>").toString("base64"), "aaaa"]) {
		assert.match(
			outcome(await assumeWith(held, {}, { SAMLAssertion: text })),
			/^400 InvalidIdentityToken: Invalid base64 SAMLResponse .*AuthSamlInvalidSamlResponseException; Req/,
		);
	}
});

test("a response whose signed text was changed is refused", async (t) => {
	const held = await fixture(t);
	const xml = Buffer.from(sampleSamlResponse(held.now()), "base64").toString("utf8");
	for (const [from, to] of [
		["SamlDeveloper", "SamlDevelopes"],
		["G-4f7c2e", "G-4f7c2e<!---->"],
		["bearer", "Bearer"],
		["</saml:AttributeStatement>", "</saml:AttributeStatement><saml:X/>"],
	] as const) {
		assert.ok(xml.includes(from));
		const SAMLAssertion = Buffer.from(xml.replace(from, to)).toString("base64");
		const told = outcome(await assumeWith(held, {}, { SAMLAssertion }));
		assert.equal(told, "400 InvalidIdentityToken: Response signature invalid", from);
	}
});

test("a response has to be fresh", async (t) => {
	const held = await fixture(t);
	const at = held.now();
	const fresh = sampleSamlResponse(at, { notOnOrAfter: at + 3_600_000 });
	const short = sampleSamlResponse(at, { notOnOrAfter: at + 60_000 });
	const told = async (SAMLAssertion: string) => outcome(await assumeWith(held, {}, { SAMLAssertion }));
	held.pass(60_000);
	const now = Math.floor(held.now() / 1000);
	assert.equal(
		await told(short),
		`400 ExpiredTokenException: Token expired: current date/time ${now} must be before ` +
			`the expiration date/time ${now}`,
	);
	held.pass(240_000);
	assert.equal((await assumeWith(held, {}, { SAMLAssertion: fresh })).status, 200);
	held.pass(1);
	assert.equal(
		await told(fresh),
		"400 ExpiredTokenException: Token must be redeemed within 5 minutes of issuance",
	);
});

test("provider and role have to exist, and the role to trust the provider", async (t) => {
	const denied = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML";
	const pair = (roleArn: string) => ({ roles: [{ roleArn, providerArn: provider.arn }] });
	const held = await fixture(t);
	for (const RoleArn of [
		"arn:aws:iam::444455556666:role/DevReadOnly",
		"arn:aws:iam::444455556666:role/NoSuchRole",
		samlAuditorArn,
	]) {
		assert.equal(outcome(await assumeWith(held, pair(RoleArn), { RoleArn })), denied);
	}
	assert.match(
		outcome(await assumeWith(held, {}, { PrincipalArn: `${provider.arn}2` })),
		/^400 InvalidIdentityToken: Specified provider doesn't exist .*AuthSamlManifestNotFoundException/,
	);
	const recipient = "https://eu-central-1.signin.aws.amazon.com/saml";
	assert.equal(outcome(await assumeWith(held, { recipient })), denied, "the role wants the global audience");
});

test("limits, a switched off region, and a signature where none belongs", async (t) => {
	const held = await fixture(t);
	assert.match(
		outcome(await assumeWith(held, {}, { SAMLAssertion: "a".repeat(100_001) })),
		/at 'sAMLAssertion' .* have length less than or equal to 100000$/,
	);
	assert.match(
		outcome(await assumeWith(held, {}, { DurationSeconds: "43201" })),
		/have value less than or equal to 43200$/,
	);
	assert.equal(
		outcome(await assumeWith(held, {}, { Policy: "{" })),
		"400 MalformedPolicyDocument: This policy contains invalid Json",
	);
	const off = { id: "444455556666", disabledRegions: ["us-east-1"] };
	const switchedOff = await fixture(t, { ...sampleWorld(), accounts: [off] });
	assert.match(outcome(await assumeWith(switchedOff)), /^403 RegionDisabledException: .*:444455556666\. /);
	const SAMLAssertion = sampleSamlResponse(held.now());
	const signed = await call(held.sts, aliceKeys, { ...base, SAMLAssertion });
	assert.match(outcome(signed), /^400 UnneededSignature/);
});
