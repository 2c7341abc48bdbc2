import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { activeKey, aliceMfaSerial, sampleAlice, stagingExternalId } from "../../../sandbox/sampleWorld.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";
import { noTotpSecrets } from "../../fakes/totpSecrets.ts";

const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const alice = activeKey(sampleAlice());

const configText = `
[profile acme]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
region = eu-central-1
[profile alice-mfa]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
mfa_serial = ${aliceMfaSerial}
[profile readonly]
role_arn = ${arnOf("444455556666", "DevReadOnly")}
source_profile = acme
[profile audit]
role_arn = ${arnOf("777788889999", "ProdAudit")}
source_profile = readonly
role_session_name = auditor
duration_seconds = 900
[profile admin]
role_arn = ${arnOf("777788889999", "ProdAdmin")}
source_profile = acme
mfa_serial = ${aliceMfaSerial}
[profile staging]
role_arn = ${arnOf("222233334444", "deploy/StagingDeploy")}
source_profile = acme
mfa_serial = ${aliceMfaSerial}
external_id = ${stagingExternalId}
duration_seconds = 14400
region = eu-west-1
[profile twice]
role_arn = ${arnOf("777788889999", "ProdAudit")}
source_profile = readonly-mfa
mfa_serial = ${aliceMfaSerial}
[profile readonly-mfa]
role_arn = ${arnOf("444455556666", "DevReadOnly")}
source_profile = acme
mfa_serial = ${aliceMfaSerial}
[profile two-devices]
role_arn = ${arnOf("777788889999", "ProdAudit")}
source_profile = readonly-mfa
mfa_serial = GAHT12345678
[profile self]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
role_arn = ${arnOf("444455556666", "DevReadOnly")}
source_profile = self
[profile sso]
sso_session = s
sso_account_id = 1
sso_role_name = R
[profile half]
aws_access_key_id = AKIA1
[profile lost]
role_arn = ${arnOf("444455556666", "DevReadOnly")}
source_profile = gone
[profile fips]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
use_fips_endpoint = true
`;

async function acquiring(t: TestContext, changes: Environment = {}) {
	const fixture = await stsFixture(t);
	const mfaCodes = new MfaCodes(fixture.clock);
	const environment = { AWS_ENDPOINT_URL_STS: fixture.sts.url, ...changes };
	return {
		...fixture,
		code: () => fixture.sts.nextMfaCode(aliceMfaSerial),
		get: (request: string | SessionRequest, interaction = new FakeInteraction()) =>
			acquire(typeof request === "string" ? { kind: "profile", profile: request } : request, {
				config: configOf(configText),
				environment,
				homeFolder: undefined,
				clock: fixture.clock,
				send: sendHttp,
				sts: fixture.client,
				mfaCodes,
				totpSecrets: noTotpSecrets,
				defaultSessionName: "default-name",
				interaction,
			}),
		/** Operation and parameters of the requests so far. */
		sent: () => fixture.sts.requests.map(({ operation, parameters }) => ({ operation, ...parameters })),
	};
}

test("a user's keys are those of the file, and STS is asked whose they are", async (t) => {
	const { get, sent } = await acquiring(t);
	const interaction = new FakeInteraction();
	const { credentials, identity, source, region, roleArn } = await get("acme", interaction);
	assert.equal(credentials.accessKeyId, alice.id);
	assert.equal(credentials.expiresAt, undefined);
	assert.equal(identity.user, "alice");
	assert.deepEqual([source, roleArn], [["acme"], undefined]);
	assert.deepEqual(region, { region: "eu-central-1", from: "profile" });
	assert.deepEqual(sent(), [{ operation: "GetCallerIdentity" }]);
	assert.deepEqual(interaction.steps, ["Checking the keys of acme"]);
});

test("a chain assumes each role in turn, the leaf's settings its own", async (t) => {
	const { get, sent, clock, sts } = await acquiring(t, { AWS_REGION: "us-west-2" });
	const interaction = new FakeInteraction();
	const { credentials, identity, source, roleArn, region } = await get("audit", interaction);
	assert.equal(identity.arn, "arn:aws:sts::777788889999:assumed-role/ProdAudit/auditor");
	assert.equal(roleArn, arnOf("777788889999", "ProdAudit"));
	assert.deepEqual(source, ["acme", "readonly", "audit"]);
	assert.deepEqual(region, { region: "us-west-2", from: "environment" });
	assert.equal(credentials.expiresAt, clock.now() + 900_000);
	assert.deepEqual(sent(), [
		{
			operation: "AssumeRole",
			RoleArn: arnOf("444455556666", "DevReadOnly"),
			RoleSessionName: "default-name",
		},
		{
			operation: "AssumeRole",
			RoleArn: arnOf("777788889999", "ProdAudit"),
			RoleSessionName: "auditor",
			DurationSeconds: "900",
		},
	]);
	assert.deepEqual(
		sts.requests.map((request) => request.region),
		["us-west-2", "us-west-2"],
	);
	assert.deepEqual(interaction.steps, ["Assuming readonly", "Assuming audit"]);
	assert.deepEqual(interaction.questions, []);
});

test("MFA, external id and duration go with the role", async (t) => {
	const { get, code, clock, sts } = await acquiring(t);
	const interaction = new FakeInteraction(code);
	const { credentials, region } = await get("staging", interaction);
	assert.equal(credentials.expiresAt, clock.now() + 14_400_000);
	assert.deepEqual(region, { region: "eu-west-1", from: "profile" });
	assert.deepEqual(interaction.questions, [
		{
			serial: aliceMfaSerial,
			profile: "staging",
			roleArn: arnOf("222233334444", "deploy/StagingDeploy"),
		},
	]);
	assert.equal(sts.requests[0]?.parameters["ExternalId"], stagingExternalId);
	assert.equal(sts.requests[0]?.parameters["SerialNumber"], aliceMfaSerial);
});

test("a wrong code is asked again with the reason, and nothing starts over", async (t) => {
	const { get, code, sts, clock } = await acquiring(t);
	const interaction = new FakeInteraction("000000", "1234567", code);
	const { identity } = await get("admin", interaction);
	assert.equal(identity.role, "ProdAdmin");
	assert.deepEqual(
		interaction.questions.map(({ problem, nextCodeAt }) => [problem, nextCodeAt && nextCodeAt - clock.now()]),
		[
			[undefined, undefined],
			["That code was not accepted", 20_000],
			["An MFA code has 6 digits", 20_000],
		],
	);
	// What can't be a code is not sent at all.
	assert.equal(sts.requests.length, 2);
});

test("a code that was sent already is not sent again, by whatever profile", async (t) => {
	const { get, code, sts, clock } = await acquiring(t);
	const used = code();
	await get("admin", new FakeInteraction(used));
	const interaction = new FakeInteraction(used, code);
	await get("staging", interaction);
	assert.match(interaction.questions[1]?.problem ?? "", /sent already/);
	assert.deepEqual(
		interaction.questions.map(({ nextCodeAt = 0 }) => nextCodeAt - clock.now()),
		[20_000, 20_000],
		"when the next code is due is said from the start",
	);
	assert.equal(sts.requests.length, 2);
	const again = new FakeInteraction("000000", "000000");
	await cancelled(get("admin", again));
	assert.equal(sts.requests.length, 3);
	clock.advance(90_000);
	await cancelled(get("admin", new FakeInteraction("000000")));
	assert.equal(sts.requests.length, 4, "a code can come back");
});

test("another refusal than of the code ends it", async (t) => {
	const { get, sts } = await acquiring(t);
	const role = {
		kind: "role",
		roleArn: arnOf("777788889999", "ProdAdmin"),
		sourceProfile: "acme",
		mfaSerial: "arn:aws:iam::111122223333:mfa/other",
	} as const;
	await rejection(get(role, new FakeInteraction("123456", "654321")), "MfaDeviceInvalid");
	assert.equal(sts.requests.length, 1);
});

test("a user with a device of its own gets a session that carries the MFA", async (t) => {
	const { get, code, sent, clock } = await acquiring(t);
	const interaction = new FakeInteraction(code);
	const { credentials, identity, source, region } = await get("alice-mfa", interaction);
	assert.match(credentials.accessKeyId, /^ASIA/);
	assert.equal(credentials.expiresAt, clock.now() + 43_200_000);
	assert.equal(identity.user, "alice");
	assert.deepEqual(source, ["alice-mfa"]);
	assert.deepEqual(region, { region: "us-east-1", from: "default" });
	assert.deepEqual(interaction.questions, [{ serial: aliceMfaSerial, profile: "alice-mfa" }]);
	assert.deepEqual(
		sent().map(({ operation }) => operation),
		["GetSessionToken", "GetCallerIdentity"],
	);
	assert.deepEqual(interaction.steps, ["Getting a session for alice-mfa", "Checking the keys of alice-mfa"]);
});

test("a role by hand comes on top of a chain, with everything it was given", async (t) => {
	const { get, sent, sts, clock } = await acquiring(t);
	const { identity, source, roleArn, region, credentials } = await get({
		kind: "role",
		roleArn: arnOf("777788889999", "ProdAudit"),
		sourceProfile: "readonly",
		sessionName: "by-hand",
		durationSeconds: 1800,
		externalId: "not-needed",
		region: "eu-north-1",
	});
	assert.equal(identity.sessionName, "by-hand");
	assert.deepEqual(source, ["acme", "readonly", "ProdAudit@777788889999"]);
	assert.equal(roleArn, arnOf("777788889999", "ProdAudit"));
	assert.deepEqual(region, { region: "eu-north-1", from: "request" });
	assert.equal(credentials.expiresAt, clock.now() + 1_800_000);
	assert.equal(sts.requests[1]?.region, "eu-north-1");
	assert.deepEqual(sent()[1], {
		operation: "AssumeRole",
		RoleArn: arnOf("777788889999", "ProdAudit"),
		RoleSessionName: "by-hand",
		DurationSeconds: "1800",
		ExternalId: "not-needed",
	});
});

test("a role by hand can ask for MFA", async (t) => {
	const { get, code } = await acquiring(t);
	const interaction = new FakeInteraction(code);
	const roleArn = arnOf("777788889999", "ProdAdmin");
	await get({ kind: "role", roleArn, sourceProfile: "acme", mfaSerial: aliceMfaSerial }, interaction);
	assert.deepEqual(interaction.questions, [
		{ serial: aliceMfaSerial, profile: "ProdAdmin@777788889999", roleArn },
	]);
});

test("a profile that is its own source comes through itself once", async (t) => {
	const { get } = await acquiring(t);
	assert.deepEqual((await get("self")).source, ["self"]);
});

test("calling off, at the question and on the way", async (t) => {
	const { get, code, sts } = await acquiring(t);
	await cancelled(get("admin", new FakeInteraction()));
	assert.equal(sts.requests.length, 0);
	const interaction = new FakeInteraction(code);
	const release = sts.faults.hold();
	const asked = get("admin", interaction);
	await sts.received(1);
	interaction.cancel();
	await cancelled(asked);
	release();
});

test("what can't be had is told before anything is sent, with the place to mend", async (t) => {
	const { get, sts } = await acquiring(t);
	const cases = [
		["gone", "ProfileNotFound", "openConfig"],
		["sso", "MissingSource", "openFile"],
		["half", "PartialKeys", "openFile"],
		["lost", "MissingSource", "openFile"],
		["fips", "InvalidEndpoint", "openFile"],
	] as const;
	for (const [profile, code, remedy] of cases) {
		const interaction = new FakeInteraction();
		const { remedies } = await rejection(get(profile, interaction), code);
		assert.equal(remedies[0]?.kind, remedy);
		assert.deepEqual(interaction.steps, []);
	}
	assert.equal(sts.requests.length, 0);
	await rejection(
		get({ kind: "role", roleArn: arnOf("444455556666", "R"), sourceProfile: "gone" }),
		"ProfileNotFound",
	);
});

test("two hops with the same device ask once, with different devices twice", async (t) => {
	const { get, code, sent } = await acquiring(t);
	const once = new FakeInteraction(code);
	assert.equal((await get("twice", once)).identity.role, "ProdAudit");
	assert.equal(once.questions.length, 1);
	assert.deepEqual(
		sent().map((request) => "SerialNumber" in request),
		[true, false],
	);
	const twice = new FakeInteraction(code, "123456");
	// STS knows no device of a role's session; that is for STS to say.
	await rejection(get("two-devices", twice), "MfaDeviceInvalid");
	assert.deepEqual(
		twice.questions.map(({ serial }) => serial),
		[aliceMfaSerial, "GAHT12345678"],
	);
});
