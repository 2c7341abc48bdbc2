import assert from "node:assert/strict";
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { SessionsError } from "../../../../src/core/errors.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import {
	type DeviceChallenge,
	signInWithDeviceCode,
} from "../../../../src/credentials/signIn/deviceSignIn.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { driven, readJson, signInOf, signInWorld, startUrl, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

/** A browser that goes wherever it is sent. */
function browser() {
	const pages: { url: string; text: string; status: number }[] = [];
	return {
		pages,
		async open(url: string): Promise<void> {
			const response = await fetch(url);
			pages.push({ url: response.url, text: await response.text(), status: response.status });
		},
	};
}

test("a code in the redirect becomes a token that the AWS CLI has too", async (t) => {
	const { context, signIn, oidc, portal, clock, file, codeRegistrationFile, home } = await signInWorld(t);
	const { open, pages } = browser();
	const token = await signInWithBrowser(signIn, context, { open, signal: never });
	assert.equal(token.expiresAt, clock.now() + 3_600_000);
	assert.deepEqual(oidc.calls, ["client/register", "authorization_code"]);
	assert.deepEqual(oidc.violations, []);
	const registration = readJson(codeRegistrationFile());
	assert.deepEqual(readJson(file()), {
		startUrl,
		region: "eu-west-1",
		accessToken: token.accessToken.reveal(),
		expiresAt: "2026-03-01T13:00:10Z",
		clientId: registration["clientId"],
		clientSecret: registration["clientSecret"],
		registrationExpiresAt: registration["expiresAt"],
		refreshToken: token.refreshToken?.reveal(),
	});
	assert.deepEqual(registration["scopes"], ["sso:account:access"]);
	assert.deepEqual(registration["grantTypes"], ["authorization_code", "refresh_token"]);
	assert.match(String(registration["expiresAt"]), /^2026-05-30T12:00:10Z$/);
	if (process.platform !== "win32") {
		assert.equal(statSync(file()).mode & 0o777, 0o600);
		assert.equal(statSync(codeRegistrationFile()).mode & 0o777, 0o600);
		assert.equal(statSync(dirname(file())).mode & 0o777, 0o700);
	}
	assert.equal(readdirSync(join(home, ".aws", "sso", "cache")).length, 2);
	const [page] = pages;
	assert.equal(page?.status, 200);
	for (const secret of [...oidc.secretsIssued(), ...portal.secretsIssued()]) {
		assert.ok(!page?.text.includes(secret));
	}
});

test("the registration is used again, until it ends or was for a device", async (t) => {
	const { context, signIn, oidc, clock } = await signInWorld(t, { oidc: { registrationLife: 86_400 } });
	const again = () => signInWithBrowser(signIn, context, { ...browser(), signal: never });
	await again();
	await again();
	assert.deepEqual(oidc.calls, ["client/register", "authorization_code", "authorization_code"]);
	clock.advance(86_400_000 - 14 * 60_000);
	await again();
	assert.equal(oidc.calls.filter((call) => call === "client/register").length, 2);
});

test("the AWS CLI's own registration for codes is used, and removed when it is refused", async (t) => {
	const { context, signIn, oidc, clock, fails, registrationFile, codeRegistrationFile } =
		await signInWorld(t);
	const again = () => signInWithBrowser(signIn, context, { ...browser(), signal: never });
	await again();
	renameSync(codeRegistrationFile(), registrationFile());
	await again();
	assert.deepEqual(oidc.calls, ["client/register", "authorization_code", "authorization_code"]);
	assert.ok(!existsSync(codeRegistrationFile()));

	oidc.forgetClients();
	const refused = fails(again(), "SignInTimedOut");
	await clock.scheduled();
	await clock.advanceToNext();
	await refused;
	assert.ok(!existsSync(registrationFile()));
});

test("a registration for devices' codes stays the AWS CLI's, and is not used for a redirect", async (t) => {
	const { context, signIn, oidc, registrationFile } = await signInWorld(t);
	const theirs = { clientId: "theirs", clientSecret: "hidden", expiresAt: "2026-05-30T12:00:10Z" };
	writeJson(registrationFile(), theirs);
	await signInWithBrowser(signIn, context, { ...browser(), signal: never });
	assert.deepEqual(oidc.calls, ["client/register", "authorization_code"]);
	assert.deepEqual(readJson(registrationFile()), theirs);
});

test("one that is called off leaves its registration to the next of its kind", async (t) => {
	const world = await signInWorld(t);
	const { context, signIn, oidc, codeRegistrationFile, file, home } = world;
	const release = oidc.faults.hold();
	const early = new AbortController();
	const registering = signInWithBrowser(signIn, context, { ...browser(), signal: early.signal });
	await oidc.received(1);
	early.abort();
	await cancelled(registering);
	release();
	while (!existsSync(codeRegistrationFile())) {
		await new Promise((resolve) => setImmediate(resolve));
	}

	const waiting = new AbortController();
	const open = async () => waiting.abort();
	await cancelled(signInWithBrowser(signIn, context, { open, signal: waiting.signal }));
	assert.deepEqual(oidc.calls, ["client/register"]);
	await signInWithBrowser(signIn, context, { ...browser(), signal: never });
	const shown = Promise.withResolvers<DeviceChallenge>();
	const device = signInWithDeviceCode(signIn, context, { signal: never, show: shown.resolve });
	oidc.approve((await shown.promise).userCode);
	await driven(world.clock, device);
	assert.notEqual(readJson(file())["refreshToken"], undefined);
	await signInWithBrowser(signIn, context, { ...browser(), signal: never });
	assert.deepEqual(oidc.calls, [
		"client/register",
		"authorization_code",
		"client/register",
		"device_authorization",
		"device_code",
		"authorization_code",
	]);
	assert.equal(readdirSync(join(home, ".aws", "sso", "cache")).length, 3);
	assert.deepEqual(oidc.violations, []);
});

test("without scopes in the file it asks for what accounts and roles need", async (t) => {
	const { context, oidc, file, codeRegistrationFile } = await signInWorld(t);
	const plain = signInOf("plain", context);
	await signInWithBrowser(plain, context, { ...browser(), signal: never });
	assert.notEqual(readJson(file(plain))["refreshToken"], undefined);
	assert.deepEqual(readJson(codeRegistrationFile(plain))["scopes"], ["sso:account:access"]);
	assert.deepEqual(oidc.violations, []);
});

test("declined: nothing is kept, and the registration stays", async (t) => {
	const { context, signIn, oidc, fails, file, codeRegistrationFile } = await signInWorld(t);
	oidc.decision = "denies";
	const { open, pages } = browser();
	const error = await fails(signInWithBrowser(signIn, context, { open, signal: never }), "AccessDenied");
	assert.match(error.message, /sso-session 'corp' was declined in the browser/);
	assert.deepEqual(error.remedies, [{ kind: "signIn", signIn: { session: "corp" } }]);
	assert.match(pages[0]?.text ?? "", /You are not signed in/);
	assert.throws(() => readJson(file()), /ENOENT/);
	assert.ok(readJson(codeRegistrationFile()));
});

test("what does not carry the state is refused, and the real one still counts", async (t) => {
	const { context, signIn } = await signInWorld(t);
	const statuses: number[] = [];
	const open = async (url: string): Promise<void> => {
		const callback = new URL(url).searchParams.get("redirect_uri") ?? "";
		for (const query of ["?code=x", "?code=x&state=guess", "", "?error=access_denied&state=guess"]) {
			statuses.push((await fetch(callback + query)).status);
		}
		statuses.push((await fetch(callback.replace("callback", "other"))).status);
		statuses.push((await fetch(url)).status);
	};
	await signInWithBrowser(signIn, context, { open, signal: never });
	assert.deepEqual(statuses, [400, 400, 400, 400, 404, 200]);
});

test("a code that somebody else has used up", async (t) => {
	const { context, signIn, oidc, fails, codeRegistrationFile } = await signInWorld(t);
	const open = async (url: string): Promise<void> => {
		const first = await fetch(url, { redirect: "manual" });
		const back = new URL(first.headers.get("location") ?? "");
		const { clientId, clientSecret } = readJson(codeRegistrationFile());
		const code = back.searchParams.get("code");
		const used = await fetch(`${oidc.url}/token`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ clientId, clientSecret, grantType: "authorization_code", code }),
		});
		assert.equal(used.status, 400, "the code alone is good for nothing");
		await fetch(back);
	};
	const { message, remedies } = await fails(
		signInWithBrowser(signIn, context, { open, signal: never }),
		"SignInFailed",
	);
	assert.match(message, /sso_region of \[sso-session corp\]: eu-west-1/);
	assert.deepEqual(
		remedies.map(({ kind }) => kind),
		["openFile", "signIn"],
	);
});

test("a wrong start URL and scopes that there are not: told before any page opens", async (t) => {
	const { context, fails } = await signInWorld(t);
	const open = async (): Promise<void> => assert.fail("no page");
	const wrong = await fails(
		signInWithBrowser(signInOf("wrong", context), context, { open, signal: never }),
		"SignInFailed",
	);
	assert.match(wrong.message, /sso_start_url and sso_region of \[sso-session wrong\]/);
	assert.ok(wrong.remedies[0]?.kind === "openFile");
	const header = context.config.ssoSessions.get("wrong")?.place.line ?? Number.NaN;
	assert.equal(wrong.remedies[0].place.line, header + 1);
	const odd = await fails(
		signInWithBrowser(signInOf("odd-scope", context), context, { open, signal: never }),
		"SignInFailed",
	);
	assert.match(odd.message, /Check sso_registration_scopes of \[sso-session odd-scope\]/);
});

test("calling off while the page is open frees the port; so does a browser that does not open", async (t) => {
	const { context, signIn, file } = await signInWorld(t);
	const controller = new AbortController();
	let callback = "";
	const work = signInWithBrowser(signIn, context, {
		signal: controller.signal,
		async open(url) {
			callback = new URL(url).searchParams.get("redirect_uri") ?? "";
			controller.abort();
		},
	});
	await cancelled(work);
	await assert.rejects(fetch(callback));
	const cannot = new SessionsError("SignInFailed", "No browser");
	const failing = signInWithBrowser(signIn, context, {
		signal: never,
		open: async (url) => {
			callback = new URL(url).searchParams.get("redirect_uri") ?? "";
			throw cannot;
		},
	});
	await assert.rejects(failing, cannot);
	await assert.rejects(fetch(callback));
	assert.throws(() => readJson(file()), /ENOENT/);
});

test("nobody comes back: it ends after ten minutes, and the next one registers anew", async (t) => {
	const { context, signIn, clock, fails, oidc } = await signInWorld(t);
	const opened = Promise.withResolvers<void>();
	const work = fails(
		signInWithBrowser(signIn, context, { signal: never, open: async () => opened.resolve() }),
		"SignInTimedOut",
	);
	await opened.promise;
	assert.equal(await clock.advanceToNext(), 600_000);
	assert.match((await work).message, /within 10 minutes/);
	await signInWithBrowser(signIn, context, { ...browser(), signal: never });
	assert.deepEqual(oidc.calls, ["client/register", "client/register", "authorization_code"]);
});
