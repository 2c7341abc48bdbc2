import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../src/aws/http/http.ts";
import { StsClient } from "../../../src/aws/sts/sts.ts";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import type { ErrorCode, Remedy } from "../../../src/core/errors.ts";
import { rootTasks, taskPolicyArn } from "../../../src/core/session/rootTasks.ts";
import type { SessionRequest } from "../../../src/core/session/session.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../src/credentials/operations/acquire.ts";
import {
	activeKey,
	aliceMfaSerial,
	sampleAlice,
	sampleCiBot,
	sampleWorld,
} from "../../sandbox/sampleWorld.ts";
import { startSts } from "../../sts/double.ts";
import type { World } from "../../sts/world.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../fakes/rejection.ts";
import { noTotpSecrets } from "../fakes/totpSecrets.ts";

/** GetSessionToken, GetFederationToken and AssumeRoot: what comes of them, and what each refusal is told as. */

type Request = Extract<SessionRequest, { kind: "sessionToken" | "federationToken" | "root" }>;

const alice = activeKey(sampleAlice());
const ciBot = activeKey(sampleCiBot());
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const audit = taskPolicyArn({ name: "IAMAuditRootUserCredentials" }, "aws");
const policy = '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';

const configText = `
[profile acme]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
region = eu-central-1
[profile alice-mfa]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
mfa_serial = ${aliceMfaSerial}
mfa_process = "${process.execPath}" -e "process.stdout.write(String(111111))"
[profile ci-bot]
aws_access_key_id = ${ciBot.id}
aws_secret_access_key = ${ciBot.secret}
[profile root-user]
aws_access_key_id = AKIAROOTUSEROFSAMPLE
aws_secret_access_key = rootsecret
[profile unknown-key]
aws_access_key_id = AKIANOBODYHASTHISONE
aws_secret_access_key = secret
[profile wrong-secret]
aws_access_key_id = ${alice.id}
aws_secret_access_key = secret
[profile pasted]
aws_access_key_id = ASIAPASTED
aws_secret_access_key = secret
aws_session_token = token
[profile given]
credential_process = "${process.execPath}" -e "process.stdout.write(JSON.stringify({Version:1,AccessKeyId:'${alice.id}',SecretAccessKey:'${alice.secret}'}))"
mfa_serial = ${aliceMfaSerial}
[profile given-for-a-time]
credential_process = "${process.execPath}" -e "process.stdout.write(JSON.stringify({Version:1,AccessKeyId:'${alice.id}',SecretAccessKey:'${alice.secret}',SessionToken:'t'}))"
[profile readonly]
role_arn = arn:aws:iam::444455556666:role/DevReadOnly
source_profile = acme
[profile sso]
sso_session = s
sso_account_id = 1
sso_role_name = R
`;

const rootUser = {
	arn: "arn:aws:iam::111122223333:root",
	account: "111122223333",
	accessKeys: [{ id: "AKIAROOTUSEROFSAMPLE", secret: "rootsecret", active: true }],
	mfaDevices: [],
};

async function acquiring(t: TestContext, changes: Environment = {}) {
	const clock = new FakeClock();
	const sample = sampleWorld();
	const world: World = {
		...sample,
		accounts: sample.accounts.map((account) =>
			account.id === "111122223333" ? { ...account, disabledRegions: ["ap-south-1"] } : account,
		),
		users: [...sample.users.filter(({ arn }) => !arn.endsWith("ci-bot")), deniedBot(), rootUser],
	};
	const sts = await startSts(world, { now: () => clock.now() });
	t.after(() => sts.close());
	const mfaCodes = new MfaCodes(clock);
	const client = new StsClient({ send: sendHttp, clock });
	return {
		sts,
		clock,
		code: () => sts.nextMfaCode(aliceMfaSerial),
		get: (request: SessionRequest, interaction = new FakeInteraction()) =>
			acquire(request, {
				config: configOf(configText),
				environment: { AWS_ENDPOINT_URL_STS: sts.url, ...changes },
				homeFolder: undefined,
				clock,
				send: sendHttp,
				sts: client,
				mfaCodes,
				totpSecrets: noTotpSecrets,
				defaultSessionName: "default-name",
				interaction,
			}),
	};
}

function deniedBot() {
	return { ...sampleCiBot(), deniedActions: ["sts:GetFederationToken"] };
}

const sessionToken = (changes: object = {}): Request => ({
	kind: "sessionToken",
	profile: "acme",
	...changes,
});
const federationToken = (changes: object = {}): Request => ({
	kind: "federationToken",
	profile: "acme",
	name: "build",
	...changes,
});
const root = (changes: object = {}): Request => ({
	kind: "root",
	profile: "acme",
	targetPrincipal: "444455556666",
	taskPolicyArn: audit,
	...changes,
});

test("GetSessionToken: the user's own session, and what it can't do is noted", async (t) => {
	const { get, sts, clock } = await acquiring(t);
	const { credentials, identity, source, notes } = await get(sessionToken({ durationSeconds: 900 }));
	assert.equal(identity.arn, sampleAlice().arn);
	assert.equal(credentials.expiresAt, clock.now() + 900_000);
	assert.deepEqual(source, ["acme"]);
	assert.deepEqual(notes, [
		"In STS it can call AssumeRole and GetCallerIdentity only",
		"Without MFA in it, it can't call IAM, nor what a policy allows with MFA only",
	]);
	assert.deepEqual(sts.requests[0]?.parameters, { DurationSeconds: "900" });
});

test("GetSessionToken: the device asked for comes before the profile's, and false is none", async (t) => {
	const { get, sts, code } = await acquiring(t);
	const given = new FakeInteraction(code);
	const { notes } = await get(sessionToken({ mfaSerial: aliceMfaSerial }), given);
	assert.equal(sts.requests[0]?.parameters["SerialNumber"], aliceMfaSerial);
	assert.deepEqual(given.questions, [{ serial: aliceMfaSerial, profile: "acme" }]);
	assert.deepEqual(notes, ["In STS it can call AssumeRole and GetCallerIdentity only"]);

	const calls = sts.requests.length;
	const nobody = new FakeInteraction();
	await get(sessionToken({ profile: "alice-mfa", mfaSerial: false }), nobody);
	assert.deepEqual(sts.requests[calls]?.parameters, {});
	assert.deepEqual(nobody.questions, []);
});

test("GetSessionToken: the profile's command gives codes of the profile's own device only", async (t) => {
	const { get, sts } = await acquiring(t);
	const own = new FakeInteraction();
	await cancelled(get(sessionToken({ profile: "alice-mfa" }), own));
	assert.match(own.questions[0]?.problem ?? "", /^The code came from mfa_process/);
	const calls = sts.requests.length;
	const other = new FakeInteraction();
	await cancelled(get(sessionToken({ profile: "alice-mfa", mfaSerial: "GAHT12345678" }), other));
	assert.deepEqual(other.questions, [{ serial: "GAHT12345678", profile: "alice-mfa" }]);
	assert.equal(sts.requests.length, calls, "no code, nothing sent");
});

test("a program may give a user's own keys, which do as well; what else it gives is refused unsent", async (t) => {
	const { get, sts, code } = await acquiring(t);
	const { identity } = await get(federationToken({ profile: "given", policy }));
	assert.equal(identity.arn, "arn:aws:sts::111122223333:federated-user/build");
	const person = new FakeInteraction(code);
	const session = await get(sessionToken({ profile: "given" }), person);
	assert.equal(session.identity.arn, sampleAlice().arn);
	assert.deepEqual(person.questions, [{ serial: aliceMfaSerial, profile: "given" }]);
	const calls = sts.requests.length;
	for (const request of [sessionToken, federationToken]) {
		const { message } = await rejection(get(request({ profile: "given-for-a-time" })), "InvalidRequest");
		assert.match(message, /profile 'given-for-a-time' gives temporary credentials\. Choose/);
	}
	assert.equal(sts.requests.length, calls);
});

test("GetFederationToken: somebody else's session, and without a policy it says so", async (t) => {
	const { get, sts, clock } = await acquiring(t);
	const { credentials, identity, notes } = await get(
		federationToken({ policy, policyArns: [readOnly], tags: { team: "blue" }, durationSeconds: 129_600 }),
	);
	assert.equal(identity.arn, "arn:aws:sts::111122223333:federated-user/build");
	assert.equal(credentials.expiresAt, clock.now() + 129_600_000);
	assert.deepEqual(notes, ["It can't call IAM, and in STS GetCallerIdentity only"]);
	assert.deepEqual(sts.requests[0]?.parameters, {
		Name: "build",
		Policy: policy,
		"PolicyArns.member.1.arn": readOnly,
		DurationSeconds: "129600",
		"Tags.member.1.Key": "team",
		"Tags.member.1.Value": "blue",
	});
	const bare = await get(federationToken());
	assert.match(bare.notes?.[0] ?? "", /^Without a policy it may do nothing/);
});

test("policies and tags that take nearly all the room are noted", async (t) => {
	const { get } = await acquiring(t);
	const tags = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v".repeat(250)]));
	const role = (changes: object): SessionRequest => ({
		kind: "role",
		roleArn: "arn:aws:iam::444455556666:role/DevReadOnly",
		sourceProfile: "acme",
		...changes,
	});
	for (const request of [role, federationToken]) {
		const roomy = await get(request({ policy: longPolicy, tags: tags(4) }));
		assert.doesNotMatch(roomy.notes?.join() ?? "", /room/);
		const full = await get(request({ policy: longPolicy, tags: tags(6) }));
		assert.equal(full.notes?.at(-1), "Its policies and tags take 85 % of the room that STS has for them");
	}
});

test("AssumeRoot: each task in a member account, for 15 minutes", async (t) => {
	const { get, sts, clock } = await acquiring(t);
	for (const task of rootTasks) {
		const request = root({ taskPolicyArn: taskPolicyArn(task, "aws") });
		const { credentials, identity, source, notes } = await get(request);
		assert.deepEqual(identity, {
			account: "444455556666",
			arn: "arn:aws:iam::444455556666:root",
			user: "root",
		});
		assert.equal(credentials.expiresAt, clock.now() + 900_000);
		assert.deepEqual(source, ["acme", "root@444455556666"]);
		assert.deepEqual(notes, [`It may do one task: ${task.name}`]);
		assert.deepEqual(sts.requests.at(-1)?.parameters, {
			TargetPrincipal: "444455556666",
			"TaskPolicyArn.arn": taskPolicyArn(task, "aws"),
		});
	}
});

interface Refusal {
	readonly request: Request;
	/** What STS answers in place of what it would. */
	readonly answer?: readonly [code: string, message: string, status: number];
	/** How often it answers so: calls that can be tried again are. */
	readonly times?: number;
	readonly code: ErrorCode;
	readonly says: RegExp;
	readonly remedies: readonly Remedy["kind"][];
}

/** What each of the three operations can be refused with, beside what is its own. */
function refusalsOfAll(operation: string, request: (changes?: object) => Request): Refusal[] {
	return [
		{
			request: request({ profile: "unknown-key" }),
			code: "InvalidKeys",
			says: /does not know the access key of profile 'unknown-key'/,
			remedies: ["openConfig"],
		},
		{
			request: request({ profile: "wrong-secret" }),
			code: "InvalidSignature",
			says: /secret access key of profile 'wrong-secret' does not match/,
			remedies: ["openConfig"],
		},
		{
			request: request(),
			answer: ["ExpiredToken", "The security token included in the request is expired", 403],
			code: "CredentialsExpired",
			says: /credentials of profile 'acme' have expired/,
			remedies: ["openConfig", "retry"],
		},
		{
			request: request(),
			answer: ["AccessDenied", `Cannot call ${operation} with session credentials`, 403],
			code: "AccessDenied",
			says: new RegExp(`^${operation} can't be called with the (temporary )?credentials of profile 'acme'`),
			remedies: ["useOther"],
		},
		{
			request: request(),
			answer: ["ValidationError", "1 validation error detected", 400],
			code: "InvalidRequest",
			says: new RegExp(`STS refused the parameters of ${operation}: 1 validation error`),
			remedies: [],
		},
		{
			request: request(),
			answer: ["Throttling", "Rate exceeded", 400],
			times: 9,
			code: "Throttled",
			says: /asked too often/,
			remedies: ["retry"],
		},
		{
			request: request(),
			answer: ["InternalFailure", "unknown error", 500],
			times: 9,
			code: "ServiceUnavailable",
			says: /has a problem of its own/,
			remedies: ["retry"],
		},
	];
}

const longPolicy = `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"${"a".repeat(1900)}"}}`;
const notOwnKeys =
	/takes a user's own access keys, and profile '.*' (assumes a role|gives temporary credentials)/;

const refusals: readonly Refusal[] = [
	...refusalsOfAll("GetSessionToken", sessionToken),
	...refusalsOfAll("GetFederationToken", federationToken),
	...refusalsOfAll("AssumeRoot", root),
	...[sessionToken, federationToken].flatMap((request): Refusal[] => [
		...["readonly", "sso", "pasted"].map(
			(profile): Refusal => ({
				request: request({ profile }),
				code: "InvalidRequest",
				says: notOwnKeys,
				remedies: ["useOther"],
			}),
		),
		{
			request: request({ region: "ap-south-1" }),
			code: "RegionDisabled",
			says: /STS is switched off in ap-south-1/,
			remedies: [],
		},
		{
			request: request({ durationSeconds: 129_601 }),
			code: "InvalidArgument",
			says: /durationSeconds: .*900 to 129600 seconds/,
			remedies: [],
		},
	]),
	{
		request: sessionToken({ mfaSerial: "arn:aws:iam::111122223333:mfa/bob" }),
		code: "MfaDeviceInvalid",
		says: /not one of the user behind profile 'acme'.*passkeys/,
		remedies: [],
	},
	{
		request: federationToken({ profile: "ci-bot" }),
		code: "AccessDenied",
		says: /Profile 'ci-bot' may not call GetFederationToken\. STS says: .*identity-based policy/,
		remedies: ["useOther"],
	},
	{
		request: federationToken({ policy: '{"Statement":{"Effect":"Maybe"}}' }),
		code: "PolicyInvalid",
		says: /can't read the session policy.*Syntax errors in policy/,
		remedies: ["retry"],
	},
	{
		request: federationToken({ policy: longPolicy, policyArns: [readOnly, `${readOnly}2`, `${readOnly}3`] }),
		code: "PolicyInvalid",
		says: /too large\. Shorten the policy.* consumes \d+%/,
		remedies: ["retry"],
	},
	{
		request: federationToken({
			tags: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, "v".repeat(250)])),
		}),
		code: "PolicyInvalid",
		says: /session tags consumes \d+%/,
		remedies: ["retry"],
	},
	{
		request: federationToken({ name: "x" }),
		code: "InvalidArgument",
		says: /name: .*2 to 32 characters/,
		remedies: [],
	},
	{
		request: root({ targetPrincipal: "555566667777" }),
		code: "AccessDenied",
		says: /Profile 'acme' may not assume root.*555566667777:root/,
		remedies: ["useOther"],
	},
	{
		request: root({ profile: "readonly" }),
		code: "AccessDenied",
		says: /Profile 'readonly' may not assume root.*management account/,
		remedies: ["useOther"],
	},
	{
		request: root({ profile: "root-user" }),
		code: "AccessDenied",
		says: /Root user credentials cannot be used to call AssumeRoot/i,
		remedies: ["useOther"],
	},
	{
		request: root({ targetPrincipal: "777788889999", region: "ap-south-1" }),
		code: "RegionDisabled",
		says: /STS is switched off in ap-south-1/,
		remedies: [],
	},
	{
		request: root({ taskPolicyArn: "arn:aws:iam::aws:policy/root-task/OneOfTomorrow" }),
		code: "InvalidRequest",
		says: /task policy ARN/,
		remedies: [],
	},
	{
		request: root({ durationSeconds: 901 }),
		code: "InvalidArgument",
		says: /durationSeconds: .*900 seconds/,
		remedies: [],
	},
];

test("each refusal is told with its cause and next step, and no secret", async (t) => {
	const { get, sts, clock } = await acquiring(t);
	for (const { request, answer, times = 1, code, says, remedies } of refusals) {
		if (answer !== undefined) {
			const [name, message, status] = answer;
			const body = `<ErrorResponse><Error><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;
			sts.faults.answer(times, { status, contentType: "text/xml", body });
		}
		const refused = rejection(get(request, new FakeInteraction("000000")), code);
		let isOver = false;
		const over = refused.finally(() => {
			isOver = true;
		});
		while (!isOver) {
			// Tries wait for each other.
			await Promise.race([over, clock.advanceToNext()]);
		}
		const error = await refused;
		assert.match(error.message, says);
		for (const remedy of remedies) {
			assert.ok(
				error.remedies.some(({ kind }) => kind === remedy),
				`${remedy} for ${error.message}`,
			);
		}
		for (const secret of [alice.secret, ciBot.secret, "rootsecret"]) {
			assert.ok(!error.message.includes(secret));
		}
		sts.faults.reset();
	}
});

test("what needs a user's own keys is not sent with any others", async (t) => {
	const { get, sts } = await acquiring(t);
	for (const profile of ["readonly", "sso", "pasted"]) {
		await rejection(get(sessionToken({ profile })), "InvalidRequest");
		await rejection(get(federationToken({ profile })), "InvalidRequest");
	}
	assert.deepEqual(sts.requests, []);
});
