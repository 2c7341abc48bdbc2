import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { registrationFile, ssoCacheFile } from "../../../../src/aws/identityCenter/ssoCache.ts";
import { rejection } from "../../fakes/rejection.ts";
import { awsCliWorld, type CliResult, skip } from "./awsCliWorld.ts";
import { readJson, startUrl } from "./signInWorld.ts";

const devArn = /arn:aws:sts::444455556666:assumed-role\/AWSReservedSSO_Dev_[0-9a-f]{16}\/alice/;
const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** How it can be signed in to: what the AWS CLI is told, and which of the files' sign-ins that is. */
const kinds = [
	{ kind: "session", profile: "dev", key: "corp" },
	{ kind: "legacy", profile: "legacy", key: startUrl },
] as const;

function succeeds({ code, output }: CliResult, pattern: RegExp): void {
	assert.match(output, pattern);
	assert.equal(code, 0, output);
}

for (const { kind, profile, key } of kinds) {
	test(`${kind}: the AWS CLI signs in, and this takes a role with that`, { skip }, async (t) => {
		const { cli, here, home, oidc, ...world } = await awsCliWorld(t);
		succeeds(await cli("sso", "login", "--profile", profile), /Successfully logged into Start URL/);
		const file = ssoCacheFile(home, key);
		assert.equal((await here.token(world[kind])).reveal(), readJson(file)["accessToken"]);
		assert.match(await here.identity(profile), devArn);
		assert.equal(readdirSync(join(home, ".aws", "sso", "cache")).length, 2, "a token and a registration");
		assert.deepEqual(oidc.calls, ["client/register", "device_authorization", "device_code", "device_code"]);
	});

	test(`${kind}: with a sign-in made here the AWS CLI takes a role`, { skip }, async (t) => {
		const { cli, here, home, oidc, portal, ...world } = await awsCliWorld(t);
		await here.signInWithCode(world[kind]);
		const calls = oidc.calls.length;
		succeeds(await cli("sts", "get-caller-identity", "--profile", profile), devArn);
		assert.equal(oidc.calls.length, calls, "nothing had to be refreshed");
		assert.deepEqual(portal.asked, [{ account: "444455556666", roleName: "Dev" }]);
	});

	test(`${kind}: both write the same fields, in the same forms`, { skip }, async (t) => {
		const { cli, here, home, ...world } = await awsCliWorld(t);
		await cli("sso", "login", "--profile", profile);
		const files = [ssoCacheFile(home, key), registrationFile(home, world[kind])];
		const theirs = files.map(readJson);
		for (const file of files) {
			rmSync(file);
		}
		await here.signInWithCode(world[kind]);
		const ours = files.map(readJson);
		for (const file of files) {
			assert.equal(statSync(file).mode & 0o777, 0o600);
		}
		assert.deepEqual(
			ours.map((document) => Object.keys(document).sort()),
			theirs.map((document) => Object.keys(document).sort()),
		);
		for (const [index, name] of [
			[0, "expiresAt"],
			[0, "registrationExpiresAt"],
			[1, "expiresAt"],
		] as const) {
			assert.match(String(theirs[index]?.[name]), whole);
			assert.match(String(ours[index]?.[name]), whole);
		}
		for (const name of ["startUrl", "region", "scopes"]) {
			assert.deepEqual(
				ours.map((document) => document[name]),
				theirs.map((document) => document[name]),
			);
		}
	});

	test(`${kind}: each signs in with the registration that the other has made`, { skip }, async (t) => {
		for (const isFirst of [true, false]) {
			const { cli, here, oidc, ...world } = await awsCliWorld(t);
			for (const isHere of [isFirst, !isFirst]) {
				if (isHere) {
					await here.signInWithCode(world[kind]);
				} else {
					succeeds(await cli("sso", "login", "--profile", profile), /Successfully/);
				}
			}
			assert.equal(oidc.calls.filter((call) => call === "client/register").length, 1);
			assert.match(await here.identity(profile), devArn);
			assert.deepEqual(oidc.violations, []);
		}
	});

	test(`${kind}: aws sso logout ends what was begun here`, { skip }, async (t) => {
		const { cli, here, home, portal, ...world } = await awsCliWorld(t);
		await here.signInWithCode(world[kind]);
		succeeds(await cli("sso", "logout"), /^$/);
		assert.equal(portal.paths.at(-1), "/logout");
		assert.ok(!existsSync(ssoCacheFile(home, key)));
		await rejection(here.token(world[kind]), "SignInRequired");
	});

	test(`${kind}: after signing out here the AWS CLI has nothing left`, { skip }, async (t) => {
		const { cli, here, home, portal, ...world } = await awsCliWorld(t);
		const identity = () => cli("sts", "get-caller-identity", "--profile", profile);
		const kept = () => readdirSync(join(home, ".aws", "cli", "cache")).length;
		// Another one is signed in, so that only what belongs to this one goes.
		await cli("sso", "login", "--sso-session", "plain");
		await cli("sso", "login", "--profile", profile);
		succeeds(await identity(), devArn);
		assert.equal(kept(), 1, "the role's keys");
		assert.deepEqual(await here.signOut(world[kind]), {});
		assert.equal(portal.paths.at(-1), "/logout");
		assert.equal(kept(), 0);
		const { code, output } = await identity();
		assert.notEqual(code, 0);
		assert.match(output, /Error loading SSO Token: Token for .+ does not exist/);
	});
}

test("the AWS CLI and this refresh what the other one has refreshed", { skip }, async (t) => {
	// Less than a quarter of an hour: each refreshes what the other has left.
	const { cli, here, home, oidc, session } = await awsCliWorld(t, { tokenLife: 600 });
	await cli("sso", "login", "--profile", "dev");
	const file = ssoCacheFile(home, "corp");
	const seen = [readJson(file)];
	await here.token(session);
	seen.push(readJson(file));
	succeeds(await cli("sts", "get-caller-identity", "--profile", "dev"), devArn);
	seen.push(readJson(file));
	await here.token(session);
	seen.push(readJson(file));
	assert.equal(new Set(seen.map(({ accessToken }) => accessToken)).size, 4);
	assert.deepEqual(oidc.calls.slice(-3), ["refresh_token", "refresh_token", "refresh_token"]);
	for (const { expiresAt, accessToken: _, refreshToken: __, ...rest } of seen) {
		assert.match(String(expiresAt), whole);
		const { expiresAt: ___, accessToken: ____, refreshToken: _____, ...first } = seen[0] ?? {};
		assert.deepEqual(rest, first);
	}
	assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.deepEqual(oidc.violations, []);
});

test("after a sign-in by the browser here the AWS CLI still signs in by a code", { skip }, async (t) => {
	const { cli, here, oidc, session } = await awsCliWorld(t);
	await here.signInWithBrowser(session);
	succeeds(await cli("sts", "get-caller-identity", "--profile", "dev"), devArn);
	succeeds(await cli("sso", "login", "--profile", "dev"), /Successfully/);
	assert.match(await here.identity("dev"), devArn);
	// Each of the two ways has a registration of its own, which stays.
	await here.signInWithBrowser(session);
	succeeds(await cli("sso", "login", "--profile", "dev"), /Successfully/);
	assert.equal(oidc.calls.filter((call) => call === "client/register").length, 2);
});

test("scopes count the same for both, however they are written, and without any", { skip }, async (t) => {
	const { cli, here, home, oidc, named } = await awsCliWorld(t);
	for (const [index, session] of ["plain", "several", "none"].entries()) {
		succeeds(await cli("sso", "login", "--sso-session", session), /Successfully/);
		const signIn = named(session);
		const theirs = readJson(ssoCacheFile(home, session));
		assert.equal((await here.token(signIn)).reveal(), theirs["accessToken"]);
		await here.signInWithCode(signIn);
		assert.equal(readJson(ssoCacheFile(home, session))["clientId"], theirs["clientId"]);
		assert.equal(oidc.calls.filter((call) => call === "client/register").length, index + 1, session);
	}
});
