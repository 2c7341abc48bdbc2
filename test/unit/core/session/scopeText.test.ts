import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	compactPolicy,
	knownPolicies,
	newArnsCheck,
	newTagsCheck,
	parseTags,
	policyName,
	policySummary,
	policyTextProblem,
	splitArns,
} from "../../../../src/core/session/scopeText.ts";
import { stsChecks } from "../../../../src/core/session/stsLimits.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

test("a policy loses the blanks between its words, and nothing else", () => {
	assert.equal(
		compactPolicy('{\n\t"Statement": [ {"Resource": "a \\" b\\\\" } ]\r\n}'),
		'{"Statement":[{"Resource":"a \\" b\\\\"}]}',
	);
	fc.assert(
		fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t", "   "), (json, space) => {
			const written = JSON.stringify(JSON.parse(json), undefined, space);
			assert.deepEqual(JSON.parse(compactPolicy(written)), JSON.parse(json));
			assert.equal(compactPolicy(written), JSON.stringify(JSON.parse(json)));
		}),
	);
});

test("any text at all is gone through in one pass", () => {
	for (const text of [
		`"${'\\"'.repeat(100_000)}`,
		`"${'a\\" '.repeat(100_000)}\\`,
		`${"\\".repeat(300_001)}"`,
		`${" ".repeat(300_000)}"`,
		`[${'"a", '.repeat(60_000)}""]`,
	]) {
		const time = cpuTime(() => assert.ok(compactPolicy(text).length <= text.length));
		assert.ok(time < 1000, `${text.slice(0, 20)}: ${time} ms: it grows with the square of the length`);
	}
	assert.equal(compactPolicy('{ "a b'), '{"a b', "a string that does not end is kept as it is");
});

test("a text that is far too long is no policy", () => {
	assert.equal(policyTextProblem(200_000), undefined);
	assert.equal(policyTextProblem(200_001), "Too long to be a policy: 200001 characters");
});

test("a policy in a few words", () => {
	assert.equal(policySummary('{ "Statement": [{}, {}] }'), "21 characters, 2 statements");
	assert.equal(policySummary('{"Statement":{}}'), "16 characters, 1 statement");
	assert.equal(policySummary("{"), "1 characters");
});

test("the well-known policies are AWS's own, in the role's partition", () => {
	for (const { arn, name } of knownPolicies("aws-cn")) {
		assert.equal(stsChecks.policyArn(arn), undefined, arn);
		assert.ok(arn.startsWith("arn:aws-cn:iam::aws:policy/"));
		assert.equal(policyName(arn), name);
	}
	assert.ok(
		knownPolicies("aws").some(({ arn }) => arn === "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"),
	);
});

test("ARNs are separated by commas or blanks, and checked with those that are there", () => {
	const one = "arn:aws:iam::aws:policy/One";
	const two = "arn:aws:iam::123456789012:policy/path/Two";
	assert.deepEqual(splitArns(` ${one},${two}\n${one} `), [one, two, one]);
	assert.equal(newArnsCheck([])(`${one}, ${two}`), undefined);
	assert.match(newArnsCheck([])("") ?? "", /looks like/);
	assert.match(newArnsCheck([])(`${one} Two`) ?? "", /looks like/);
	const ten = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`);
	assert.match(newArnsCheck(ten)(one) ?? "", /10 managed policies at most, these are 11/);
	assert.equal(newArnsCheck(ten)(ten[0] ?? ""), undefined, "one that is there already makes no more");
});

test("tags as they are typed", () => {
	assert.deepEqual(parseTags("team=blue, stage = test ,x==1,"), [
		["team", "blue"],
		["stage", "test"],
		["x", "=1"],
	]);
	const check = newTagsCheck({ Team: "red" });
	assert.equal(check("stage=test, empty="), undefined);
	assert.match(check("") ?? "", /key=value/);
	assert.match(check("stage") ?? "", /key=value/);
	assert.match(check("stage=a,nothing") ?? "", /key=value/);
	assert.match(check("team=blue") ?? "", /two tags 'team'/);
	assert.match(check("a=1,A=2") ?? "", /two tags 'A'/);
	assert.match(check("=1") ?? "", /A tag's key/);
	assert.match(check("a=$") ?? "", /A tag's value/);
});
