import assert from "node:assert/strict";
import { test } from "node:test";
import {
	absentWhenEmpty,
	beforeEndpoint,
	identityVariables,
	profileVariables,
} from "../../../../src/core/session/identityVariables.ts";

test("every variable stands there once", () => {
	const names = identityVariables.map(({ name }) => name);
	assert.equal(new Set(names).size, names.length);
	assert.equal(names.length, 15);
});

test("what is empty for clients, and what is not, is told apart", () => {
	assert.deepEqual(profileVariables, ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
	assert.deepEqual(beforeEndpoint, [
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
	]);
	assert.deepEqual(absentWhenEmpty, [
		"AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY",
		"AWS_SESSION_TOKEN",
		"AWS_SECURITY_TOKEN",
		"AWS_CREDENTIAL_EXPIRATION",
		"AWS_WEB_IDENTITY_TOKEN_FILE",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN",
	]);
});
