import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "../../../src/core/text/secret.ts";
import { identityConflicts } from "../../../src/delivery/conflicts.ts";
import { environmentVariables } from "../../../src/delivery/environmentVariables.ts";
import { sessionOf } from "../fakes/sessionOf.ts";

const longTerm = { accessKeyId: "AKIA1", secretAccessKey: new Secret("key") };
const temporary = {
	accessKeyId: "ASIA1",
	secretAccessKey: new Secret("key"),
	sessionToken: new Secret("token"),
	expiresAt: Date.UTC(2026, 2, 1, 13, 0, 10, 999),
};

test("temporary credentials with a region", () => {
	const session = sessionOf({ region: "eu-west-1" });
	assert.deepEqual(Object.fromEntries(environmentVariables({ session, credentials: temporary }, {})), {
		AWS_ACCESS_KEY_ID: "ASIA1",
		AWS_SECRET_ACCESS_KEY: "key",
		AWS_SESSION_TOKEN: "token",
		AWS_CREDENTIAL_EXPIRATION: "2026-03-01T13:00:10Z",
		AWS_REGION: "eu-west-1",
		AWS_DEFAULT_REGION: "eu-west-1",
	});
});

test("keys that last, without a region, are nothing but themselves", () => {
	const delivered = { session: sessionOf(), credentials: longTerm };
	assert.deepEqual(Object.fromEntries(environmentVariables(delivered, {})), {
		AWS_ACCESS_KEY_ID: "AKIA1",
		AWS_SECRET_ACCESS_KEY: "key",
	});
});

test("another identity's inherited token is overridden, an inherited region is left", () => {
	const inherited = {
		AWS_SESSION_TOKEN: "old",
		AWS_SECURITY_TOKEN: "old",
		AWS_CREDENTIAL_EXPIRATION: "old",
		AWS_REGION: "us-west-2",
	};
	const own = environmentVariables({ session: sessionOf(), credentials: longTerm }, inherited);
	assert.deepEqual(
		[...own].filter(([name]) => name in inherited),
		[
			["AWS_SESSION_TOKEN", ""],
			["AWS_SECURITY_TOKEN", ""],
			["AWS_CREDENTIAL_EXPIRATION", ""],
		],
	);
	const other = environmentVariables({ session: sessionOf(), credentials: temporary }, inherited);
	assert.equal(other.get("AWS_SECURITY_TOKEN"), "token");
	assert.equal(other.get("AWS_SESSION_TOKEN"), "token");
	assert.equal(other.has("AWS_REGION"), false);
});

test("inherited profile names are conflicts, empty ones too", () => {
	assert.deepEqual(
		identityConflicts("environment", { AWS_REGION: "r", AWS_ACCESS_KEY_ID: "AKIA0" }, undefined),
		[],
	);
	assert.deepEqual(
		identityConflicts("environment", { AWS_DEFAULT_PROFILE: "b", AWS_PROFILE: "" }, undefined),
		[
			{ kind: "variable", variable: "AWS_PROFILE", profile: "" },
			{ kind: "variable", variable: "AWS_DEFAULT_PROFILE", profile: "b" },
		],
	);
});
