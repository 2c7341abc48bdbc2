import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type SendHttp, sendHttp } from "../../../../src/aws/http/http.ts";
import { networkError } from "../../../../src/aws/http/networkError.ts";
import type { SignIn } from "../../../../src/core/identityCenter/signIn.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import { checkSignIn } from "../../../../src/credentials/signIn/checkSignIn.ts";
import { signInWithDeviceCode } from "../../../../src/credentials/signIn/deviceSignIn.ts";
import { useRegistrations } from "../../../../src/credentials/signIn/registration.ts";
import { startOidc } from "../../../aws/oidc.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { driven, readJson, signInWorld, startUrl } from "./signInWorld.ts";

const never = new AbortController().signal;
const scopes = ["sso:account:access"];
const asked = (changes: Partial<SignIn> = {}): SignIn => ({
	startUrl,
	region: "eu-west-1",
	scopes,
	...changes,
});

test("one that there is: nothing is kept until it is used, and then no other registration is made", async (t) => {
	const { context, oidc, home, signIn, codeRegistrationFile, registrationFile, clock } = await signInWorld(t);
	// As browsers and people write it.
	const check = await checkSignIn(asked({ startUrl: `${startUrl}/#/` }), context, never);
	assert.ok(check.kind === "known");
	assert.deepEqual(oidc.calls, ["client/register", "client/register", "device_authorization"]);
	assert.ok(!existsSync(join(home, ".aws")), "nothing is written");
	await useRegistrations(signIn, check.registrations, context);
	assert.deepEqual(
		[codeRegistrationFile(), registrationFile()].map((file) => readJson(file)["clientId"]),
		check.registrations.map(({ clientId }) => clientId),
	);
	await signInWithBrowser(signIn, context, { signal: never, open: async (url) => void (await fetch(url)) });
	const device = signInWithDeviceCode(signIn, context, {
		signal: never,
		show: ({ userCode }) => oidc.approve(userCode),
	});
	await driven(clock, device);
	assert.equal(oidc.calls.filter((call) => call === "client/register").length, 2);
	assert.deepEqual(oidc.violations, []);
});

test("a start URL that nobody has, and one of a portal in another region", async (t) => {
	const far = "https://far.awsapps.com/start";
	const { context, oidc, clock, fails } = await signInWorld(t, { oidc: { elsewhere: [far] } });
	const nobody = await checkSignIn(asked({ startUrl: "https://other.awsapps.com/start" }), context, never);
	assert.ok(nobody.kind === "wrong");
	assert.equal(nobody.field, "startUrl");
	assert.equal(
		nobody.problem,
		"IAM Identity Center in eu-west-1 knows no such start URL. Check it, or the region",
	);
	const elsewhere = await checkSignIn(asked({ startUrl: far }), context, never);
	assert.ok(elsewhere.kind === "wrong");
	assert.equal(elsewhere.field, "region");
	assert.equal(elsewhere.problem, "There is such a start URL, but not in eu-west-1. Check the region");

	// What comes of it otherwise: a code that no page takes.
	const work = signInWithDeviceCode(asked({ startUrl: far }), context, {
		signal: never,
		show: ({ userCode }) => assert.throws(() => oidc.approve(userCode), /No device waits/),
	});
	const { message } = await driven(clock, fails(work, "SignInTimedOut"));
	assert.match(message, /If the page did not take the code, check sso_region: eu-west-1$/);
});

test("a wrong region: the portal is another one's, the start URL says whose; or there is none there", async (t) => {
	const world = await signInWorld(t);
	const ownUrl = "https://ssoins-1234.portal.us-east-1.app.aws";
	const there = await startOidc({ startUrl: ownUrl, issueToken: () => "", now: () => world.clock.now() });
	t.after(() => there.close());
	const toItsRegion: SendHttp = (request, options) => {
		const { host, pathname } = request.url;
		const at = { "oidc.us-east-1.amazonaws.com": there.url, "oidc.eu-west-1.amazonaws.com": world.oidc.url }[
			host
		];
		if (at === undefined) {
			throw networkError(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }), host, false);
		}
		return sendHttp({ ...request, url: new URL(at + pathname) }, options);
	};
	const context = { ...world.context, environment: {}, send: toItsRegion };
	const check = (changes: Partial<SignIn>) =>
		driven(world.clock, checkSignIn(asked(changes), context, never));
	assert.equal((await check({ startUrl: ownUrl, region: "us-east-1" })).kind, "known");
	const elsewhere = await check({ startUrl: ownUrl });
	assert.ok(elsewhere.kind === "wrong");
	assert.equal(elsewhere.field, "region");
	assert.match(elsewhere.problem, /in eu-west-1 does not know the start URL, which is one of us-east-1$/);
	const plain = await check({ region: "us-east-1" });
	assert.ok(plain.kind === "wrong");
	assert.equal(plain.field, "startUrl", "it does not say whose it is");
	const nowhere = await check({ region: "eu-nowhere-9" });
	assert.ok(nowhere.kind === "wrong");
	assert.deepEqual([nowhere.field, nowhere.error.code], ["region", "NetworkUnreachable"]);
	assert.match(nowhere.problem, /was found in eu-nowhere-9/);
	const offline = await world.fails(check({ region: "eu-central-1" }), "NetworkUnreachable");
	assert.match(offline.message, /offline.*Or is sso_region wrong: eu-central-1\?$/);
});

test("what says nothing of the sign-in is no answer, and it can be called off", async (t) => {
	const { context, oidc, fails, clock } = await signInWorld(t);
	oidc.faults.fail(500, 9);
	await driven(clock, fails(checkSignIn(asked(), context, never), "ServiceUnavailable"));
	oidc.faults.reset();
	await fails(checkSignIn(asked({ scopes: ["everything"] }), context, never), "SignInFailed");
	const release = oidc.faults.hold();
	const controller = new AbortController();
	const before = oidc.count();
	const work = checkSignIn(asked(), context, controller.signal);
	await oidc.received(before + 1);
	controller.abort();
	await cancelled(work);
	release();
});
