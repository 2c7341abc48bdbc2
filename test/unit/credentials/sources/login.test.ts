import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import type { UnwrittenToken } from "../../../../src/credentials/signIn/heldTokens.ts";
import { SignInRefreshes } from "../../../../src/credentials/signIn/refresh.ts";
import { type LoginDocument, startSignin } from "../../../aws/signin.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { makeUnwritable } from "../../fakes/unwritable.ts";
import { driven } from "../signIn/signInWorld.ts";
import { discreetRejection, sourceOf } from "../sourceContext.ts";

const loginSession = "arn:aws:iam::111122223333:user/alice";
const config = configOf(`
[profile me]
login_session = ${loginSession}
region = eu-central-1
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = me
use_fips_endpoint = true
[profile nowhere]
login_session = ${loginSession}
region = evil.example/
`);
const fileName = `${createHash("sha256").update(loginSession).digest("hex")}.json`;

async function loginWorld(t: TestContext) {
	const clock = new FakeClock();
	const signin = await startSignin({ now: () => clock.now() });
	t.after(() => signin.close());
	const { home } = temporaryHome(t);
	const folder = join(home, ".aws", "login", "cache");
	const file = join(folder, fileName);
	mkdirSync(folder, { recursive: true });
	const world = {
		config,
		clock,
		homeFolder: home as string | undefined,
		environment: { AWS_ENDPOINT_URL_SIGNIN: signin.url } as Environment,
		interaction: new FakeInteraction(),
		signInRefreshes: new SignInRefreshes(),
	};
	const saved = (): LoginDocument => JSON.parse(readFileSync(file, "utf8"));
	return {
		signin,
		clock,
		world,
		folder,
		file,
		saved,
		/** Puts a sign-in into the cache whose keys have this many seconds left. */
		login(secondsLeft: number, changes: object = {}): LoginDocument {
			const document = signin.login(secondsLeft);
			writeFileSync(file, JSON.stringify({ ...document, ...changes }), { mode: 0o644 });
			return document;
		},
		get: (profile = "me", changes: Partial<typeof world> = {}) => sourceOf(profile, { ...world, ...changes }),
		fails: (code: ErrorCode, changes: Partial<typeof world> = {}, profile = "me") =>
			discreetRejection(sourceOf(profile, { ...world, ...changes }), code, signin.secretsIssued()),
	};
}

test("keys that live long enough are those of the cache, which stays as it is", async (t) => {
	const { get, login, file, signin, clock, world } = await loginWorld(t);
	const { accessToken } = login(301);
	const before = readFileSync(file, "utf8");
	const { credentials, identity, roleArn } = await get();
	assert.equal(credentials.accessKeyId, accessToken.accessKeyId);
	assert.equal(credentials.secretAccessKey.reveal(), accessToken.secretAccessKey);
	assert.equal(credentials.sessionToken?.reveal(), accessToken.sessionToken);
	assert.ok(Math.abs((credentials.expiresAt ?? 0) - clock.now() - 301_000) < 1000);
	assert.deepEqual([identity, roleArn], [undefined, undefined]);
	assert.equal(readFileSync(file, "utf8"), before);
	assert.equal(signin.count(), 0);
	assert.deepEqual(world.interaction.steps, []);
});

test("keys about to expire, or expired, are renewed and saved for the AWS CLI", async (t) => {
	for (const secondsLeft of [300, -86_400]) {
		const { get, login, saved, file, folder, signin, clock, world } = await loginWorld(t);
		const before = login(secondsLeft, { later: { kept: true } });
		const { credentials } = await get();
		assert.notEqual(credentials.accessKeyId, before.accessToken.accessKeyId);
		assert.equal(credentials.expiresAt, clock.now() + 900_000);
		assert.deepEqual(signin.badProofs, []);

		const { refreshToken, ...after } = saved();
		assert.notEqual(refreshToken, before.refreshToken);
		assert.deepEqual(after, {
			...after,
			accessToken: {
				accessKeyId: credentials.accessKeyId,
				secretAccessKey: credentials.secretAccessKey.reveal(),
				sessionToken: credentials.sessionToken?.reveal(),
				accountId: "111122223333",
				expiresAt: "2026-03-01T12:15:10Z",
			},
			tokenType: "aws_sigv4",
			clientId: before.clientId,
			idToken: before.idToken,
			dpopKey: before.dpopKey,
			later: { kept: true },
		});
		assert.deepEqual(readdirSync(folder), [fileName]);
		if (process.platform !== "win32") {
			assert.equal(statSync(file).mode & 0o777, 0o600);
		}
		assert.deepEqual(world.interaction.steps, ["Renewing the sign-in of me"]);

		clock.advance(700_000);
		const next = await get();
		assert.notEqual(next.credentials.accessKeyId, credentials.accessKeyId);
		assert.equal(signin.count(), 2, "with the token that was saved");
	}
});

test("renewed keys that can't be written are this window's, and are written when they can be", async (t) => {
	const { get, login, saved, file, signin, clock, world } = await loginWorld(t);
	const before = login(300);
	const heard: UnwrittenToken[] = [];
	world.signInRefreshes.onDidNotWrite((unwritten) => heard.push(unwritten));
	const release = makeUnwritable(file);
	const first = (await get()).credentials;
	assert.notEqual(first.accessKeyId, before.accessToken.accessKeyId);
	assert.equal((await get()).credentials.accessKeyId, first.accessKeyId);
	clock.advance(700_000);
	const second = (await get()).credentials;
	assert.notEqual(second.accessKeyId, first.accessKeyId, "with the token that only memory has");
	assert.equal(saved().refreshToken, before.refreshToken);
	assert.deepEqual(
		heard.map(({ name, file: told }) => [name, told]),
		[["me", file]],
	);
	release();
	assert.equal((await get()).credentials.accessKeyId, second.accessKeyId);
	assert.equal(saved().accessToken.accessKeyId, second.accessKeyId);
	assert.equal(signin.count(), 2);
});

test("the cache's folder as the environment names it", async (t) => {
	const { login, get, folder, world, fails } = await loginWorld(t);
	login(900);
	const { environment } = world;
	for (const [named, more] of [
		[folder, {}],
		["~/.aws/login/cache", {}],
		["$OWN/login/cache", { OWN: join(world.homeFolder ?? "", ".aws") }],
		[`\${OWN}/cache`, { OWN: join(world.homeFolder ?? "", ".aws", "login") }],
		["", {}],
	] as const) {
		await get("me", { environment: { ...environment, ...more, AWS_LOGIN_CACHE_DIRECTORY: named } });
	}
	const elsewhere = { AWS_LOGIN_CACHE_DIRECTORY: join(folder, "$UNSET") };
	await fails("SignInRequired", { environment: { ...environment, ...elsewhere } });
	await get("me", {
		homeFolder: undefined,
		environment: { ...environment, AWS_LOGIN_CACHE_DIRECTORY: folder },
	});
});

test("absent: how to sign in", async (t) => {
	const { fails } = await loginWorld(t);
	const { message, remedies } = await fails("SignInRequired");
	assert.equal(message, "Profile 'me' is not signed in. Sign in with: aws login --profile me");
	assert.deepEqual(remedies, [{ kind: "awsLogin", profile: "me" }, { kind: "retry" }]);
	await fails("SignInRequired", { homeFolder: undefined });
});

test("a refused renewal says why, and the cache stays as it is", async (t) => {
	const { fails, login, file, signin } = await loginWorld(t);
	const cases = [
		["TOKEN_EXPIRED", "SignInExpired", /has expired\. Sign in again with: aws login --profile me$/],
		["USER_CREDENTIALS_CHANGED", "SignInExpired", /password changed/],
		["INSUFFICIENT_PERMISSIONS", "AccessDenied", /signin:CreateOAuth2Token.*aws login/],
		["SOMETHING_NEW", "SignInExpired", /SOMETHING_NEW\): The refresh token was refused.*aws login/],
	] as const;
	for (const [refusal, code, says] of cases) {
		login(0);
		const before = readFileSync(file, "utf8");
		signin.refuseAll(refusal);
		assert.match((await fails(code)).message, says);
		assert.equal(readFileSync(file, "utf8"), before);
	}
	const { refreshToken } = login(0, { refreshToken: "refresh-of-another-key" });
	assert.match((await fails("SignInExpired")).message, /authorization grant is invalid.*region.*aws login/);
	login(0, { refreshToken, dpopKey: signin.login(0).dpopKey });
	await fails("SignInExpired");
	assert.deepEqual(signin.badProofs, []);
});

test("broken: each field that is missing or of no use is named", async (t) => {
	const { fails, login, file, signin, clock } = await loginWorld(t);
	const { accessToken, dpopKey } = login(0);
	const otherCurve =
		"-----BEGIN EC PRIVATE KEY-----\nMD4CAQEEDjwZ5a8eNJuMwRuJZxCHoAcGBSuBBAAGoSADHgAEAA==\n-----END EC PRIVATE KEY-----\n";
	for (const [changes, says] of [
		[{ accessToken: undefined }, /has no accessToken/],
		[{ accessToken: "x" }, /has no accessToken/],
		[{ accessToken: { ...accessToken, secretAccessKey: "" } }, /has no secretAccessKey/],
		[{ accessToken: { ...accessToken, expiresAt: "soon" } }, /no usable expiresAt/],
		[{ refreshToken: 7 }, /has no refreshToken/],
		[{ clientId: undefined }, /has no clientId/],
		[{ dpopKey: undefined }, /has no dpopKey/],
		[{ dpopKey: dpopKey.slice(0, 80) }, /no usable dpopKey/],
		[{ dpopKey: otherCurve }, /no usable dpopKey/],
	] as const) {
		login(0, changes);
		const { message } = await fails("SignInCacheFailed");
		assert.match(message, says);
		assert.ok(message.includes(file));
	}
	writeFileSync(file, `{"refreshToken": "${signin.login(0).refreshToken}`);
	assert.match((await driven(clock, fails("SignInCacheFailed"))).message, /is not JSON/);
	rmSync(file);
	mkdirSync(file);
	assert.match((await fails("SignInCacheFailed")).message, /EISDIR/);
	assert.equal(signin.count(), 0);
});

test("busy and lost moments are waited out, each try with a proof of its own", async (t) => {
	const { get, fails, login, signin, clock } = await loginWorld(t);
	login(0);
	signin.faults.throttle();
	signin.faults.cut();
	const renewed = get();
	await clock.advanceToNext();
	await clock.advanceToNext();
	assert.match((await renewed).credentials.accessKeyId, /^ASIA/);
	assert.deepEqual(signin.badProofs, []);
	login(0);
	signin.faults.fail(500, 3);
	const failed = fails("ServiceUnavailable");
	await clock.advanceToNext();
	await clock.advanceToNext();
	await failed;
	signin.faults.answer(1, { status: 200, contentType: "application/json", body: '{"expiresIn": 900}' });
	await fails("InvalidResponse");
});

test("a sign-in or sign-out in the meantime stands", async (t) => {
	const { get, login, saved, file, signin } = await loginWorld(t);
	login(0);
	const release = signin.faults.hold();
	const renewed = get();
	await signin.received(1);
	const newer = login(900);
	release();
	await renewed;
	assert.deepEqual(saved(), newer);

	login(0);
	const releaseAgain = signin.faults.hold();
	const again = get();
	await signin.received(2);
	rmSync(file);
	releaseAgain();
	await again;
	assert.throws(saved, /ENOENT/);
});

test("the endpoint: by the settings of the profile asked for", async (t) => {
	const { fails, login } = await loginWorld(t);
	login(0);
	const fips = await fails("InvalidEndpoint", {}, "role");
	assert.match(fips.message, /Profile 'role': .*FIPS/);
	assert.match((await fails("InvalidEndpoint", { environment: {} }, "nowhere")).message, /not a region/);
});

test("calling off on the way changes nothing", async (t) => {
	const { get, login, file, signin, world } = await loginWorld(t);
	login(0);
	const before = readFileSync(file, "utf8");
	const release = signin.faults.hold();
	const asked = get();
	await signin.received(1);
	world.interaction.cancel();
	await cancelled(asked);
	release();
	await cancelled(get());
	assert.equal(readFileSync(file, "utf8"), before);
	assert.equal(signin.count(), 1);
});
