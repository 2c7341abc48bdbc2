import assert from "node:assert/strict";
import { test } from "node:test";
import { readSignInArguments, readSsoRoleArguments } from "../../../../src/core/arguments/signInArguments.ts";
import { SessionsError } from "../../../../src/core/errors.ts";

const startUrl = "https://corp.awsapps.com/start";

const refused = (read: () => unknown, says: RegExp) =>
	assert.throws(read, (error) => {
		assert.ok(error instanceof SessionsError && error.code === "InvalidArgument");
		assert.match(error.message, says);
		return true;
	});

test("a sign-in by its session, its address, or a profile that uses it", () => {
	assert.deepEqual(readSignInArguments(undefined), {});
	assert.deepEqual(readSignInArguments({ ssoSession: "corp" }), { signIn: { session: "corp" } });
	assert.deepEqual(readSignInArguments({ startUrl, ssoRegion: "eu-west-1" }), {
		signIn: { startUrl, region: "eu-west-1" },
	});
	assert.deepEqual(readSignInArguments({ profile: "dev" }), { profile: "dev" });
	assert.deepEqual(readSignInArguments({ flow: "device" }), { flow: "device" });
	refused(() => readSignInArguments({ flow: "pigeon" }), /flow is browser or device/);
	refused(() => readSignInArguments({ startUrl }), /belong together/);
	refused(() => readSignInArguments({ ssoRegion: "eu-west-1" }), /belong together/);
	refused(() => readSignInArguments({ ssoSession: "a", ssoRegion: "eu-west-1" }), /has its own/);
	refused(() => readSignInArguments({ ssoSession: "a", profile: "b" }), /has its own/);
	refused(
		() => readSignInArguments({ startUrl: "http://x", ssoRegion: "eu-west-1" }),
		/startUrl: A start URL/,
	);
	refused(() => readSignInArguments({ ssoSession: "x".repeat(257) }), /256 characters/);
	refused(() => readSignInArguments({ session: "a" }), /'session' is not a field/);
});

test("a role of it", () => {
	const whole = { ssoSession: "corp", account: "012345678901", roleName: "Dev", region: "eu-west-1" };
	assert.deepEqual(readSsoRoleArguments(whole), {
		signIn: { session: "corp" },
		account: "012345678901",
		roleName: "Dev",
		region: "eu-west-1",
	});
	assert.deepEqual(readSsoRoleArguments({}), {});
	refused(() => readSsoRoleArguments({ account: 12345678901 }), /leading zeros/);
	refused(() => readSsoRoleArguments({ account: "12" }), /account: .*12 digits/);
	refused(() => readSsoRoleArguments({ roleName: "a b" }), /roleName:/);
	refused(() => readSsoRoleArguments({ region: "a b" }), /region:/);
});
