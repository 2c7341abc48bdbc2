import assert from "node:assert/strict";
import { test } from "node:test";
import { ambientBase } from "../../../../src/core/config/chain.ts";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import { ambient } from "../../../../src/credentials/sources/ambient.ts";
import { after, contextOf, discreet } from "../contextOf.ts";

const keys = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "hidden-key" };
const get = (environment: Record<string, string>) =>
	ambient(ambientBase("Environment"), contextOf({ environment }));

test("long-term keys", async () => {
	const { credentials } = await get(keys);
	assert.equal(credentials.accessKeyId, "AKIA1");
	assert.equal(credentials.secretAccessKey.reveal(), "hidden-key");
	assert.equal(credentials.sessionToken, undefined);
	assert.equal(credentials.expiresAt, undefined);
});

test("temporary keys, by the token's newer name or its older one", async () => {
	const whole = { ...keys, AWS_SESSION_TOKEN: "new", AWS_CREDENTIAL_EXPIRATION: after(900) };
	const { credentials } = await get({ ...whole, AWS_SECURITY_TOKEN: "old" });
	assert.equal(credentials.sessionToken?.reveal(), "new");
	assert.equal(credentials.expiresAt, Date.parse(after(900)));
	const older = await get({ ...keys, AWS_SESSION_TOKEN: "", AWS_SECURITY_TOKEN: "old" });
	assert.equal(older.credentials.sessionToken?.reveal(), "old");
});

test("what is absent, half, broken or expired names the variable", async () => {
	const cases: [Record<string, string>, ErrorCode, RegExp][] = [
		[{}, "SourceUnavailable", /AWS_ACCESS_KEY_ID is not set/],
		[{ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, "SourceUnavailable", /is not set/],
		[{ AWS_ACCESS_KEY_ID: "AKIA1" }, "PartialKeys", /has AWS_ACCESS_KEY_ID but no AWS_SECRET_ACCESS_KEY/],
		[
			{ AWS_SECRET_ACCESS_KEY: "hidden" },
			"PartialKeys",
			/has AWS_SECRET_ACCESS_KEY but no AWS_ACCESS_KEY_ID/,
		],
		[{ ...keys, AWS_CREDENTIAL_EXPIRATION: "hidden" }, "InvalidSourceAnswer", /AWS_CREDENTIAL_EXPIRATION/],
		[{ ...keys, AWS_CREDENTIAL_EXPIRATION: after(0) }, "CredentialsExpired", /AWS_CREDENTIAL_EXPIRATION/],
	];
	for (const [environment, code, message] of cases) {
		assert.match((await discreet(get(environment), code)).message, message);
	}
});
