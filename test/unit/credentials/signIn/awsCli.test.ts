import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { registrationFile, ssoCacheFile } from "../../../../src/aws/identityCenter/ssoCache.ts";
import type { OidcDouble } from "../../../aws/oidc.ts";
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

const fieldsOf = (document: object) => Object.keys(document).sort();
const registrationsOf = ({ calls }: Pick<OidcDouble, "calls">) =>
	calls.filter((call) => call === "client/register").length;

function succeeds({ code, output }: CliResult, pattern: RegExp): void {
	assert.match(output, pattern);
	assert.equal(code, 0, output);
}

for (const { kind, profile, key } of kinds) {
	test(`${kind}: the AWS CLI signs in, this takes a role with that, and writes it alike`, {
		skip,
	}, async (t) => {
		const { cliSignsIn, here, home, oidc, ...world } = await awsCliWorld(t);
		const signIn = world[kind];
		succeeds(await cliSignsIn("--profile", profile), /Successfully logged into Start URL/);
		const files = [ssoCacheFile(home, key), registrationFile(home, signIn)];
		const theirs = files.map(readJson);
		assert.equal((await here.token(signIn)).reveal(), theirs[0]?.["accessToken"]);
		assert.match(await here.identity(profile), devArn);
		await here.signInWithCode(signIn);
		assert.equal(registrationsOf(oidc), 1, "theirs is good for this too");

		for (const file of files) {
			rmSync(file);
		}
		await here.signInWithCode(signIn);
		const ours = files.map(readJson);
		assert.deepEqual(ours.map(fieldsOf), theirs.map(fieldsOf));
		for (const { expiresAt, registrationExpiresAt } of [...theirs, ...ours]) {
			assert.match(String(expiresAt), whole);
			assert.match(String(registrationExpiresAt ?? expiresAt), whole);
		}
		for (const name of ["startUrl", "region", "scopes"]) {
			assert.deepEqual(
				ours.map((document) => document[name]),
				theirs.map((document) => document[name]),
			);
		}
		for (const file of files) {
			assert.equal(statSync(file).mode & 0o777, 0o600);
		}
		assert.equal(readdirSync(join(home, ".aws", "sso", "cache")).length, files.length);
	});

	test(`${kind}: signed in here, the AWS CLI takes a role, signs in and signs out`, { skip }, async (t) => {
		const { cli, cliSignsIn, here, home, oidc, portal, ...world } = await awsCliWorld(t);
		const signIn = world[kind];
		await here.signInWithCode(signIn);
		const calls = oidc.calls.length;
		succeeds(await cli("sts", "get-caller-identity", "--profile", profile), devArn);
		assert.equal(oidc.calls.length, calls, "nothing had to be refreshed");
		assert.deepEqual(portal.asked, [{ account: "444455556666", roleName: "Dev" }]);
		succeeds(await cliSignsIn("--profile", profile), /Successfully/);
		assert.equal(registrationsOf(oidc), 1, "ours is good for it too");
		assert.deepEqual(oidc.violations, []);

		await here.signInWithCode(signIn);
		succeeds(await cli("sso", "logout"), /^$/);
		assert.equal(portal.paths.at(-1), "/logout");
		assert.ok(!existsSync(ssoCacheFile(home, key)));
		await rejection(here.token(signIn), "SignInRequired");
	});

	test(`${kind}: after signing out here the AWS CLI has nothing left`, { skip }, async (t) => {
		const { cli, cliSignsIn, here, home, portal, named, ...world } = await awsCliWorld(t);
		const identity = () => cli("sts", "get-caller-identity", "--profile", profile);
		const kept = () => readdirSync(join(home, ".aws", "cli", "cache")).length;
		// Another one is signed in, so that only what belongs to this one goes.
		await here.signInWithCode(named("plain"));
		await cliSignsIn("--profile", profile);
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
	const { cli, cliSignsIn, here, home, oidc, session } = await awsCliWorld(t, { tokenLife: 600 });
	await cliSignsIn("--profile", "dev");
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
	const { cliSignsIn, here, oidc, session } = await awsCliWorld(t);
	await here.signInWithBrowser(session);
	succeeds(await cliSignsIn("--profile", "dev"), /Successfully/);
	assert.match(await here.identity("dev"), devArn);
	// Each of the two ways has a registration of its own, which stays.
	await here.signInWithBrowser(session);
	await here.signInWithCode(session);
	assert.equal(registrationsOf(oidc), 2);
});

test("scopes count the same for both, however they are written, and without any", { skip }, async (t) => {
	const { cliSignsIn, here, home, oidc, named } = await awsCliWorld(t);
	for (const [index, session] of ["plain", "several", "none"].entries()) {
		succeeds(await cliSignsIn("--sso-session", session), /Successfully/);
		const signIn = named(session);
		const theirs = readJson(ssoCacheFile(home, session));
		assert.equal((await here.token(signIn)).reveal(), theirs["accessToken"]);
		await here.signInWithCode(signIn);
		assert.equal(readJson(ssoCacheFile(home, session))["clientId"], theirs["clientId"]);
		assert.equal(registrationsOf(oidc), index + 1, session);
	}
});
