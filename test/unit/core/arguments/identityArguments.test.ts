import assert from "node:assert/strict";
import { test } from "node:test";
import {
	commandProblem,
	pathProblem,
	readSamlArguments,
	readWebIdentityArguments,
	samlPairProblem,
} from "../../../../src/core/arguments/identityArguments.ts";

const roleArn = "arn:aws:iam::123456789012:role/Deploy";
const principalArn = "arn:aws:iam::123456789012:saml-provider/Corp";
const role = {
	roleArn,
	durationSeconds: 900,
	policy: '{"Statement":[]}',
	policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
	region: "eu-central-1",
};

function refusal(read: (argument: unknown) => unknown, argument: unknown): string {
	try {
		read(argument);
	} catch (error) {
		assert.equal((error as { code?: string }).code, "InvalidArgument");
		return (error as Error).message;
	}
	return "none";
}

test("what is good is read as it is, and nothing need be given", () => {
	for (const read of [readWebIdentityArguments, readSamlArguments]) {
		assert.deepEqual(read(undefined), {});
		assert.deepEqual(read(role), role);
		assert.match(refusal(read, { other: 1 }), /'other' is not a field/);
	}
	const token = { ...role, tokenFile: "~/token.jwt", sessionName: "ci-run", providerId: "www.amazon.com" };
	assert.deepEqual(readWebIdentityArguments(token), token);
	assert.deepEqual(readWebIdentityArguments({ tokenCommand: "tool --id" }), { tokenCommand: "tool --id" });
	const saml = { ...role, principalArn, assertionFile: "/tmp/response.b64" };
	assert.deepEqual(readSamlArguments(saml), saml);
});

test("each limit names its field", () => {
	const both: [unknown, RegExp][] = [
		[{ roleArn: "arn:aws:iam::1:role/x" }, /^.*roleArn: .*12 digits/],
		[{ durationSeconds: 899 }, /durationSeconds: .*900 to 43200/],
		[{ durationSeconds: "900" }, /durationSeconds must be a number/],
		[{ policy: "{" }, /policy: .*JSON/],
		[{ policy: `{"Statement":"${"x".repeat(2048)}"}` }, /policy: .*2048/],
		[{ policyArns: Array(11).fill("arn:aws:iam::aws:policy/X") }, /policyArns: 1 to 10/],
		[{ policyArns: ["ReadOnlyAccess"] }, /policyArns: .*ARN/],
		[{ region: "evil.example/" }, /region: /],
	];
	for (const [argument, expected] of both) {
		assert.match(refusal(readWebIdentityArguments, argument), expected);
		assert.match(refusal(readSamlArguments, argument), expected);
	}
	assert.match(refusal(readWebIdentityArguments, { sessionName: "a b" }), /sessionName: .*2 to 64/);
	assert.match(refusal(readWebIdentityArguments, { providerId: "x" }), /providerId: .*4 to 2048/);
	assert.match(
		refusal(readWebIdentityArguments, { tokenFile: "/a", tokenCommand: "b" }),
		/tokenFile and tokenCommand can't be given together/,
	);
	assert.match(refusal(readSamlArguments, { principalArn: roleArn }), /principalArn: .*saml-provider/);
	assert.match(refusal(readSamlArguments, { sessionName: "me" }), /'sessionName' is not a field/);
});

test("a command that is handed over can't push its end out of sight", () => {
	const told = /tokenCommand: .*no more than two blanks in a row/;
	for (const blanks of [
		" ".repeat(3),
		"\u00A0\u2003 ",
		"\u3000".repeat(200),
		"\u2800".repeat(3),
		"\u3164 \u3164",
	]) {
		assert.match(refusal(readWebIdentityArguments, { tokenCommand: `tool${blanks}--evil` }), told, blanks);
	}
	assert.equal(refusal(readWebIdentityArguments, { tokenCommand: "tool  --id x" }), "none");
	assert.equal(commandProblem(`tool${" ".repeat(9)}--id`), undefined, "who types it sees it");
});

test("a role and a SAML provider of different accounts or partitions are refused", () => {
	const other = principalArn.replace("123456789012", "210987654321");
	assert.match(
		refusal(readSamlArguments, { roleArn, principalArn: other }),
		/principalArn: .*account 123456789012, and the SAML provider in 210987654321/,
	);
	const china = principalArn.replace("aws", "aws-cn");
	assert.match(refusal(readSamlArguments, { roleArn, principalArn: china }), /in aws, .* in aws-cn/);
	assert.deepEqual(readSamlArguments({ principalArn: other }), { principalArn: other });
	assert.equal(samlPairProblem(roleArn, principalArn), undefined);
});

test("a secret can't be handed over, whatever it is, and the message does not repeat it", () => {
	const refused = [
		refusal(readWebIdentityArguments, { webIdentityToken: "hidden" }),
		refusal(readWebIdentityArguments, { webIdentityToken: undefined, roleArn }),
		refusal(readSamlArguments, { samlAssertion: "hidden" }),
		refusal(readSamlArguments, { samlResponse: 1 }),
	];
	for (const message of refused) {
		assert.match(message, /can't be handed over: .* secret\. Give (tokenFile or tokenCommand|assertionFile)/);
		assert.doesNotMatch(message, /hidden/);
	}
});

test("a path is a full one, of any system, or begins in the home folder", () => {
	for (const path of ["/a/b", "~/a", "~\\a", "C:\\a", "c:/a", "\\\\server\\share"]) {
		assert.equal(pathProblem(path), undefined, path);
	}
	for (const path of ["", "a", "./a", "~", "~alice/a", "/a\nb", "/a\u202Eb", `/${"a".repeat(4096)}`]) {
		assert.match(String(pathProblem(path)), /full path/, path);
	}
});

test("a command is one line that can be shown whole", () => {
	assert.equal(commandProblem('tool "a b" --c'), undefined);
	assert.match(String(commandProblem("  ")), /Write the command/);
	assert.match(String(commandProblem("a\nb")), /one line/);
	assert.match(String(commandProblem("a \u202E b")), /control characters/);
	assert.equal(commandProblem("a".repeat(2000)), undefined);
	assert.match(String(commandProblem("a".repeat(2001))), /2000 characters at most, this has 2001/);
});
