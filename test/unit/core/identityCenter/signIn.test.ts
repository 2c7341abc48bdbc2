import assert from "node:assert/strict";
import { test } from "node:test";
import { findSignIn, listSignIns } from "../../../../src/core/config/ssoSettings.ts";
import {
	settingsOwner,
	signInCommand,
	signInId,
	signInLabel,
	signInName,
	signInState,
	signInWords,
	takesRedirect,
} from "../../../../src/core/identityCenter/signIn.ts";
import { signInOfRequest } from "../../../../src/core/identityCenter/signInOfRequest.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { configOf } from "../../fakes/configOf.ts";

const startUrl = "https://corp.awsapps.com/start#/";
const role = "sso_account_id = 111122223333\nsso_role_name = Dev";
const legacy = `sso_region = eu-west-1\nsso_start_url = ${startUrl}\n${role}`;

const config = configOf(`
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access, codewhisperer:completions ,
[sso-session half]
sso_region = eu-west-1
[sso-session empty-scopes]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes =
[profile one]
${legacy}
[profile two]
${legacy}
[profile other-region]
sso_region = us-east-1
sso_start_url = https://other.awsapps.com/start
${role}
[profile by-session]
sso_session = corp
${role}
[profile settings-only]
sso_start_url = https://unused.awsapps.com/start
sso_region = eu-west-1
`);

test("each sso-session and each legacy address once, the broken ones too", () => {
	assert.deepEqual(
		listSignIns(config).map(({ id, settings }) => [id, settings.kind]),
		[
			["corp", "settings"],
			["half", "broken"],
			["empty-scopes", "settings"],
			[`<${startUrl}>`, "settings"],
			["<https://other.awsapps.com/start>", "settings"],
		],
	);
});

test("a sign-in by its name: as the files have it, or as the name says itself", () => {
	const corp = findSignIn({ session: "corp" }, config);
	assert.ok(corp !== undefined && "startUrl" in corp);
	assert.deepEqual(corp.scopes, ["sso:account:access", "codewhisperer:completions"]);
	assert.equal(corp.place?.line, 3);
	const empty = findSignIn({ session: "empty-scopes" }, config);
	assert.ok(empty !== undefined && "startUrl" in empty);
	assert.deepEqual(empty.scopes, []);
	assert.equal(findSignIn({ session: "gone" }, config), undefined);
	const broken = findSignIn({ session: "half" }, config);
	assert.ok(broken !== undefined && "kind" in broken && broken.kind === "broken");
	const old = findSignIn({ startUrl, region: "eu-west-1" }, config);
	assert.ok(old !== undefined && "startUrl" in old);
	assert.equal(old.profile, "one");
	const unknown = { startUrl: "https://new.awsapps.com/start", region: "eu-west-1" };
	assert.equal(findSignIn(unknown, config), unknown);
	const elsewhere = { startUrl, region: "us-east-1" };
	assert.equal(findSignIn(elsewhere, config), elsewhere, "the name's region counts");
});

test("what it is called, for people, messages, tools and buttons", () => {
	const at = { startUrl, region: "eu-west-1" };
	const bySession = { ...at, session: "corp" };
	const byProfile = { ...at, profile: "one" };
	assert.deepEqual([bySession, byProfile, at].map(signInLabel), [
		"corp",
		"corp.awsapps.com",
		"corp.awsapps.com",
	]);
	assert.deepEqual([bySession, at].map(signInWords), ["sso-session 'corp'", startUrl]);
	assert.deepEqual([bySession, byProfile, at].map(settingsOwner), [
		"[sso-session corp]",
		"profile 'one'",
		undefined,
	]);
	assert.deepEqual([bySession, byProfile, at].map(signInCommand), [
		"aws sso login --sso-session corp",
		"aws sso login --profile one",
		undefined,
	]);
	assert.deepEqual(signInName(bySession), { session: "corp" });
	assert.deepEqual(signInName(byProfile), at);
	assert.equal(signInId(signInName(byProfile)), signInId(byProfile));
	assert.notEqual(signInId({ session: startUrl }), signInId(at));
	assert.deepEqual([bySession, byProfile].map(takesRedirect), [true, false]);
	assert.equal(signInLabel({ startUrl: "no address", region: "x" }), "no address");
});

test("legacy sign-ins of one host are told apart", () => {
	for (const [address, label] of [
		["https://corp.awsapps.com/start/#/", "corp.awsapps.com"],
		["https://ssoins-0123.portal.eu-west-1.app.aws", "ssoins-0123.portal.eu-west-1.app.aws"],
		["https://start.home.awsapps.cn/directory/acme", "start.home.awsapps.cn/directory/acme"],
		["https://start.home.awsapps.cn/directory/other#/", "start.home.awsapps.cn/directory/other"],
		["https://identitycenter.amazonaws.com/ssoins-0123/", "identitycenter.amazonaws.com/ssoins-0123"],
		["https://a.example/[x](y)", "a.example/%5Bx%5D(y)"],
	] as const) {
		assert.equal(signInLabel({ startUrl: address, region: "eu-west-1" }), label);
	}
});

test("how it stands at a moment", () => {
	assert.deepEqual(signInState(undefined, 0), { kind: "none" });
	assert.deepEqual(signInState({ expiresAt: 10 }, 9), { kind: "signedIn", until: 10, isRefreshable: false });
	const refreshable = { expiresAt: 10, refreshableUntil: 20 };
	assert.deepEqual(signInState(refreshable, 9), { kind: "signedIn", until: 10, isRefreshable: true });
	assert.deepEqual(signInState(refreshable, 10), { kind: "refreshable" });
	assert.deepEqual(signInState(refreshable, 20), { kind: "ended", at: 10 });
	assert.deepEqual(signInState({ expiresAt: 10 }, 10), { kind: "ended", at: 10 });
});

test("the sign-in behind a session or a profile, through every role on the way", () => {
	const chained = configOf(`
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
[profile dev]
sso_session = corp
${role}
[profile deploy]
role_arn = arn:aws:iam::111122223333:role/Deploy
source_profile = dev
[profile keys]
aws_access_key_id = a
aws_secret_access_key = b
[profile lost]
sso_session = gone
${role}
`);
	const idOf = (request: SessionRequest) => {
		const found = signInOfRequest(request, chained);
		return found === undefined ? undefined : signInId(found);
	};
	assert.equal(idOf({ kind: "profile", profile: "deploy" }), "corp");
	assert.equal(idOf({ kind: "role", roleArn: "arn:aws:iam::1:role/x", sourceProfile: "dev" }), "corp");
	assert.equal(idOf({ kind: "profile", profile: "keys" }), undefined);
	assert.equal(idOf({ kind: "profile", profile: "lost" }), undefined);
	assert.equal(idOf({ kind: "ambient", source: "Environment" }), undefined);
	const ssoRole = { kind: "ssoRole", account: "111122223333", roleName: "Dev" } as const;
	assert.equal(idOf({ ...ssoRole, signIn: { session: "corp" } }), "corp");
	assert.equal(idOf({ ...ssoRole, signIn: { session: "gone" } }), undefined);
	assert.equal(idOf({ ...ssoRole, signIn: { startUrl, region: "eu-west-1" } }), `<${startUrl}>`);
});
