import assert from "node:assert/strict";
import { test } from "node:test";
import { aliceMfaSerial, sampleAlice, sampleWorld, stagingExternalId } from "../../sandbox/sampleWorld.ts";
import { accessDenied } from "../../sts/errors.ts";
import { call, keysIn, outcome, startOfTime } from "./client.ts";
import { aliceKeys, ciBotKeys, fixture } from "./fixture.ts";

const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const devAdmin = arnOf("444455556666", "DevAdmin");
const devReadOnly = arnOf("444455556666", "DevReadOnly");
const staging = arnOf("222233334444", "deploy/StagingDeploy");
const prodAudit = arnOf("777788889999", "ProdAudit");
const aliceArn = sampleAlice().arn;

const refusal = (who: string, role: string) =>
	`403 ${accessDenied("").code}: User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${role}`;

test("the result is a role's session, in the shapes that AWS gives", async (t) => {
	const { sts, assume } = await fixture(t);
	const answer = await assume(aliceKeys, { RoleArn: devReadOnly });
	assert.equal(answer.status, 200);
	assert.equal(answer.element("Arn"), "arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice");
	assert.match(answer.element("AssumedRoleId"), /^AROA[A-Z2-7]{17}:alice$/);
	assert.match(answer.element("AccessKeyId"), /^ASIA[A-Z2-7]{16}$/);
	assert.match(answer.element("SecretAccessKey"), /^[A-Za-z0-9+/]{40}$/);
	assert.match(answer.element("SessionToken"), /^(?=.*\/)(?=.*\+)[A-Za-z0-9+/]{400,}=+$/);
	assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	assert.equal(answer.element("PackedPolicySize"), "");
	const keys = keysIn(answer);
	const identity = await call(sts, keys, { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), answer.element("Arn"));
	assert.equal(identity.element("UserId"), answer.element("AssumedRoleId"));
	const secrets = sts.secretsIssued();
	for (const secret of [keys.secretAccessKey, keys.sessionToken, aliceKeys.secretAccessKey]) {
		assert.ok(secrets.includes(String(secret)));
	}
});

test("an account id keeps its leading zero", async (t) => {
	const { sts, assume } = await fixture(t);
	const answer = await assume(aliceKeys, { RoleArn: arnOf("012345678901", "LegacyAdmin") });
	const identity = await call(sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Account"), "012345678901");
});

test("parameters are refused in STS's words", async (t) => {
	const { assume } = await fixture(t);
	const one = "400 ValidationError: 1 validation error detected: ";
	const limit = "failed to satisfy constraint: Member must";
	const cases = [
		[{}, `${one}Value null at 'roleArn' ${limit} not be null`],
		[
			{ RoleArn: "short" },
			`${one}Value 'short' at 'roleArn' ${limit} have length greater than or equal to 20`,
		],
		[{ RoleArn: "arn:aws:iam::1:role/AnyNameAtAll" }, "400 ValidationError: Request ARN is invalid"],
		[
			{ RoleSessionName: "a b" },
			`${one}Value 'a b' at 'roleSessionName' ${limit} satisfy regular expression pattern: [\\w+=,.@-]*`,
		],
		[
			{ RoleSessionName: "é" },
			/2 validation errors detected: .* equal to 2; Value 'é' at 'roleSessionName' /,
		],
		[
			{ DurationSeconds: "899" },
			`${one}Value '899' at 'durationSeconds' ${limit} have value greater than or equal to 900`,
		],
		[{ DurationSeconds: "43201" }, /Member must have value less than or equal to 43200$/],
		[{ DurationSeconds: "1h" }, "400 MalformedInput: '1h' is not a valid integer"],
		[{ ExternalId: "a b" }, /at 'externalId' failed to satisfy constraint: Member must satisfy regular/],
		[
			{ TokenCode: "1234567" },
			`${one}Value '1234567' at 'tokenCode' ${limit} have length less than or equal to 6`,
		],
		[{ TokenCode: "abcdef" }, /at 'tokenCode' .* satisfy regular expression pattern: \[\\d\]\*$/],
		[{ Policy: "{" }, "400 MalformedPolicyDocument: This policy contains invalid Json"],
	] as const;
	for (const [parameters, expected] of cases) {
		const given =
			"RoleArn" in parameters || expected.toString().includes("'roleArn'") ? {} : { RoleArn: devReadOnly };
		const told = outcome(await assume(aliceKeys, { ...given, ...parameters }));
		if (typeof expected === "string") assert.equal(told, expected);
		else assert.match(told, expected);
	}
});

test("trust decides, and refuses a role that does not exist in the same words", async (t) => {
	const { assume } = await fixture(t);
	for (const RoleArn of [arnOf("555566667777", "PartnerData"), arnOf("444455556666", "NoSuch"), devAdmin]) {
		assert.equal(outcome(await assume(aliceKeys, { RoleArn })), refusal(aliceArn, RoleArn));
	}
	assert.equal((await assume(ciBotKeys, { RoleArn: arnOf("444455556666", "CiDeploy") })).status, 200);
	assert.match(outcome(await assume(ciBotKeys, { RoleArn: devReadOnly })), /not authorized/);
});

test("the external id has to be the role's", async (t) => {
	const { sts, assume } = await fixture(t);
	const mfa = () => ({ SerialNumber: aliceMfaSerial, TokenCode: sts.nextMfaCode(aliceMfaSerial) });
	const refused = refusal(aliceArn, staging);
	assert.equal(outcome(await assume(aliceKeys, { RoleArn: staging, ...mfa() })), refused);
	const wrong = await assume(aliceKeys, { RoleArn: staging, ExternalId: "other", ...mfa() });
	assert.equal(outcome(wrong), refused);
	const right = { RoleArn: staging, ExternalId: stagingExternalId, DurationSeconds: "14400" };
	const answer = await assume(aliceKeys, { ...right, ...mfa() });
	assert.equal(answer.element("Arn"), "arn:aws:sts::222233334444:assumed-role/StagingDeploy/alice");
	assert.equal(answer.element("Expiration"), "2026-03-01T16:00:10Z");
});

test("a session lasts no longer than its role, a chained one no longer than an hour", async (t) => {
	const { assume } = await fixture(t);
	assert.equal(
		outcome(await assume(aliceKeys, { RoleArn: devReadOnly, DurationSeconds: "3601" })),
		"400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
	);
	const first = keysIn(await assume(aliceKeys, { RoleArn: devReadOnly }));
	assert.equal(
		outcome(await assume(first, { RoleArn: prodAudit, DurationSeconds: "3601" })),
		"400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit " +
			"for roles assumed by role chaining.",
	);
	const second = await assume(first, { RoleArn: prodAudit, DurationSeconds: "3600" });
	assert.equal(second.element("Arn"), "arn:aws:sts::777788889999:assumed-role/ProdAudit/alice");
	assert.equal(outcome(await assume(aliceKeys, { RoleArn: prodAudit })), refusal(aliceArn, prodAudit));
	assert.equal(
		outcome(await assume(first, { RoleArn: devAdmin })),
		refusal("arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice", devAdmin),
	);
});

test("a region is off only for the account that would issue the credentials", async (t) => {
	const { sts } = await fixture(t);
	const assume = (RoleArn: string) => ({ Action: "AssumeRole", RoleArn, RoleSessionName: "alice" });
	const mumbai = { region: "ap-south-1", at: startOfTime };
	assert.match(
		outcome(await call(sts, aliceKeys, assume(prodAudit), mumbai)),
		/^403 RegionDisabledException: STS is not activated in this region for account:777788889999\. /,
	);
	assert.equal((await call(sts, aliceKeys, assume(devReadOnly), mumbai)).status, 200);
});

test("a policy's share of the space is told", async (t) => {
	const { assume } = await fixture(t);
	const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
	const answer = await assume(aliceKeys, { RoleArn: devReadOnly, Policy, SourceIdentity: "alice" });
	assert.equal(answer.element("PackedPolicySize"), "1");
	assert.equal(answer.element("SourceIdentity"), "alice");
	const listed = { "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess" };
	assert.equal(
		(await assume(aliceKeys, { RoleArn: devReadOnly, ...listed })).element("PackedPolicySize"),
		"1",
	);
});

test("the user's own policies count too, unless its own account's role names it", async (t) => {
	const own = arnOf("111122223333", "Own");
	const foreign = arnOf("444455556666", "Foreign");
	const world = {
		...sampleWorld(),
		users: [{ ...sampleAlice(), mayAssume: ["arn:aws:iam::444455556666:role/Dev*"] }],
		roles: [
			...sampleWorld().roles,
			{ arn: own, trust: [{ principals: [aliceArn] }] },
			{ arn: foreign, trust: [{ principals: [aliceArn] }] },
		],
	};
	const { assume } = await fixture(t, world);
	assert.equal((await assume(aliceKeys, { RoleArn: own })).status, 200);
	assert.equal((await assume(aliceKeys, { RoleArn: devReadOnly })).status, 200);
	assert.equal(outcome(await assume(aliceKeys, { RoleArn: foreign })), refusal(aliceArn, foreign));
});
