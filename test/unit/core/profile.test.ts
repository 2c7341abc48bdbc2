import assert from "node:assert/strict";
import { test } from "node:test";
import { type Origin, readProfile } from "../../../src/core/profile.ts";
import { configOf, profileIn } from "../fakes/configOf.ts";

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
		[[role, "credential_source = EcsContainer"], "roleFrom"],
		[[role, "web_identity_token_file = /t"], "webIdentity"],
		[["sso_session = s", "sso_account_id = 1", "sso_role_name = R"], "sso"],
		[["sso_start_url = https://u/#/", "sso_account_id = 1", "sso_role_name = R", ...keys], "sso"],
		[["sso_session = s"], "none"],
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
		[[role, "source_profile=b", "duration_seconds=1h"], "ProfileInvalid", /'1h'/, 3, 17],
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
