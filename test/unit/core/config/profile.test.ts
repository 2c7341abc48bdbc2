import assert from "node:assert/strict";
import { test } from "node:test";
import { type Origin, readProfile } from "../../../../src/core/config/profile.ts";
import { configOf, profileIn } from "../../fakes/configOf.ts";

const role = "role_arn = arn:aws:iam::444455556666:role/R";
const keys = ["aws_access_key_id = AKIA1", "aws_secret_access_key = s1"];

function read(...lines: string[]) {
	return readProfile(profileIn(configOf(["[profile a]", ...lines].join("\n")), "a"));
}

test("each kind of origin is told by its own settings", () => {
	const cases: [string[], Origin["kind"]][] = [
		[keys, "keys"],
		[[role, "source_profile = b"], "role"],
		[[role, "source_profile = b", ...keys], "role"],
		[[role, "source_profile = b", "credential_source = Moon", "web_identity_token_file = /t"], "webIdentity"],
		[[role, "credential_source = EcsContainer"], "roleFrom"],
		[[role, "web_identity_token_file = /t"], "webIdentity"],
		[["sso_session = s", "sso_account_id = 1", "sso_role_name = R"], "sso"],
		[["sso_start_url = u", "sso_region = r", "sso_account_id = 1", "sso_role_name = R", ...keys], "sso"],
		[["sso_session = s"], "none"],
		[["sso_start_url = u", "sso_region = r"], "none"],
		[["sso_session = s", ...keys], "keys"],
		[["login_session = l", "credential_process = cmd", ...keys], "login"],
		[["credential_process = cmd", ...keys], "process"],
		[["credential_process = cmd", keys[0] ?? ""], "process"],
		[["credential_process = cmd"], "process"],
		[["login_session = arn:aws:iam::1:user/u"], "login"],
		[["region = eu-west-1"], "none"],
		[["role_arn ="], "none"],
	];
	for (const [lines, kind] of cases) {
		assert.equal(read(...lines).origin.kind, kind, lines.join(", "));
	}
});

test("what can't be used says why, at the value to mend", () => {
	const cases: [string[], string, RegExp, number, number][] = [
		[[keys[0] ?? ""], "PartialKeys", /aws_access_key_id but no aws_secret_access_key/, 1, 20],
		[[keys[1] ?? ""], "PartialKeys", /aws_secret_access_key but no aws_access_key_id/, 1, 24],
		[[role], "MissingSource", /source_profile, credential_source or web_identity_token_file/, 1, 11],
		[[role, "source_profile=b", "credential_source=Environment"], "ProfileInvalid", /Keep one/, 3, 18],
		[[role, "credential_source=Moon"], "ProfileInvalid", /'Moon'.*Ec2InstanceMetadata/, 2, 18],
		[["web_identity_token_file = /t", ...keys], "ProfileInvalid", /no role_arn/, 1, 26],
		[
			["sso_session = s", "sso_account_id = 1"],
			"ProfileInvalid",
			/sso_account_id but no sso_role_name/,
			2,
			17,
		],
		[
			["sso_session = s", "sso_role_name = R"],
			"ProfileInvalid",
			/sso_role_name but no sso_account_id/,
			2,
			16,
		],
		[["sso_account_id = 1", "sso_role_name = R"], "ProfileInvalid", /but no sso_session/, 1, 17],
		[["sso_account_id=1", "region=r"], "ProfileInvalid", /no sso_role_name and no sso_session/, 1, 15],
		[[role, "source_profile=b", "duration_seconds=-1"], "ProfileInvalid", /'-1'/, 3, 17],
	];
	for (const [lines, code, says, line, column] of cases) {
		const { origin } = read(...lines);
		assert.ok(origin.kind === "broken", lines.join(", "));
		assert.equal(origin.code, code);
		assert.match(origin.message, says);
		assert.deepEqual([origin.place.line, origin.place.column], [line, column]);
	}
});

test("a role's settings are all read, empty ones left out", () => {
	const { origin, region } = read(
		role,
		"source_profile = b",
		"mfa_serial = arn:aws:iam::1:mfa/m",
		"external_id = x:1",
		"role_session_name = me",
		"duration_seconds = 7200",
		"region = eu-west-1",
	);
	assert.equal(region, "eu-west-1");
	assert.deepEqual(origin, {
		kind: "role",
		sourceProfile: "b",
		role: {
			roleArn: "arn:aws:iam::444455556666:role/R",
			mfaSerial: "arn:aws:iam::1:mfa/m",
			externalId: "x:1",
			sessionName: "me",
			durationSeconds: 7200,
		},
	});
	const bare = read(role, "source_profile = b", "external_id =").origin;
	assert.ok(bare.kind === "role");
	assert.deepEqual(bare.role, { roleArn: "arn:aws:iam::444455556666:role/R" });
});

test("a user's keys come with token and device", () => {
	const { origin } = read(...keys, "aws_session_token = t1", "mfa_serial = GAHT12345678");
	assert.ok(origin.kind === "keys");
	assert.equal(origin.mfaSerial, "GAHT12345678");
	assert.equal(origin.keys.accessKeyId, "AKIA1");
	assert.equal(origin.keys.secretAccessKey.reveal(), "s1");
	assert.equal(origin.keys.sessionToken?.reveal(), "t1");
});

test("keys of the credentials file come before login and process, those of the config file after", () => {
	const section = "[profile a]\ncredential_process = cmd\n";
	const pair = keys.join("\n");
	const cases: [string, string, Origin["kind"]][] = [
		[section, `[a]\n${pair}`, "keys"],
		[`${section}${pair}`, "[a]\nregion = r", "process"],
		[section, `[a]\n${keys[0]}`, "broken"],
		[section, `[a]\n${keys[1]}`, "process"],
		["", `[a]\n${pair}\nlogin_session = l`, "keys"],
		["[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R", `[a]\n${pair}`, "sso"],
	];
	for (const [config, credentials, kind] of cases) {
		assert.equal(readProfile(profileIn(configOf(config, credentials), "a")).origin.kind, kind, credentials);
	}
});

test("a duration that is no whole number is ignored", () => {
	for (const [value, expected] of [
		["1h", undefined],
		["900.5", undefined],
		["1e3", undefined],
		["+900", 900],
	] as const) {
		const { origin } = read(role, "source_profile = b", `duration_seconds = ${value}`);
		assert.ok(origin.kind === "role");
		assert.equal(origin.role.durationSeconds, expected, value);
	}
});
