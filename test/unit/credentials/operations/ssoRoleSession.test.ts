import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { HttpRequest } from "../../../../src/aws/http/http.ts";
import { ssoCacheFile } from "../../../../src/aws/identityCenter/ssoCache.ts";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import { isProduction, productionNames } from "../../../../src/core/session/production.ts";
import { type SessionRequest, sessionId, sessionName } from "../../../../src/core/session/session.ts";
import { readRecord, writeRecord } from "../../../../src/core/session/sessionRecord.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { startSsoPortal } from "../../../aws/ssoPortal.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf } from "../contextOf.ts";
import { writeJson } from "../signIn/signInWorld.ts";

const account = "444455556666";
const startUrl = "https://corp.awsapps.com/start";
type SsoRole = Extract<SessionRequest, { kind: "ssoRole" }>;
const request: SsoRole = { kind: "ssoRole", signIn: { session: "corp" }, account, roleName: "Dev" };

const config = configOf(`
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = eu-west-1
[sso-session broken]
sso_region = eu-west-1
[sso-session china]
sso_start_url = ${startUrl}
sso_region = cn-north-1
[profile chained]
role_arn = arn:aws:iam::777788889999:role/ProdAudit
source_profile = dev
[profile dev]
sso_session = corp
sso_account_id = ${account}
sso_role_name = Dev
`);

async function world(t: TestContext) {
	const { sts, clock } = await stsFixture(t);
	const portal = await startSsoPortal([{ account, roleName: "Dev" }], {
		now: () => clock.now(),
		issueKeys: sts.issueRoleKeys,
	});
	t.after(() => portal.close());
	const { home } = temporaryHome(t);
	const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
	for (const key of ["corp", startUrl]) {
		writeJson(ssoCacheFile(home, key), { accessToken: portal.issueToken(), expiresAt });
	}
	const environment: Environment = { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_STS: sts.url };
	return { context: contextOf({ clock, config, environment, homeFolder: home }), portal, sts };
}

test("a role that no profile names: its keys, and who it is", async (t) => {
	const { context, portal } = await world(t);
	const { credentials, identity, source, region } = await acquire(request, context);
	assert.equal(credentials.expiresAt, context.clock.now() + 3_600_000);
	assert.deepEqual(portal.asked, [{ account, roleName: "Dev" }]);
	assert.match(
		identity.arn,
		/^arn:aws:sts::444455556666:assumed-role\/AWSReservedSSO_Dev_[0-9a-f]{16}\/alice$/,
	);
	assert.deepEqual(source, ["corp", `Dev@${account}`]);
	assert.deepEqual(region, { region: "us-east-1", from: "default" });
	assert.deepEqual(context.interaction.steps, [
		"Getting Dev from IAM Identity Center",
		`Checking the keys of Dev@${account}`,
	]);
});

test("by the address alone, with nothing in the config file", async (t) => {
	const { context } = await world(t);
	const signIn = { startUrl, region: "eu-west-1" };
	const { source } = await acquire({ ...request, signIn }, { ...context, config: configOf("") });
	assert.deepEqual(source, ["corp.awsapps.com", `Dev@${account}`]);
});

test("roles are assumed on from a profile's role, with the keys of its sign-in", async (t) => {
	const { context, sts } = await world(t);
	const error = await rejection(acquire({ kind: "profile", profile: "chained" }, context), "AccessDenied");
	assert.match(error.message, /ProdAudit/, "the double's role does not trust it, but was asked");
	assert.equal(sts.requests.at(-1)?.operation, "AssumeRole");
});

test("no such role, no such sign-in, a broken one: without a word of profiles", async (t) => {
	const { context } = await world(t);
	const denied = await rejection(acquire({ ...request, roleName: "Admin" }, context), "AccessDenied");
	assert.equal(
		denied.message,
		"You have no access to role Admin in account 444455556666. Ask for the permission set in IAM Identity Center",
	);
	const gone = await rejection(acquire({ ...request, account: "1".repeat(12) }, context), "InvalidRequest");
	assert.match(gone.message, /knows no role Dev in account 1{12}\. It may have been taken back/);
	const named = (session: string) => acquire({ ...request, signIn: { session } }, context);
	assert.match((await rejection(named("gone"), "MissingSource")).message, /no \[sso-session gone\]/);
	const { message, remedies } = await rejection(named("broken"), "ProfileInvalid");
	assert.match(message, /sso_start_url is missing in \[sso-session broken\]/);
	assert.equal(remedies[0]?.kind, "openFile");
	const signedOut = await rejection(named("china"), "SignInRequired");
	assert.deepEqual(signedOut.remedies[0], { kind: "signIn", signIn: { session: "china" } });
});

/** The hosts that are asked, in order. */
async function hosts(
	t: TestContext,
	asked: SessionRequest,
	environment: Environment,
	lines = "",
): Promise<string[]> {
	const { home } = temporaryHome(t);
	const clock = new FakeClock();
	const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
	writeJson(ssoCacheFile(home, startUrl), { accessToken: "made-up", expiresAt });
	const sent: string[] = [];
	const send = async ({ url }: HttpRequest) => {
		sent.push(url.host);
		const keys = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "x", sessionToken: "y", expiration: 1 };
		return url.host.startsWith("portal")
			? { status: 200, headers: {}, body: JSON.stringify({ roleCredentials: keys }) }
			: { status: 403, headers: {}, body: "" };
	};
	const context = contextOf({
		clock,
		send,
		sts: new StsClient({ send, clock }),
		environment,
		homeFolder: home,
		config: configOf(lines),
	});
	await acquire(asked, context).catch(() => undefined);
	return [...new Set(sent)];
}

test("both services where the sign-in's partition is, as the AWS CLI's current profile says", async (t) => {
	const at = (region: string, more: Partial<SsoRole> = {}): SsoRole => ({
		...request,
		signIn: { startUrl, region },
		...more,
	});
	assert.deepEqual(await hosts(t, at("eu-west-1"), {}), [
		"portal.sso.eu-west-1.amazonaws.com",
		"sts.us-east-1.amazonaws.com",
	]);
	assert.deepEqual(await hosts(t, at("eu-west-1"), { AWS_REGION: "eu-north-1" }), [
		"portal.sso.eu-west-1.amazonaws.com",
		"sts.eu-north-1.amazonaws.com",
	]);
	assert.deepEqual(await hosts(t, at("cn-north-1"), { AWS_REGION: "eu-north-1" }), [
		"portal.sso.cn-north-1.amazonaws.com.cn",
		"sts.cn-north-1.amazonaws.com.cn",
	]);
	assert.deepEqual(await hosts(t, at("cn-north-1", { region: "cn-northwest-1" }), {}), [
		"portal.sso.cn-north-1.amazonaws.com.cn",
		"sts.cn-northwest-1.amazonaws.com.cn",
	]);
	const fips = "[default]\nuse_fips_endpoint = true\n[profile dual]\nuse_dualstack_endpoint = true";
	assert.deepEqual(await hosts(t, at("us-east-2"), {}, fips), [
		"portal.sso-fips.us-east-2.amazonaws.com",
		"sts-fips.us-east-1.amazonaws.com",
	]);
	assert.deepEqual(await hosts(t, at("us-east-2"), { AWS_PROFILE: "dual" }, fips), [
		"portal.sso.us-east-2.api.aws",
		"sts.us-east-1.api.aws",
	]);
});

test("a profile's role too, unless it or the person says where", async (t) => {
	const lines = (more = "") =>
		`[profile p]\nsso_start_url = ${startUrl}\nsso_region = cn-north-1\nsso_account_id = ${account}\nsso_role_name = Dev\n${more}`;
	const stsOf = async (more: string, region?: string) => {
		const options = region === undefined ? {} : { options: { region } };
		const asked: SessionRequest = { kind: "profile", profile: "p", ...options };
		return (await hosts(t, asked, { AWS_REGION: "eu-west-1" }, lines(more))).at(-1);
	};
	assert.equal(await stsOf(""), "sts.cn-north-1.amazonaws.com.cn");
	assert.equal(await stsOf("region = cn-northwest-1"), "sts.cn-northwest-1.amazonaws.com.cn");
	assert.equal(await stsOf("region = us-east-1"), "sts.us-east-1.amazonaws.com");
	assert.equal(await stsOf("", "cn-northwest-1"), "sts.cn-northwest-1.amazonaws.com.cn");
});

test("its name, its id, what makes it production, and its record", () => {
	assert.equal(sessionName(request), `Dev@${account}`);
	assert.equal(sessionId(request), `sso-role:${account}/Dev@corp`);
	const byAddress: SsoRole = { ...request, signIn: { startUrl, region: "eu-west-1" } };
	assert.notEqual(sessionId(byAddress), sessionId(request));
	assert.equal(sessionId({ ...request, region: "eu-west-1" }), sessionId(request));
	const names = productionNames(request, config);
	for (const [pattern, marked] of [
		["Dev", true],
		[account, true],
		["corp", true],
		["other", false],
	] as const) {
		assert.equal(isProduction(names, [pattern]), marked, pattern);
	}
	const record = {
		host: "h",
		lineage: "l",
		generation: 1,
		session: {
			id: sessionId(byAddress),
			name: sessionName(byAddress),
			request: byAddress,
			identity: { account, arn: "arn:x" },
			source: ["corp"],
			stsRegion: { region: "us-east-1", from: "default" as const },
			accessKeyId: "ASIA1",
			startedAt: 1,
		},
	};
	assert.deepEqual(readRecord(writeRecord(record))?.session.request, byAddress);
	const damaged = { ...record, session: { ...record.session, request: { ...byAddress, signIn: null } } };
	assert.equal(readRecord(JSON.stringify({ version: 1, ...damaged })), undefined);
});
