import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import { awsCli, clients } from "../../../src/helper/clients.ts";
import { foundSteps, type Surroundings } from "../../../src/helper/decide.ts";
import { decisionOf, pair, surroundingsOf } from "./surroundings.ts";

const webIdentity = {
	AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
	AWS_ROLE_ARN: "arn:aws:iam::444455556666:role/Pod",
};
const past = { AWS_CREDENTIAL_EXPIRATION: "2026-11-22T11:00:00Z" };
const future = { AWS_CREDENTIAL_EXPIRATION: "2026-11-22T13:00:00Z" };

/** What the AWS CLI decides, and those who decide otherwise. */
interface Row {
	readonly when: string;
	readonly environment: Environment;
	readonly more?: { config?: string; ambient?: Surroundings["ambient"] };
	readonly cli: string;
	readonly others?: Readonly<Record<string, string>>;
}

const all = (names: readonly string[], decision: string): Record<string, string> =>
	Object.fromEntries(names.map((name) => [name, decision]));
const sdks = clients.map(({ name }) => name).filter((name) => name !== "AWS CLI" && name !== "boto3");
const defaultKeys = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = hidden\n";

const rows: readonly Row[] = [
	{ when: "nothing is set", environment: {}, cli: "nothing" },
	{ when: "a pair of keys is set", environment: pair, cli: "variables" },
	{
		when: "keys stand beside AWS_PROFILE",
		environment: { ...pair, AWS_PROFILE: "role" },
		cli: "variables",
		others: { JavaScript: "profile role", ".NET 3": "profile role" },
	},
	{
		when: "keys stand beside a profile that is called default",
		environment: pair,
		more: { config: defaultKeys },
		cli: "variables",
		others: { ".NET 3": "profile default" },
	},
	{
		when: "no variable names a profile",
		environment: {},
		more: { config: defaultKeys },
		cli: "profile default",
	},
	{ when: "AWS_PROFILE names one", environment: { AWS_PROFILE: "keys" }, cli: "profile keys" },
	{
		when: "only AWS_DEFAULT_PROFILE names one",
		environment: { AWS_DEFAULT_PROFILE: "keys" },
		cli: "profile keys",
		others: all(sdks, "nothing"),
	},
	{
		when: "both name one, and not the same",
		environment: { AWS_PROFILE: "keys", AWS_DEFAULT_PROFILE: "other" },
		cli: "profile keys",
		others: { boto3: "profile other" },
	},
	{
		when: "AWS_PROFILE is empty",
		environment: { ...pair, AWS_PROFILE: "" },
		cli: "ProfileNotFound",
		others: all(sdks, "variables"),
	},
	{
		when: "AWS_PROFILE names none, beside keys",
		environment: { ...pair, AWS_PROFILE: "gone" },
		cli: "ProfileNotFound",
		others: { ...all(sdks, "variables"), JavaScript: "nothing" },
	},
	{
		when: "the profile holds settings only",
		environment: { AWS_PROFILE: "settings" },
		cli: "nothing",
	},
	{ when: "the profile is broken", environment: { AWS_PROFILE: "half" }, cli: "PartialKeys" },
	{
		when: "the pair's second half is missing",
		environment: { AWS_PROFILE: "keys", AWS_ACCESS_KEY_ID: "AKIAMADEUP" },
		cli: "PartialKeys",
		others: all(sdks, "profile keys"),
	},
	{
		when: "the pair's first half is missing",
		environment: { AWS_PROFILE: "keys", AWS_SECRET_ACCESS_KEY: "x" },
		cli: "profile keys",
	},
	{
		when: "keys have expired",
		environment: { ...pair, ...past },
		cli: "CredentialsExpired",
		others: all(sdks, "variables"),
	},
	{
		when: "the expiration is no date",
		environment: { ...pair, AWS_CREDENTIAL_EXPIRATION: "soon" },
		cli: "InvalidSourceAnswer",
		others: all(sdks, "variables"),
	},
	{ when: "keys are still good", environment: { ...pair, ...future }, cli: "variables" },
	{
		when: "there is a session token",
		environment: { ...pair, AWS_SESSION_TOKEN: "t" },
		cli: "variables AWS_SESSION_TOKEN",
	},
	{
		when: "there are two tokens",
		environment: { ...pair, AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "u" },
		cli: "variables AWS_SECURITY_TOKEN",
		others: all(sdks, "variables AWS_SESSION_TOKEN"),
	},
	{
		when: "both tokens are the same",
		environment: { ...pair, AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "t" },
		cli: "variables AWS_SESSION_TOKEN",
	},
	{
		when: "a web identity stands beside a profile with keys",
		environment: { ...webIdentity, AWS_PROFILE: "keys" },
		cli: "webIdentity",
		others: { JavaScript: "profile keys", Rust: "profile keys" },
	},
	{
		when: "a web identity stands beside a profile with a role",
		environment: { ...webIdentity, AWS_PROFILE: "role" },
		cli: "profile role",
		others: all(["Java", "Go", "PHP", ".NET 4", ".NET 3"], "webIdentity"),
	},
	{
		when: "a web identity stands beside keys",
		environment: { ...webIdentity, ...pair },
		cli: "variables",
		others: { ".NET 3": "webIdentity" },
	},
	{
		when: "a web identity has no role",
		environment: { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_PROFILE: "keys" },
		cli: "MissingSource",
		others: all(sdks, "profile keys"),
	},
	{
		when: "there is a container",
		environment: {},
		more: { ambient: ["EcsContainer", "Ec2InstanceMetadata"] },
		cli: "container",
	},
	{
		when: "a profile called default is there beside a container",
		environment: {},
		more: { ambient: ["EcsContainer"], config: defaultKeys },
		cli: "profile default",
	},
	{
		when: "this is an instance",
		environment: { AWS_PROFILE: "settings" },
		more: { ambient: ["Ec2InstanceMetadata"] },
		cli: "instance",
	},
];

for (const { when, environment, more, cli, others = {} } of rows) {
	test(`who decides when ${when}`, () => {
		const surroundings = surroundingsOf(environment, more);
		const decided = Object.fromEntries(clients.map(({ name }) => [name, decisionOf(name, surroundings)]));
		const expected = clients.map(({ name }) => [
			name,
			others[name] ?? (name === "boto3" ? (others["boto3"] ?? cli) : cli),
		]);
		assert.deepEqual(decided, Object.fromEntries(expected));
	});
}

test("what is there is told at the one step where it counts", () => {
	const found = (environment: Environment) => [...foundSteps(awsCli, surroundingsOf(environment))];
	assert.deepEqual(found({ ...pair, AWS_PROFILE: "role" }), ["keys", "profileRole"]);
	assert.deepEqual(found({ ...webIdentity, AWS_PROFILE: "keys" }), ["webIdentity", "profile"]);
	assert.deepEqual(found({}), []);
});
