import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { removeSignIn } from "../../../../src/aws/files/signInCache.ts";
import { removeRoleCredentials } from "../../../../src/aws/identityCenter/cliCredentials.ts";
import {
	codeRegistrationFile,
	keepRefreshed,
	keepRegistration,
	keepToken,
	readRegistration,
	readSsoToken,
	registrationFile,
	ssoCacheFile,
} from "../../../../src/aws/identityCenter/ssoCache.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

const startUrl = "https://corp.awsapps.com/start";
const signIn = { session: "corp", startUrl, region: "eu-west-1" };
const clock = new FakeClock();
const registration = {
	clientId: "id",
	clientSecret: new Secret("hidden-1"),
	expiresAt: Date.UTC(2026, 5, 1),
};
const token = {
	accessToken: new Secret("hidden-2"),
	expiresAt: Date.UTC(2026, 2, 1, 13, 0, 0, 999),
	refreshToken: new Secret("hidden-3"),
};
const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** What Python's json and hashlib make of the same keys. */
test("files are named as the AWS CLI names them", () => {
	const names = (files: readonly string[]) => files.map((file) => /(\w+)\.json$/.exec(file)?.[1]);
	assert.equal(
		ssoCacheFile("/h", "corp"),
		join("/h", ".aws", "sso", "cache", "ee0bfd2552fbd840c02cc48b6e823320543c450f.json"),
	);
	assert.deepEqual(
		names([
			registrationFile("/h", { ...signIn, scopes: ["sso:account:access"] }),
			registrationFile("/h", { startUrl: `${startUrl}#/`, region: "eu-west-1" }),
			codeRegistrationFile("/h", { startUrl: `${startUrl}#/`, region: "eu-west-1" }),
			registrationFile("/h", { ...signIn, session: "größe\u007f-\u{1f600}", scopes: [] }),
		]),
		[
			"787ef34d0a944c01385765faa28b5e67d1c08f33",
			"f26499d09cf516d2c2b27409f60ba37b33615da6",
			"c579d5aadc9d962ca76afbbedd203ff71c9b649d",
			"b3259f17523f20e97da4fc8ecbbb5baab91a7f7a",
		],
	);
});

test("a token comes back as it was kept, in a folder and a file that are its owner's alone", async (t) => {
	const { home } = temporaryHome(t);
	const file = ssoCacheFile(home, "corp");
	assert.equal(await readSsoToken(file, signIn, clock), undefined);
	await keepToken(file, signIn, token, registration);
	assert.deepEqual(read(file), {
		startUrl,
		region: "eu-west-1",
		accessToken: "hidden-2",
		expiresAt: "2026-03-01T13:00:00Z",
		refreshToken: "hidden-3",
		clientId: "id",
		clientSecret: "hidden-1",
		registrationExpiresAt: "2026-06-01T00:00:00Z",
	});
	const kept = await readSsoToken(file, signIn, clock);
	assert.equal(kept?.expiresAt, Date.UTC(2026, 2, 1, 13));
	assert.equal(kept?.refreshableUntil, Date.UTC(2026, 5, 1));
	assert.equal(kept?.renewal?.refreshToken.reveal(), "hidden-3");
	assert.equal(kept?.renewal?.registration.clientSecret.reveal(), "hidden-1");
	assert.deepEqual(readdirSync(dirname(file)).length, 1);
	if (process.platform !== "win32") {
		assert.equal(statSync(file).mode & 0o777, 0o600);
		assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
	}
});

test("a refreshed token takes the old one's place, and nothing else's", async (t) => {
	const { home } = temporaryHome(t);
	const file = ssoCacheFile(home, "corp");
	const used = new Secret("hidden-3");
	assert.equal(await keepRefreshed(file, signIn, used, token, clock), false);
	assert.ok(!existsSync(file), "signed out");
	await keepToken(file, signIn, token, registration);
	writeFileSync(file, JSON.stringify({ ...(read(file) as object), extra: [1] }));
	const { refreshToken: _, ...withoutNext } = token;
	assert.equal(
		await keepRefreshed(file, signIn, used, { ...withoutNext, accessToken: new Secret("n") }, clock),
		true,
	);
	const after = read(file) as Record<string, unknown>;
	assert.deepEqual([after["accessToken"], after["refreshToken"], after["extra"]], ["n", "hidden-3", [1]]);
	assert.equal(await keepRefreshed(file, signIn, new Secret("another"), token, clock), false);
	assert.deepEqual(read(file), after);
});

test("a token for another start URL or region is none of this sign-in's, and does not become one", async (t) => {
	const { home } = temporaryHome(t);
	const file = ssoCacheFile(home, "corp");
	const used = new Secret("hidden-3");
	await keepToken(file, signIn, token, registration);
	const whole = read(file) as object;
	for (const change of [{ startUrl: "https://other.awsapps.com/start" }, { region: "us-east-1" }]) {
		writeFileSync(file, JSON.stringify({ ...whole, ...change }));
		const before = read(file);
		assert.equal(await readSsoToken(file, signIn, clock), undefined, JSON.stringify(change));
		assert.equal(await keepRefreshed(file, signIn, used, token, clock), false);
		assert.deepEqual(read(file), before);
	}
	for (const change of [{ startUrl: `${startUrl}/#/` }, { startUrl: undefined, region: undefined }]) {
		writeFileSync(file, JSON.stringify({ ...whole, ...change }));
		assert.ok((await readSsoToken(file, signIn, clock)) !== undefined, JSON.stringify(change));
	}
});

test("a registration comes back as it was kept; one that is not whole is none", async (t) => {
	const { home } = temporaryHome(t);
	const file = registrationFile(home, signIn);
	const whole = { ...registration, scopes: ["a"], grantTypes: ["authorization_code"] };
	await keepRegistration(file, whole);
	assert.deepEqual(read(file), {
		clientId: "id",
		clientSecret: "hidden-1",
		expiresAt: "2026-06-01T00:00:00Z",
		scopes: ["a"],
		grantTypes: ["authorization_code"],
	});
	assert.deepEqual((await readRegistration(file))?.grantTypes, ["authorization_code"]);
	for (const text of ["", "{}", "[]", '{"clientId":"a","clientSecret":"b","expiresAt":"soon"}']) {
		writeFileSync(file, text);
		assert.equal(await readRegistration(file), undefined, text);
	}
});

test("what can't be kept or removed is told without its content", async (t) => {
	const { home, aws } = temporaryHome(t, { config: "" });
	writeFileSync(join(aws, "sso"), "in the way");
	const file = ssoCacheFile(home, "corp");
	const { message } = await rejection(keepToken(file, signIn, token, registration), "SignInCacheFailed");
	assert.match(message, /can't be saved to .*ENOTDIR/);
	assert.doesNotMatch(message, /hidden/);
	mkdirSync(join(home, "folder"));
	const kept = await rejection(removeSignIn(join(home, "folder")), "SignInCacheFailed");
	assert.match(kept.message, /can't be removed/);
	await removeSignIn(join(home, "nothing"));
});

test("without a cache there is nothing of the AWS CLI's to remove", async (t) => {
	await removeRoleCredentials(temporaryHome(t).home, signIn, [{ account: "1", roleName: "x" }]);
});
