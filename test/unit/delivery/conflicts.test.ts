import assert from "node:assert/strict";
import { test } from "node:test";
import { withStoredKeys } from "../../../src/core/config/storedKeys.ts";
import { conflictingVariables, identityConflicts } from "../../../src/delivery/conflicts.ts";
import { configOf } from "../fakes/configOf.ts";

const kinds = (text: string, inherited = {}) =>
	identityConflicts("endpoint", inherited, configOf(text)).map((conflict) =>
		conflict.kind === "variable" ? conflict.variable : conflict.kind,
	);

test("a default profile comes before an endpoint when it has credentials", () => {
	assert.deepEqual(kinds("[default]\nregion = eu-west-1\n[profile a]\naws_access_key_id = AKIA1\n"), []);
	assert.deepEqual(kinds("[default]\ncredential_process = get\n"), ["defaultProfile"]);
	assert.deepEqual(kinds("[default]\nrole_arn = arn:aws:iam::012345678901:role/R\nsource_profile = a\n"), [
		"defaultProfile",
	]);
	assert.deepEqual(
		identityConflicts("environment", {}, configOf("[default]\ncredential_process = get\n")),
		[],
	);
});

test("keys of the default profile that are kept outside of the files are nobody's but VS Code's", () => {
	const pair = {
		id: "k",
		profile: "default",
		accessKeyId: "AKIA1",
		since: 0,
		home: "credentials",
		credentialsFile: "credentials",
	} as const;
	const conflicts = (text: string) =>
		identityConflicts("endpoint", {}, withStoredKeys(configOf(text), [pair])).map(({ kind }) => kind);
	assert.deepEqual(conflicts(""), []);
	assert.deepEqual(conflicts("[default]\nregion = eu-west-1\n"), []);
	assert.deepEqual(
		conflicts('[default]\ncredential_process = "/x/aws-sessions-credentials" default\n'),
		["defaultProfile"],
		"given to other shells, they are found",
	);
});

test("of a profile that is named, the default one is none of the matter", () => {
	assert.deepEqual(kinds("[default]\ncredential_process = get\n", { AWS_PROFILE: "a" }), ["AWS_PROFILE"]);
});

test("variables that an endpoint's can't put out of the way are told, those that it can are not", () => {
	const inherited = {
		AWS_ACCESS_KEY_ID: "AKIA1",
		AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x",
		AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/f",
	};
	const conflicts = identityConflicts("endpoint", inherited, undefined);
	assert.deepEqual(conflictingVariables(conflicts), [
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
	]);
	assert.doesNotMatch(JSON.stringify(conflicts), /\/x|\/f|AKIA1/, "no values: they may be secret");
});
