import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import { withoutValues } from "../../../src/helper/withoutValues.ts";
import { surroundingsOf } from "./surroundings.ts";

const told = (text: string, environment: Environment): string =>
	withoutValues(text, surroundingsOf(environment), "/home/me");

test("the variable stands in place of what it holds", () => {
	const token = "eyJhbGciOiJIUzI1NiJ9.e30.x";
	for (const [text, environment, expected] of [
		[
			`The token file '${token}' (AWS_WEB_IDENTITY_TOKEN_FILE) does not exist`,
			{ AWS_WEB_IDENTITY_TOKEN_FILE: token },
			"The token file that AWS_WEB_IDENTITY_TOKEN_FILE names does not exist",
		],
		["'hid den' is not a region", { AWS_REGION: "hid den" }, "The value of AWS_REGION is not a region"],
		[
			"The CA bundle /home/me/hidden can't be read",
			{ AWS_CA_BUNDLE: "~/hidden" },
			"The CA bundle that AWS_CA_BUNDLE names can't be read",
		],
		[
			"hidden.example:81 could not be reached",
			{ AWS_ENDPOINT_URL: "http://Hidden.example:81/path" },
			"The host in AWS_ENDPOINT_URL could not be reached",
		],
		[
			"'https://hidden.example/a' is not an endpoint's URL",
			{ AWS_ENDPOINT_URL_STS: "https://hidden.example/a/?token=x" },
			"The value of AWS_ENDPOINT_URL_STS is not an endpoint's URL",
		],
		["a+b(c and a+b", { AWS_ROLE_ARN: "a+b(c" }, "The value of AWS_ROLE_ARN and a+b"],
	] as const) {
		assert.equal(told(text, environment), expected);
	}
});

test("regions, short values, and profiles that there are stay", () => {
	const text = "Profile 'keys': sts.eu-west-1.amazonaws.com does not answer";
	assert.equal(told(text, { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "st", AWS_PROFILE: "keys" }), text);
	assert.equal(told(text, {}), text);
	assert.equal(told("Profile 'gone'", { AWS_PROFILE: "gone" }), "Profile the value of AWS_PROFILE");
});
