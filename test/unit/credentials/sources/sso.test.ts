import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import { startSsoPortal } from "../../../aws/ssoPortal.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { discreetRejection, sourceOf } from "../sourceContext.ts";

/** Lets time go on to each of the waits that a task makes. */
async function driven<T>(clock: FakeClock, task: Promise<T>, waits: number): Promise<T> {
	for (let wait = 0; wait < waits; wait++) {
		await clock.advanceToNext();
	}
	return task;
}

const startUrl = "https://corp.awsapps.com/start#/";
const account = "111122223333";
const role = `sso_account_id = ${account}\nsso_role_name = Dev`;

const config = configOf(`
[sso-session corp]
sso_region = eu-west-1
sso_start_url = ${startUrl}
[profile dev]
sso_session = corp
${role}
[profile legacy]
sso_region = eu-west-1
sso_start_url = ${startUrl}
${role}
[profile same]
sso_session = corp
sso_region = eu-west-1
${role}
[profile other-role]
sso_session = corp
sso_account_id = ${account}
sso_role_name = Admin
[profile other-account]
sso_session = corp
sso_account_id = 999999999999
sso_role_name = Dev
[profile no-account]
sso_session = corp
sso_account_id = 12
sso_role_name = Dev
[profile lost]
sso_session = gone
${role}
[sso-session half]
sso_region = eu-west-1
[profile half]
sso_session = half
sso_start_url = ${startUrl}
${role}
[profile legacy-half]
sso_start_url = ${startUrl}
${role}
[profile contradicting]
sso_session = corp
sso_region = us-east-1
${role}
[sso-session odd]
sso_region = evil.example/
sso_start_url = ${startUrl}
[profile odd]
sso_session = odd
${role}
[profile fips]
use_fips_endpoint = true
sso_session = corp
${role}
[services local]
sso =
  endpoint_url = http://127.0.0.1:1
[profile services]
services = local
sso_session = corp
${role}
`);

async function ssoWorld(t: TestContext) {
	const clock = new FakeClock();
	const portal = await startSsoPortal([{ account, roleName: "Dev" }], { now: () => clock.now() });
	t.after(() => portal.close());
	const { home } = temporaryHome(t);
	const folder = join(home, ".aws", "sso", "cache");
	mkdirSync(folder, { recursive: true });
	const world = {
		config,
		clock,
		homeFolder: home as string | undefined,
		environment: { AWS_ENDPOINT_URL_SSO: portal.url } as Environment,
		interaction: new FakeInteraction(),
	};
	const cacheFile = (key: string) => join(folder, `${createHash("sha1").update(key).digest("hex")}.json`);
	/** Puts a sign-in into the cache, one hour long unless changed. */
	const signIn = (key = "corp", changes: object = {}) => {
		const accessToken = portal.issueToken();
		const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
		writeFileSync(cacheFile(key), JSON.stringify({ accessToken, expiresAt, ...changes }));
		return accessToken;
	};
	return {
		portal,
		clock,
		world,
		cacheFile,
		signIn,
		get: (profile: string, changes: Partial<typeof world> = {}) =>
			sourceOf(profile, { ...world, ...changes }),
		fails: (
			profile: string,
			code: Parameters<typeof discreetRejection>[1],
			more: Partial<typeof world> = {},
		) => discreetRejection(sourceOf(profile, { ...world, ...more }), code, portal.secretsIssued()),
	};
}

test("a role by the sign-in of its sso-session", async (t) => {
	const { get, signIn, portal, clock, world } = await ssoWorld(t);
	signIn();
	const { credentials, identity, roleArn } = await get("dev");
	assert.match(credentials.accessKeyId, /^ASIA/);
	assert.equal(credentials.expiresAt, clock.now() + 3_600_000);
	assert.ok(portal.secretsIssued().includes(credentials.sessionToken?.reveal() ?? ""));
	assert.deepEqual([identity, roleArn], [undefined, undefined]);
	assert.deepEqual(portal.asked, [{ account, roleName: "Dev" }]);
	assert.deepEqual(world.interaction.steps, ["Getting Dev from IAM Identity Center"]);
	await get("same");
});

test("a legacy profile's sign-in goes by the start URL, fragment included", async (t) => {
	const { get, signIn } = await ssoWorld(t);
	signIn(startUrl);
	assert.match((await get("legacy")).credentials.accessKeyId, /^ASIA/);
});

test("times as older and newer tools write them", async (t) => {
	const { get, signIn, fails } = await ssoWorld(t);
	for (const expiresAt of ["2026-03-01T13:00:00UTC", "2026-03-01T13:00:00Z", "2026-03-01T14:00:00+01:00"]) {
		signIn("corp", { expiresAt });
		await get("dev");
	}
	for (const expiresAt of ["tomorrow", "2026-03-01", 1_900_000_000, undefined, "2026-03-01T13:00:00"]) {
		signIn("corp", { expiresAt });
		assert.match((await fails("dev", "SignInCacheFailed")).message, /no usable expiresAt/);
	}
});

test("the expiry is by this machine's clock, however far off it is", async (t) => {
	const { get, signIn, portal, clock } = await ssoWorld(t);
	portal.faults.skewClock(3 * 3_600_000);
	signIn();
	const expiresAt = (await get("dev")).credentials.expiresAt ?? 0;
	assert.ok(Math.abs(expiresAt - clock.now() - 3_600_000) <= 1000);
});

test("absent: how to sign in", async (t) => {
	const { fails } = await ssoWorld(t);
	const session = await fails("dev", "SignInRequired");
	assert.equal(
		session.message,
		"You are not signed in to sso-session 'corp'. Sign in with: aws sso login --sso-session corp",
	);
	assert.deepEqual(session.remedies, [{ kind: "signIn", signIn: { session: "corp" } }, { kind: "retry" }]);
	assert.match((await fails("legacy", "SignInRequired")).message, /aws sso login --profile legacy$/);
	await fails("dev", "SignInRequired", { homeFolder: undefined });
});

test("expired, by its date and by the portal's word", async (t) => {
	const { fails, signIn, clock, portal } = await ssoWorld(t);
	signIn();
	portal.revokeAll();
	assert.match((await fails("dev", "SignInExpired")).message, /no longer accepts.*sso_region/);
	assert.equal(portal.count(), 1);
	clock.advance(3_600_000);
	const { message } = await fails("dev", "SignInExpired");
	assert.match(message, /has expired.*aws sso login --sso-session corp$/);
	assert.equal(portal.count(), 1, "nothing is sent");
});

test("broken: no JSON, no object, no token, a token no header can carry", async (t) => {
	const { fails, signIn, cacheFile, portal, clock } = await ssoWorld(t);
	const token = signIn();
	for (const [text, says] of [
		[`{"accessToken": "${token}`, /is not JSON/],
		[`${token}`, /is not JSON/],
		[`["${token}"]`, /is not JSON/],
		["", /is not JSON/],
		["{}", /no usable accessToken/],
		[
			JSON.stringify({ accessToken: `${token}\n`, expiresAt: "2030-01-01T00:00:00Z" }),
			/no usable accessToken/,
		],
	] as const) {
		writeFileSync(cacheFile("corp"), text);
		const { message } = await driven(
			clock,
			fails("dev", "SignInCacheFailed"),
			says.source === "is not JSON" ? 3 : 0,
		);
		assert.match(message, says);
		assert.ok(message.includes(cacheFile("corp")));
	}
	assert.equal(portal.count(), 0);
});

test("unreadable: the file and what is in the way", { skip: process.platform === "win32" }, async (t) => {
	const { fails, cacheFile } = await ssoWorld(t);
	mkdirSync(cacheFile("corp"));
	assert.match((await fails("dev", "SignInCacheFailed")).message, /EISDIR/);
	if (process.getuid?.() !== 0) {
		writeFileSync(cacheFile(startUrl), "{}");
		chmodSync(cacheFile(startUrl), 0);
		assert.match((await fails("legacy", "SignInCacheFailed")).message, /EACCES/);
	}
});

test("settings that can't be used are told with their place, and nothing is sent", async (t) => {
	const { fails, portal, signIn } = await ssoWorld(t);
	signIn();
	const line = (text: string) => config.profiles.get(text)?.place.line ?? Number.NaN;
	const cases = [
		["lost", "MissingSource", /no \[sso-session gone\]/, line("lost") + 1],
		["half", "ProfileInvalid", /sso_start_url is missing in \[sso-session half\]/, line("half") - 2],
		["legacy-half", "ProfileInvalid", /sso_region is missing in profile 'legacy-half'/, line("legacy-half")],
		[
			"contradicting",
			"ProfileInvalid",
			/sso_region .*is not that of \[sso-session corp\]/,
			line("contradicting") + 2,
		],
		["fips", "InvalidEndpoint", /FIPS and a custom endpoint/, line("fips")],
		["odd", "ProfileInvalid", /'evil.example\/', which is not a region/, line("odd") - 2],
	] as const;
	for (const [profile, code, says, at] of cases) {
		const { message, remedies } = await fails(profile, code);
		assert.match(message, says);
		assert.ok(remedies[0]?.kind === "openFile");
		assert.equal(remedies[0].place.line, at, profile);
	}
	await fails("dev", "InvalidEndpoint", { environment: { AWS_ENDPOINT_URL_SSO: "ftp://x" } });
	assert.equal(portal.count(), 0);
});

test("the endpoint that the services section of the profile asked for names", async (t) => {
	const { fails, signIn, clock } = await ssoWorld(t);
	signIn();
	const task = fails("services", "NetworkUnreachable", { environment: {} });
	assert.match((await driven(clock, task, 2)).message, /127\.0\.0\.1:1 /);
});

test("each refusal of the portal's with its reason and next step", async (t) => {
	const { fails, signIn, portal } = await ssoWorld(t);
	const token = signIn();
	const forbidden = await fails("other-role", "AccessDenied");
	assert.match(forbidden.message, /no access to role Admin in account 111122223333/);
	assert.equal(forbidden.remedies[0]?.kind, "openFile");
	assert.match(forbidden.requestId ?? "", /^[\w-]{36}$/);
	assert.match(
		(await fails("other-account", "InvalidRequest")).message,
		/knows no role Dev in account 9{12}/,
	);
	assert.match((await fails("no-account", "InvalidRequest")).message, /It says: Invalid account 12/);

	const json = (status: number, body: object) =>
		({ status, contentType: "application/json", body: JSON.stringify(body) }) as const;
	portal.faults.answer(1, json(400, { __type: "x#OtherException", message: `Bad ${token}` }));
	assert.match((await fails("dev", "ServiceError")).message, /OtherException\): Bad \[redacted\]/);
	portal.faults.answer(1, json(200, { roleCredentials: { accessKeyId: "ASIA1" } }));
	await fails("dev", "InvalidResponse");
	portal.faults.answer(1, { status: 403, contentType: "text/html", body: "<html>Blocked</html>" });
	await fails("dev", "InvalidResponse");
	portal.faults.answer(1, { status: 407, contentType: "text/html", body: "" });
	await fails("dev", "ProxyRefused");
});

test("busy and broken moments are waited out; what stays is told", async (t) => {
	const { get, fails, signIn, portal, clock } = await ssoWorld(t);
	signIn();
	portal.faults.throttle();
	portal.faults.fail(503);
	await driven(clock, get("dev"), 2);
	portal.faults.cut();
	await driven(clock, get("dev"), 1);
	portal.faults.throttle(3);
	await driven(clock, fails("dev", "Throttled"), 2);
	portal.faults.fail(500, 3);
	await driven(clock, fails("dev", "ServiceUnavailable"), 2);
});

test("calling off, before and on the way", async (t) => {
	const { get, signIn, portal, world } = await ssoWorld(t);
	signIn();
	const release = portal.faults.hold();
	const asked = get("dev");
	await portal.received(1);
	world.interaction.cancel();
	await cancelled(asked);
	release();
	await cancelled(get("dev"));
	assert.equal(portal.count(), 1);
});
