import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../src/aws/http/http.ts";
import type { Credentials } from "../../../src/core/session/credentials.ts";
import type { SessionRequest } from "../../../src/core/session/session.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../src/credentials/operations/acquire.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import {
	activeKey,
	aliceMfaSerial,
	ciWebIdentityArn,
	samlDeveloperArn,
	sampleAlice,
	sampleIdentityToken,
	sampleSamlProvider,
	sampleSamlResponse,
} from "../../sandbox/sampleWorld.ts";
import { stsFixture } from "../aws/sts/stsFixture.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../fakes/rejection.ts";
import { noTotpSecrets } from "../fakes/totpSecrets.ts";

const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const alice = activeKey(sampleAlice());
const readOnlyArn = arnOf("444455556666", "DevReadOnly");
const auditArn = arnOf("777788889999", "ProdAudit");

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
role_arn = ${readOnlyArn}
source_profile = acme
region = eu-west-1
[profile audit]
role_arn = ${auditArn}
source_profile = readonly
duration_seconds = 7200
`;

async function acquiring(t: TestContext) {
	const fixture = await stsFixture(t);
	const mfaCodes = new MfaCodes(fixture.clock);
	const live = new Map<string, Credentials>();
	const interaction = new FakeInteraction(() => fixture.sts.nextMfaCode(aliceMfaSerial));
	return {
		...fixture,
		live,
		interaction,
		get: <K extends SessionRequest["kind"]>(request: Extract<SessionRequest, { kind: K }>) =>
			acquire(request, {
				config: configOf(configText),
				environment: { AWS_ENDPOINT_URL_STS: fixture.sts.url },
				homeFolder: undefined,
				clock: fixture.clock,
				send: sendHttp,
				sts: fixture.client,
				mfaCodes,
				totpSecrets: noTotpSecrets,
				defaultSessionName: "default-name",
				interaction,
				liveCredentials: (id) => live.get(id),
			}),
		operations: () => fixture.sts.requests.map(({ operation }) => operation),
		sent: (name: string) => fixture.sts.requests.at(-1)?.parameters[name],
	};
}

const policy = JSON.stringify({
	Version: "2012-10-17",
	Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
});

test("a role by hand with everything that can be set", async (t) => {
	const { get, sts } = await acquiring(t);
	const { identity, source } = await get({
		kind: "role",
		roleArn: readOnlyArn,
		sourceProfile: "acme",
		sessionName: "me@work",
		durationSeconds: 900,
		policy,
		policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
		tags: { Project: "Pegasus" },
		transitiveTagKeys: ["Project"],
		sourceIdentity: "alice",
		region: "us-west-2",
	});
	assert.equal(identity.sessionName, "me@work");
	assert.deepEqual(source, ["acme", "DevReadOnly@444455556666 (scoped)"]);
	const [request] = sts.requests;
	assert.equal(request?.region, "us-west-2");
	const { Action: _, Version: __, ...parameters } = request?.parameters ?? {};
	assert.deepEqual(parameters, {
		RoleArn: readOnlyArn,
		RoleSessionName: "me@work",
		DurationSeconds: "900",
		Policy: policy,
		"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
		"Tags.member.1.Key": "Project",
		"Tags.member.1.Value": "Pegasus",
		"TransitiveTagKeys.member.1": "Project",
		SourceIdentity: "alice",
	});
});

test("what a person asks for takes the place of what a profile says, for its own role only", async (t) => {
	const { get, sts } = await acquiring(t);
	const { region } = await get({
		kind: "profile",
		profile: "audit",
		options: { sessionName: "other", durationSeconds: 900, region: "eu-north-1" },
	});
	assert.deepEqual(region, { region: "eu-north-1", from: "request" });
	assert.deepEqual(
		sts.requests.map(({ parameters }) => [parameters["RoleSessionName"], parameters["DurationSeconds"]]),
		[
			["default-name", undefined],
			["other", "900"],
		],
	);
	const error = await rejection(
		get({ kind: "profile", profile: "acme", options: { sessionName: "x2" } }),
		"InvalidArgument",
	);
	assert.match(error.message, /'acme' assumes no role .*sessionName/);
});

test("a profile's duration is cut down to what can work, with a note; a person's is not", async (t) => {
	const { get, sent, operations } = await acquiring(t);
	const { credentials, notes } = await get({ kind: "profile", profile: "audit" });
	assert.equal(sent("DurationSeconds"), "3600");
	assert.ok(credentials.expiresAt);
	assert.deepEqual(notes, [
		"audit: 1h in place of the profile's 2h: AWS caps a role assumed with another role's credentials at 1 hour",
	]);
	const before = operations().length;
	const refused = get({ kind: "profile", profile: "audit", options: { durationSeconds: 7200 } });
	const error = await rejection(refused, "DurationTooLong");
	assert.match(
		error.message,
		/ProdAudit can't be assumed for 2h: .*1 hour. For longer, assume it from a profile with access keys/,
	);
	assert.deepEqual(error.remedies, [{ kind: "useDuration", seconds: 3600 }]);
	assert.deepEqual(operations().slice(before), ["AssumeRole"]);
});

test("a role by hand takes the live session of the profile it comes from, and otherwise its chain", async (t) => {
	const { get, live, operations } = await acquiring(t);
	const request: SessionRequest = { kind: "role", roleArn: auditArn, sourceProfile: "readonly" };
	live.set("profile:readonly", (await get({ kind: "profile", profile: "readonly" })).credentials);
	const { identity, source } = await get(request);
	assert.deepEqual(operations(), ["AssumeRole", "AssumeRole"]);
	assert.equal(identity.role, "ProdAudit");
	assert.deepEqual(source, ["acme", "readonly", "ProdAudit@777788889999"]);
	live.clear();
	await get(request);
	assert.equal(operations().length, 4);
	await rejection(get({ ...request, durationSeconds: 7200 }), "DurationTooLong");
});

test("a session token with the profile's own device, another one or none", async (t) => {
	const { get, interaction, clock, sent } = await acquiring(t);
	const own = await get({ kind: "sessionToken", profile: "alice-mfa", durationSeconds: 129_600 });
	assert.equal(own.credentials.expiresAt, clock.now() + 129_600_000);
	assert.equal(own.identity.user, "alice");
	assert.doesNotMatch(own.notes?.join() ?? "", /Without MFA/);
	assert.equal(interaction.questions[0]?.serial, aliceMfaSerial);
	const without = await get({ kind: "sessionToken", profile: "acme" });
	assert.match(without.notes?.join() ?? "", /Without MFA/);
	assert.equal(sent("SerialNumber"), undefined);
	const role = await rejection(get({ kind: "sessionToken", profile: "readonly" }), "InvalidRequest");
	assert.match(
		role.message,
		/GetSessionToken takes a user's own access keys, and profile 'readonly' assumes a role/,
	);
	await cancelled(get({ kind: "sessionToken", profile: "acme", mfaSerial: aliceMfaSerial }));
});

test("a federation token, with a note when it can do nothing", async (t) => {
	const { get } = await acquiring(t);
	const open = await get({ kind: "federationToken", profile: "acme", name: "bob", durationSeconds: 900 });
	assert.equal(open.identity.arn, "arn:aws:sts::111122223333:federated-user/bob");
	assert.match(open.notes?.[0] ?? "", /Without a policy it may do nothing/);
	const scoped = await get({
		kind: "federationToken",
		profile: "acme",
		name: "bob",
		policy,
		tags: { a: "b" },
	});
	assert.equal(scoped.notes?.length, 1);
	await rejection(get({ kind: "federationToken", profile: "audit", name: "bob" }), "InvalidRequest");
});

test("root in a member account, for one task, on a regional endpoint", async (t) => {
	const { get, clock, sts } = await acquiring(t);
	const task = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
	const { credentials, identity, source, notes } = await get({
		kind: "root",
		profile: "acme",
		targetPrincipal: "444455556666",
		taskPolicyArn: task,
	});
	assert.equal(credentials.expiresAt, clock.now() + 900_000);
	assert.deepEqual(identity, {
		account: "444455556666",
		arn: "arn:aws:iam::444455556666:root",
		user: "root",
	});
	assert.deepEqual(source, ["acme", "root@444455556666"]);
	assert.deepEqual(notes, ["It may do one task: S3UnlockBucketPolicy"]);
	assert.equal(sts.requests[0]?.region, "eu-central-1");
	const outside = get({
		kind: "root",
		profile: "acme",
		targetPrincipal: "555566667777",
		taskPolicyArn: task,
	});
	assert.match((await rejection(outside, "AccessDenied")).message, /'acme' may not assume root there/);
});

test("a web identity: from a file, a command or the person, and never signed", async (t) => {
	const { get, interaction, clock, sts } = await acquiring(t);
	const folder = await makeTemporaryFolder("tokens");
	t.after(() => removeFolder(folder));
	const path = join(folder, "token");
	const token = sampleIdentityToken(clock.now());
	await writeFile(path, `${token}\n`);
	const request = { kind: "webIdentity", roleArn: ciWebIdentityArn } as const;
	const fromFile = await get({ ...request, token: { kind: "file", path }, durationSeconds: 900 });
	assert.equal(fromFile.identity.role, "CiWebIdentity");
	assert.deepEqual(fromFile.source, ["web identity"]);
	await get({ ...request, token: { kind: "command", command: `cat ${path}` }, sessionName: "by-command" });
	interaction.given.token = token;
	await get({ ...request, token: { kind: "person" } });
	assert.deepEqual(interaction.identityQuestions, [{ roleArn: ciWebIdentityArn }]);
	assert.ok(sts.requests.every(({ accessKeyId }) => accessKeyId === undefined));
	assert.deepEqual(
		sts.requests.map(({ parameters }) => parameters["RoleSessionName"]),
		["default-name", "by-command", "default-name"],
	);
	interaction.given.token = sampleIdentityToken(clock.now() - 86_400_000);
	const expired = await rejection(get({ ...request, token: { kind: "person" } }), "CredentialsExpired");
	assert.match(
		expired.message,
		/web identity token for role CiWebIdentity@444455556666 has expired\. Get a new one/,
	);
});

test("a SAML response: from a file or the person, never signed, for a role that it offers", async (t) => {
	const { get, interaction, clock, sts } = await acquiring(t);
	const folder = await makeTemporaryFolder("tokens");
	t.after(() => removeFolder(folder));
	const path = join(folder, "response.txt");
	const response = sampleSamlResponse(clock.now());
	await writeFile(path, response);
	const principalArn = sampleSamlProvider("444455556666").arn;
	const request = { kind: "saml", roleArn: samlDeveloperArn, principalArn } as const;
	const fromFile = await get({ ...request, assertion: { kind: "file", path } });
	assert.equal(fromFile.identity.role, "SamlDeveloper");
	assert.deepEqual([fromFile.source, fromFile.roleArn], [["SAML"], samlDeveloperArn]);
	interaction.given.samlResponse = response;
	await get({ ...request, assertion: { kind: "person" }, durationSeconds: 900 });
	assert.equal(sts.requests.at(-1)?.parameters["DurationSeconds"], "900");
	assert.ok(sts.requests.every(({ accessKeyId }) => accessKeyId === undefined));
	const other = get({ ...request, roleArn: readOnlyArn, assertion: { kind: "file", path } });
	assert.match((await rejection(other, "InvalidSamlResponse")).message, /does not offer .*DevReadOnly/);
	assert.equal(sts.requests.length, 2);
});

test("a role is unchained when long-term keys or a provider's word have assumed it", async (t) => {
	const { get } = await acquiring(t);
	const unchained = async (profile: string) => (await get({ kind: "profile", profile })).isUnchained;
	assert.deepEqual(
		[await unchained("readonly"), await unchained("audit"), await unchained("acme")],
		[true, undefined, undefined],
	);
});
