import assert from "node:assert/strict";
import { test } from "node:test";
import {
	readFederationTokenArguments,
	readRootArguments,
	readSessionTokenArguments,
} from "../../../../src/core/arguments/startArguments.ts";
import { SessionsError } from "../../../../src/core/errors.ts";

const policy = '{"Version":"2012-10-17","Statement":[]}';
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const audit = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";

/** Why an argument is refused. */
function problem(read: (argument: unknown) => unknown, argument: unknown): string {
	try {
		read(argument);
	} catch (error) {
		assert.ok(error instanceof SessionsError);
		assert.equal(error.code, "InvalidArgument");
		return error.message;
	}
	return assert.fail(`${JSON.stringify(argument)} was taken`);
}

test("nothing given is nothing", () => {
	for (const read of [readSessionTokenArguments, readFederationTokenArguments, readRootArguments]) {
		assert.deepEqual(read(undefined), {});
		assert.deepEqual(read(null), {});
		assert.deepEqual(read({}), {});
		assert.match(problem(read, ["acme"]), /must be an object/);
		assert.match(problem(read, { profil: "acme" }), /'profil' is not a field\. Known are profile, /);
		assert.match(problem(read, { profile: "" }), /profile must be a text/);
		assert.match(problem(read, { region: "eu central" }), /region: A region looks like eu-central-1/);
	}
});

test("the whole argument of each", () => {
	const ofSession = {
		profile: "acme",
		mfaSerial: "arn:aws:iam::111122223333:mfa/alice",
		durationSeconds: 129_600,
		region: "eu-west-1",
	};
	assert.deepEqual(readSessionTokenArguments(ofSession), ofSession);
	const ofFederation = {
		profile: "acme",
		name: "build",
		policy,
		policyArns: [readOnly],
		tags: { team: "blue", empty: "" },
		durationSeconds: 900,
		region: "cn-north-1",
	};
	assert.deepEqual(readFederationTokenArguments(ofFederation), ofFederation);
	const ofRoot = {
		profile: "acme",
		targetPrincipal: "012345678901",
		taskPolicyArn: audit,
		durationSeconds: 0,
		region: "us-east-1",
	};
	assert.deepEqual(readRootArguments(ofRoot), ofRoot);
	assert.deepEqual(readRootArguments({ targetPrincipal: "arn:aws-cn:iam::012345678901:root" }), {
		targetPrincipal: "arn:aws-cn:iam::012345678901:root",
	});
});

test("false is no device, which is not the same as none named", () => {
	assert.deepEqual(readSessionTokenArguments({ mfaSerial: false }), { mfaSerial: false });
	assert.match(problem(readSessionTokenArguments, { mfaSerial: true }), /mfaSerial must be a text/);
	assert.match(
		problem(readSessionTokenArguments, { mfaSerial: "short" }),
		/mfaSerial: .*9 to 256 characters/,
	);
});

test("every limit is told with the field's name and the limit", () => {
	const session = (argument: unknown) => problem(readSessionTokenArguments, argument);
	const federation = (argument: unknown) => problem(readFederationTokenArguments, argument);
	const root = (argument: unknown) => problem(readRootArguments, argument);

	assert.match(session({ durationSeconds: 899 }), /durationSeconds: .*900 to 129600 seconds/);
	assert.match(session({ durationSeconds: 129_601 }), /durationSeconds: .*900 to 129600 seconds.*36 hours/);
	assert.match(session({ durationSeconds: 1000.5 }), /durationSeconds: /);
	assert.match(session({ durationSeconds: "900" }), /durationSeconds must be a number of seconds/);

	assert.match(federation({ name: "a" }), /name: .*2 to 32 characters/);
	assert.match(federation({ name: "a".repeat(33) }), /name: .*2 to 32 characters/);
	assert.match(federation({ name: "a b" }), /name: .*letters, digits/);
	assert.match(federation({ policy: "{" }), /policy: .*JSON/);
	assert.match(
		federation({ policy: `{"Statement":"${"a".repeat(2048)}"}` }),
		/policy: .*2048 characters at most, this has 20\d\d/,
	);
	assert.match(federation({ policyArns: [] }), /policyArns: 1 to 10 are possible, these are 0/);
	assert.match(federation({ policyArns: Array(11).fill(readOnly) }), /policyArns: 1 to 10 .* these are 11/);
	assert.match(federation({ policyArns: ["ReadOnlyAccess"] }), /policyArns: .*arn:aws:iam::aws:policy/);
	assert.match(federation({ tags: { "aws:x": "1" } }), /tags: .*128 characters/);
	assert.match(federation({ tags: { a: "v".repeat(257) } }), /tags: 'a': .*256 characters/);
	assert.match(federation({ tags: { Team: "1", team: "2" } }), /tags: There are two tags 'team'/);
	assert.match(federation({ policy: '{"Statement":"\u2028"}' }), /policy: .*U\+00FF.*U\+2028/);
	assert.match(federation({ profile: "x".repeat(257) }), /profile: up to 256 characters/);
	assert.match(federation({ durationSeconds: 1 }), /durationSeconds: .*900 to 129600/);

	assert.match(root({ targetPrincipal: "1234" }), /targetPrincipal: .*12 digits/);
	assert.match(root({ targetPrincipal: 12_345_678_901 }), /targetPrincipal must be a text.*leading zeros/);
	assert.match(root({ taskPolicyArn: readOnly }), /taskPolicyArn: .*root-task/);
	assert.match(
		root({ targetPrincipal: "arn:aws-cn:iam::012345678901:root", taskPolicyArn: audit }),
		/taskPolicyArn: The task policy is of aws, and the account of aws-cn\. Both must be of one partition/,
	);
	assert.match(root({ durationSeconds: 901 }), /durationSeconds: .*0 to 900 seconds/);
});
