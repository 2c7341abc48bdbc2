import assert from "node:assert/strict";
import { test } from "node:test";
import {
	readAssumeRoleArguments,
	readTargetArguments,
} from "../../../../src/core/arguments/commandArguments.ts";
import { SessionsError } from "../../../../src/core/errors.ts";

const roleArn = "arn:aws:iam::444455556666:role/R";
const policy = '{"Version":"2012-10-17","Statement":[]}';

/** What is wrong with an argument of Assume Role. */
function problem(argument: unknown): string {
	try {
		readAssumeRoleArguments(argument);
	} catch (error) {
		assert.ok(error instanceof SessionsError);
		assert.equal(error.code, "InvalidArgument");
		return error.message;
	}
	return "none";
}

test("everything that can be handed to Assume Role is read", () => {
	const whole = {
		roleArn,
		sourceProfile: "acme",
		mfaSerial: "arn:aws:iam::111122223333:mfa/alice",
		externalId: "acme:1",
		sessionName: "alice",
		durationSeconds: 7200,
		policy,
		policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
		tags: { team: "blue", empty: "" },
		transitiveTagKeys: ["team"],
		sourceIdentity: "alice",
		region: "eu-central-1",
	};
	assert.deepEqual(readAssumeRoleArguments(whole), whole);
	const otherwise = readAssumeRoleArguments({ tags: { Team: "blue" }, transitiveTagKeys: ["team"] });
	assert.deepEqual(otherwise.transitiveTagKeys, ["Team"], "STS tells keys apart regardless of case");
	assert.deepEqual(readAssumeRoleArguments(undefined), {});
	assert.deepEqual(readAssumeRoleArguments({ role: "Audit" }), { role: "Audit" });
});

test("options go together with a profile, another role doesn't", () => {
	assert.deepEqual(readAssumeRoleArguments({ profile: "dev", durationSeconds: 900, tags: { a: "b" } }), {
		profile: "dev",
		durationSeconds: 900,
		tags: { a: "b" },
	});
	assert.match(problem({ profile: "dev", roleArn }), /a profile names its own role/);
	assert.match(problem({ profile: "dev", role: "x" }), /profile and role can't be given together/);
	assert.match(problem({ role: "x", roleArn }), /role and roleArn can't be given together/);
	assert.match(problem({ role: "x", sourceProfile: "dev" }), /a remembered role has its source/);
});

test("tags are an object of texts or a list of keys and values", () => {
	const tags = [
		{ key: "team", value: "blue" },
		{ key: "__proto__", value: "x" },
	];
	const read = readAssumeRoleArguments({ tags }).tags ?? {};
	assert.deepEqual(Object.entries(read), [
		["team", "blue"],
		["__proto__", "x"],
	]);
	for (const none of ["team=blue", null]) {
		assert.match(problem({ tags: none }), /tags must be an object of texts, or a list/);
	}
	assert.match(problem({ tags: { team: 1 } }), /tags: the value of 'team' must be a text/);
	assert.match(problem({ tags: [{ key: "team" }] }), /tags: the value of 'team' must be a text/);
	assert.match(problem({ tags: [{ value: "blue" }] }), /tags: key must be a text/);
	assert.match(problem({ tags: [{ name: "team" }] }), /'name' is not a field/);
	assert.match(problem({ tags: { "aws:x": "1" } }), /tags: A tag's key/);
	assert.match(problem({ tags: { x: "!" } }), /tags: 'x': A tag's value/);
	assert.match(problem({ tags: { Team: "1", team: "2" } }), /tags: There are two tags 'team'/);
	const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, ""]));
	assert.match(problem({ tags: many }), /tags: STS takes 50 tags at most, these are 51/);
});

test("each limit is told with the field's name", () => {
	const arn = (index: number): string => `arn:aws:iam::aws:policy/P${index}`;
	const cases: [unknown, RegExp][] = [
		[{ durationSeconds: 899 }, /durationSeconds: A duration is 900 to 43200 seconds/],
		[{ durationSeconds: 900.5 }, /durationSeconds: A duration is 900 to 43200 seconds/],
		...["3600", "0x1000", [3600], null].map((durationSeconds): [unknown, RegExp] => [
			{ durationSeconds },
			/durationSeconds must be a number of seconds/,
		]),
		[
			{ policy: '{"Statement":[],"Id":"\u0142"}' },
			/policy: STS takes no characters beyond U\+00FF in a session policy: U\+0142 at position 22/,
		],
		[{ profile: "x".repeat(257) }, /profile: up to 256 characters are possible, these are 257/],
		[{ sourceProfile: "x".repeat(257) }, /sourceProfile: up to 256 characters/],
		[{ role: "x".repeat(4097) }, /role: up to 4096 characters/],
		[{ policy: "{" }, /policy: A session policy is a JSON document: it breaks at/],
		[{ policy: "{}" }, /policy: A session policy is a JSON object with a Statement/],
		[{ policy: {} }, /policy must be a text/],
		[{ policyArns: arn(1) }, /policyArns must be a list of texts/],
		[{ policyArns: ["ReadOnlyAccess"] }, /policyArns: A managed policy's ARN/],
		[
			{ policyArns: Array.from({ length: 11 }, (_, index) => arn(index)) },
			/policyArns: 1 to 10 are possible, these are 11/,
		],
		[{ policyArns: [] }, /policyArns: 1 to 10 are possible, these are 0/],
		[{ transitiveTagKeys: ["team"] }, /transitiveTagKeys: 'team' is not among the tags/],
		[
			{ tags: { team: "x" }, transitiveTagKeys: ["team", "Team"] },
			/transitiveTagKeys: 'Team' is there twice/,
		],
		[{ tags: { team: "x" }, transitiveTagKeys: "team" }, /transitiveTagKeys must be a list/],
		[{ sourceIdentity: "a" }, /sourceIdentity: A source identity has 2 to 64/],
		[{ sessionName: "a b" }, /sessionName: A session name has/],
		[{ externalId: "a" }, /externalId: An external ID has/],
		[{ mfaSerial: "x" }, /mfaSerial: An MFA device/],
		[{ region: "eu.central" }, /region: A region looks like/],
		[{ roleArn: "R" }, /roleArn: A role ARN looks like/],
		[{ unknown: 1 }, /'unknown' is not a field. Known are profile, role, .*transitiveTagKeys/],
		[[], /the argument must be an object/],
	];
	for (const [argument, wanted] of cases) {
		assert.match(problem(argument), wanted);
	}
});

test("the argument of the commands on sessions and profiles names a remembered role too", () => {
	assert.deepEqual(readTargetArguments({ role: "role:x@acme" }), { role: "role:x@acme" });
	assert.throws(() => readTargetArguments({ role: 1 }), /role must be a text/);
	assert.throws(() => readTargetArguments({ profile: "x".repeat(257) }), /profile: up to 256 characters/);
	assert.throws(() => readTargetArguments({ session: "x".repeat(4097) }), /session: up to 4096 characters/);
	assert.throws(() => readTargetArguments({ credentialSource: "Env" }), /credentialSource must be one of/);
});
