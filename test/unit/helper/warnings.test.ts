import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import { groupClients } from "../../../src/helper/groups.ts";
import { warningsOf } from "../../../src/helper/warnings.ts";
import { pair, surroundingsOf } from "./surroundings.ts";

/** The warnings in an environment: `text → what to unset`. */
function warnings(environment: Environment, more?: Parameters<typeof surroundingsOf>[1]): string[] {
	const surroundings = surroundingsOf(environment, more);
	return warningsOf(groupClients(surroundings), surroundings).map(
		({ text, unset = [] }) => `${text} → ${unset.join(", ") || "-"}`,
	);
}

test("an environment in order has no warning", () => {
	assert.deepEqual(warnings({}), []);
	assert.deepEqual(warnings(pair), []);
	assert.deepEqual(warnings({ AWS_PROFILE: "role" }), []);
	assert.deepEqual(
		warnings({
			AWS_ACCESS_KEY_ID: "ASIAMADEUP",
			AWS_SECRET_ACCESS_KEY: "x",
			AWS_SESSION_TOKEN: "t",
			AWS_SECURITY_TOKEN: "t",
			AWS_CREDENTIAL_EXPIRATION: "2026-11-22T13:00:00Z",
			AWS_PROFILE: "settings",
		}),
		[],
	);
});

const cases: readonly (readonly [Environment, RegExp])[] = [
	[
		{ ...pair, AWS_PROFILE: "role" },
		/^Two sources: AWS CLI, .* and Rust take the keys in variables, JavaScript and \.NET 3 the profile that AWS_PROFILE names → AWS_PROFILE$/,
	],
	[{ AWS_PROFILE: "" }, /^AWS_PROFILE is set but empty: .* → AWS_PROFILE$/],
	[
		{ AWS_DEFAULT_PROFILE: "gone" },
		/^AWS_DEFAULT_PROFILE names a profile .* neither file → AWS_DEFAULT_PROFILE$/,
	],
	[{ AWS_PROFILE: "keys", AWS_DEFAULT_PROFILE: "other" }, /^Two profiles: boto3 .* → AWS_DEFAULT_PROFILE$/],
	[{ AWS_DEFAULT_PROFILE: "keys" }, /^Only the AWS CLI and boto3 read AWS_DEFAULT_PROFILE/],
	[
		{ AWS_ACCESS_KEY_ID: "AKIAX" },
		/^Half a pair of keys: AWS_ACCESS_KEY_ID .* give up.* → AWS_ACCESS_KEY_ID$/,
	],
	[
		{ AWS_SECRET_ACCESS_KEY: "x" },
		/^Half a pair of keys: AWS_SECRET_ACCESS_KEY .*all pass it over → AWS_SECRET/,
	],
	[
		{ ...pair, AWS_ACCESS_KEY_ID: "ASIAX", AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "u" },
		/^Two tokens: .* → AWS_SECURITY_TOKEN$/,
	],
	[
		{ ...pair, AWS_ACCESS_KEY_ID: "ASIAX", AWS_SECURITY_TOKEN: "u" },
		/^Only the AWS CLI and boto3 read AWS_SECURITY/,
	],
	[{ ...pair, AWS_ACCESS_KEY_ID: "ASIAX" }, /temporary ones, but AWS_SESSION_TOKEN is not set/],
	[{ ...pair, AWS_SESSION_TOKEN: "t" }, /long-term ones, and the token .* → AWS_SESSION_TOKEN$/],
	[
		{ ...pair, AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" },
		/have expired \(AWS_CREDENTIAL_EXPIRATION\)/,
	],
	[{ ...pair, AWS_CREDENTIAL_EXPIRATION: "soon" }, /holds no date/],
	[{ AWS_WEB_IDENTITY_TOKEN_FILE: "/t" }, /without AWS_ROLE_ARN.* → AWS_WEB_IDENTITY_TOKEN_FILE$/],
];

for (const [environment, expected] of cases) {
	test(`a warning of ${Object.keys(environment).join(" and ")}`, () => {
		const found = warnings(environment);
		assert.equal(found.length, 1, found.join("\n"));
		assert.match(found[0] ?? "", expected);
	});
}

test("in a container, what is passed over is told", () => {
	const environment = {
		AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/a",
		AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/b",
		AWS_CONTAINER_AUTHORIZATION_TOKEN: "hidden",
		AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/c",
	};
	const found = warnings(environment, { ambient: ["EcsContainer"] });
	assert.equal(found.length, 2);
	assert.doesNotMatch(found.join("\n"), /hidden|127\.0\.0\.1/);
});
