import assert from "node:assert/strict";
import { test } from "node:test";
import type { SendHttp } from "../../../../src/aws/http/http.ts";
import { networkError } from "../../../../src/aws/http/networkError.ts";
import type { SignInContext } from "../../../../src/credentials/signIn/context.ts";
import {
	type DeviceChallenge,
	signInWithDeviceCode,
} from "../../../../src/credentials/signIn/deviceSignIn.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { driven, legacySignIn, readJson, signInOf, signInWorld, startUrl, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

/** Begins a sign-in, and resolves with what the person is shown. */
async function begun(world: Awaited<ReturnType<typeof signInWorld>>, signIn = world.signIn, signal = never) {
	const shown = Promise.withResolvers<DeviceChallenge>();
	const work = signInWithDeviceCode(signIn, world.context, { signal, show: shown.resolve });
	work.catch(shown.reject);
	return { work, challenge: await shown.promise };
}

test("a code that is confirmed becomes a token that the AWS CLI has too", async (t) => {
	const world = await signInWorld(t);
	const { work, challenge } = await begun(world);
	const { userCode, verificationUri, verificationUriComplete, expiresAt } = challenge;
	assert.match(userCode, /^[A-Z]{4}-[A-Z]{4}$/);
	assert.equal(verificationUri, `${world.oidc.url}/device`);
	assert.equal(verificationUriComplete, `${verificationUri}?user_code=${userCode}`);
	assert.equal(expiresAt, world.clock.now() + 600_000);
	assert.equal(await world.clock.advanceToNext(), 5000);
	assert.equal(await world.clock.advanceToNext(), 5000);
	await world.clock.scheduled();
	world.oidc.approve(userCode);
	assert.equal(await world.clock.advanceToNext(), 5000);
	const token = await work;
	const kept = readJson(world.file());
	assert.equal(kept["accessToken"], token.accessToken.reveal());
	assert.equal(kept["startUrl"], startUrl);
	assert.notEqual(kept["refreshToken"], undefined);
	const registration = readJson(world.registrationFile());
	assert.equal(registration["grantTypes"], undefined, "as from the AWS CLI");
	assert.deepEqual(registration["scopes"], ["sso:account:access"]);
	assert.deepEqual(world.oidc.calls, [
		"client/register",
		"device_authorization",
		"device_code",
		"device_code",
		"device_code",
	]);
	assert.deepEqual(world.oidc.violations, []);
});

test("a legacy sign-in has no scopes, and its file is named by the start URL", async (t) => {
	const world = await signInWorld(t);
	const legacy = legacySignIn(world.context);
	const { work, challenge } = await begun(world, legacy);
	world.oidc.approve(challenge.userCode);
	await driven(world.clock, work);
	const kept = readJson(world.file(legacy));
	assert.equal(kept["refreshToken"], undefined);
	assert.equal(readJson(world.registrationFile(legacy))["scopes"], undefined);
});

test("too fast: each time five seconds more, and it keeps to that", async (t) => {
	const world = await signInWorld(t, { oidc: { interval: 1 } });
	const { work, challenge } = await begun(world);
	const json = (error: string) =>
		({ status: 400, contentType: "application/json", body: JSON.stringify({ error }) }) as const;
	world.oidc.faults.answer(2, json("slow_down"));
	const pauses = [await world.clock.advanceToNext()];
	pauses.push(await world.clock.advanceToNext(), await world.clock.advanceToNext());
	pauses.push(await world.clock.advanceToNext());
	await world.clock.scheduled();
	world.oidc.approve(challenge.userCode);
	pauses.push(await world.clock.advanceToNext());
	assert.deepEqual(pauses, [1000, 6000, 11_000, 11_000, 11_000]);
	await work;
});

test("a cut connection and a busy service are waited out", async (t) => {
	const world = await signInWorld(t);
	const { work, challenge } = await begun(world);
	world.oidc.faults.fail(503);
	await world.clock.advanceToNext();
	await world.clock.scheduled();
	world.oidc.faults.cut();
	await world.clock.advanceToNext();
	await world.clock.scheduled();
	world.oidc.approve(challenge.userCode);
	await driven(world.clock, work);
});

test("declined, and not confirmed in time", async (t) => {
	const world = await signInWorld(t);
	const declined = await begun(world);
	world.oidc.deny(declined.challenge.userCode);
	const { message, remedies } = await driven(world.clock, world.fails(declined.work, "AccessDenied"));
	assert.match(message, /sso-session 'corp' was declined: by you, or because you are not assigned/);
	assert.deepEqual(remedies, [{ kind: "signIn", signIn: { session: "corp" } }]);
	const late = await begun(world);
	const before = world.clock.now();
	await driven(world.clock, world.fails(late.work, "SignInTimedOut"));
	assert.ok(world.clock.now() - before <= 605_000);
	assert.throws(() => readJson(world.file()), /ENOENT/);
});

test("calling off while it waits", async (t) => {
	const world = await signInWorld(t);
	const controller = new AbortController();
	const { work } = await begun(world, world.signIn, controller.signal);
	await world.clock.scheduled();
	controller.abort();
	await cancelled(work);
	assert.equal(world.clock.pending, 0);
});

test("a kept registration that nobody knows any more is made anew, once", async (t) => {
	const world = await signInWorld(t);
	writeJson(world.registrationFile(), {
		clientId: "gone",
		clientSecret: "hidden-secret",
		expiresAt: "2027-01-01T00:00:00Z",
	});
	const { work, challenge } = await begun(world);
	world.oidc.approve(challenge.userCode);
	await driven(world.clock, work);
	assert.deepEqual(world.oidc.calls.slice(0, 3), [
		"device_authorization",
		"client/register",
		"device_authorization",
	]);
});

test("a registration for redirects is of no use here, nor one that ends soon", async (t) => {
	const world = await signInWorld(t);
	for (const [expiresAt, grantTypes] of [
		["2027-01-01T00:00:00Z", ["authorization_code", "refresh_token"]],
		["2026-03-01T12:15:09Z", undefined],
		["soon", undefined],
	] as const) {
		writeJson(world.registrationFile(), { clientId: "x", clientSecret: "y", expiresAt, grantTypes });
		await begun(world);
		assert.notEqual(readJson(world.registrationFile())["clientId"], "x");
	}
});

test("a wrong start URL, offline, and a region that there is not", async (t) => {
	const world = await signInWorld(t);
	const start = (session: string, context: SignInContext = world.context) =>
		signInWithDeviceCode(signInOf(session, context), context, { signal: never, show: () => {} });
	const wrong = await world.fails(start("wrong"), "SignInFailed");
	assert.match(
		wrong.message,
		/in eu-west-1 refused the sign-in to sso-session 'wrong'\. Check sso_start_url/,
	);
	const unknownHost: SendHttp = async ({ url }) => {
		throw networkError(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }), url.host, false);
	};
	const offline = { ...world.context, environment: {}, send: unknownHost };
	const { message, remedies } = await driven(
		world.clock,
		world.fails(start("corp", offline), "NetworkUnreachable"),
	);
	assert.match(
		message,
		/oidc\.eu-west-1\.amazonaws\.com could not be found.*offline.*Or is sso_region of \[sso-session corp\] wrong: eu-west-1\?/,
	);
	assert.equal(remedies.at(-1)?.kind, "openFile");
});

test("without a home folder there is nowhere to keep it", async (t) => {
	const world = await signInWorld(t);
	const context = { ...world.context, homeFolder: undefined };
	const work = signInWithDeviceCode(world.signIn, context, { signal: never, show: () => {} });
	assert.match((await world.fails(work, "SignInCacheFailed")).message, /no home folder/);
});
