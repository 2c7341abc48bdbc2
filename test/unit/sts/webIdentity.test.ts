import assert from "node:assert/strict";
import { test } from "node:test";
import {
	ciWebIdentityArn,
	sampleIdentityProvider,
	sampleIdentityToken,
	sampleWorld,
} from "../../sandbox/sampleWorld.ts";
import { deployArn, identityFixture } from "../aws/identityFixture.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, fixture, listed } from "./fixture.ts";

const base = { Action: "AssumeRoleWithWebIdentity", RoleArn: deployArn, RoleSessionName: "pod" };

test("the result is a role's session, in the shapes that AWS gives", async (t) => {
	const { sts, token } = await identityFixture(t);
	const answer = await call(sts, undefined, { ...base, WebIdentityToken: token() });
	assert.equal(answer.status, 200);
	assert.equal(answer.element("SubjectFromWebIdentityToken"), "deployer");
	assert.equal(answer.element("Audience"), "sts.amazonaws.com");
	assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	assert.match(answer.element("AssumedRoleId"), /^AROA[A-Z2-7]{17}:pod$/);
	assert.match(answer.element("Provider"), /^arn:aws:iam::444455556666:oidc-provider\/oidc\.eks\./);
	const identity = await call(sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), "arn:aws:sts::444455556666:assumed-role/PodDeploy/pod");
});

test("refusals in STS's words, and a signature where none belongs", async (t) => {
	const { sts, token, clock } = await identityFixture(t);
	const told = async (WebIdentityToken: string, changes = {}) =>
		outcome(await call(sts, undefined, { ...base, WebIdentityToken, ...changes }));
	assert.match(await told("a.bc"), /^400 InvalidIdentityToken: The ID Token provided is not a valid JWT/);
	assert.match(await told("a.e30.c"), /^400 InvalidIdentityToken: .* not a valid JWT/);
	assert.match(
		await told(token({ iss: "https://x" })),
		/^400 InvalidIdentityToken: No OpenIDConnect provider/,
	);
	assert.match(await told(token({}, "x")), /^400 InvalidIdentityToken: Couldn't retrieve/);
	assert.equal(await told(token({ aud: "x" })), "400 InvalidIdentityToken: Incorrect token audience");
	const now = Math.floor(clock.now() / 1000);
	assert.equal(
		await told(token({ exp: now })),
		`400 ExpiredTokenException: Token expired: current date/time ${now} must be before the expiration date/time ${now}`,
	);
	const denied = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
	assert.equal(await told(token({ sub: "x" })), denied);
	assert.equal(await told(token({ aud: "other" })), denied);
	assert.equal(await told(token(), { RoleArn: deployArn.replace("PodDeploy", "DevReadOnly") }), denied);
	assert.match(await told(token(), { DurationSeconds: "7200" }), /MaxSessionDuration/);
	assert.match(
		outcome(await call(sts, aliceKeys, { ...base, WebIdentityToken: token() })),
		/^400 UnneededSignature/,
	);
});

test("the sample world's token opens its role, with policies too", async (t) => {
	const { sts, now } = await fixture(t);
	const parameters = { ...base, RoleArn: ciWebIdentityArn, WebIdentityToken: sampleIdentityToken(now()) };
	const arns = listed("PolicyArns", [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }]);
	const answer = await call(sts, undefined, { ...parameters, ...arns });
	assert.equal(answer.element("Arn"), "arn:aws:sts::444455556666:assumed-role/CiWebIdentity/pod");
	assert.equal(answer.element("PackedPolicySize"), "1");
	assert.equal(
		outcome(await call(sts, undefined, { ...parameters, Policy: "{" })),
		"400 MalformedPolicyDocument: This policy contains invalid Json",
	);
	const other = sampleIdentityToken(now(), { sub: "project_path:acme/other:ref_type:branch:ref:main" });
	assert.match(
		outcome(await call(sts, undefined, { ...parameters, WebIdentityToken: other })),
		/^403 AccessD/,
	);
});

test("a provider can be out of reach, or disown its token", async (t) => {
	for (const [trouble, told] of [
		["unreachable", "400 IDPCommunicationError: Could not communicate with the identity provider"],
		["rejects", "403 IDPRejectedClaim: The identity provider rejected the claim"],
	] as const) {
		const identityProviders = [{ ...sampleIdentityProvider(), trouble }];
		const { sts, now } = await fixture(t, { ...sampleWorld(), identityProviders });
		const WebIdentityToken = sampleIdentityToken(now());
		const answer = await call(sts, undefined, { ...base, RoleArn: ciWebIdentityArn, WebIdentityToken });
		assert.equal(outcome(answer), told);
	}
});
