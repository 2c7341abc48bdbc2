import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { keysIn, outcome } from "./client.ts";
import { aliceKeys, fixture, listed } from "./fixture.ts";

const RoleArn = "arn:aws:iam::444455556666:role/DevReadOnly";
const prodAudit = "arn:aws:iam::777788889999:role/ProdAudit";

const tag = (Key: string, Value = "") => ({ Key, Value });

test("tags and managed policies have limits, counted and named one by one", async (t) => {
	const { assume } = await fixture(t);
	const told = async (parameters: Record<string, string>) =>
		outcome(await assume(aliceKeys, { RoleArn, ...parameters }));
	const many = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`, "v"));
	assert.equal((await assume(aliceKeys, { RoleArn, ...listed("Tags", many(50)) })).status, 200);
	assert.match(await told(listed("Tags", many(51))), /at 'tags' .* have length less than or equal to 50$/);
	const limit = (place: string, rest: string) =>
		new RegExp(`^400 Val.* 1 validation.* at '${place}' .*${rest}$`);
	assert.match(
		await told(listed("Tags", [tag("a"), tag("k".repeat(129))])),
		limit("tags\\.2\\.member\\.key", "less than or equal to 128"),
	);
	assert.match(
		await told(listed("Tags", [tag("a", "v".repeat(257))])),
		limit("tags\\.1\\.member\\.value", "less than or equal to 256"),
	);
	assert.match(
		await told(listed("Tags", [tag("<a>")])),
		limit("tags\\.1\\.member\\.key", "\\[\\\\p\\{L\\}.*\\+"),
	);
	assert.match(await told({ "Tags.member.1.Key": "a" }), limit("tags\\.1\\.member\\.value", "not be null"));
	const arns = Array.from({ length: 11 }, (_, index) => ({ arn: `arn:aws:iam::aws:policy/P${index}` }));
	assert.match(await told(listed("PolicyArns", arns)), limit("policyArns", "less than or equal to 10"));
	assert.match(
		await told(listed("PolicyArns", [{ arn: "short" }])),
		limit("policyArns\\.1\\.member\\.arn", "greater than or equal to 20"),
	);
	assert.equal(
		await told(listed("PolicyArns", [{ arn: "arn:aws:iam::aws:role/NotAPolicy" }])),
		"400 ValidationError: Request ARN is invalid",
	);
	const contexts = Array.from({ length: 6 }, () => ({ ContextAssertion: "text" }));
	assert.match(
		await told(listed("ProvidedContexts", contexts)),
		limit("providedContexts", "less than or equal to 5"),
	);
	assert.match(
		await told(listed("TransitiveTagKeys", ["k".repeat(129)])),
		limit("transitiveTagKeys\\.1\\.member", "less than or equal to 128"),
	);
});

test("contexts' assertions stay out of the log", async (t) => {
	const { sts, assume } = await fixture(t);
	const ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter";
	const contexts = listed("ProvidedContexts", [{ ProviderArn, ContextAssertion: "secret" }]);
	assert.equal((await assume(aliceKeys, { RoleArn, ...contexts })).status, 200);
	assert.equal(sts.requests[0]?.parameters["ProvidedContexts.member.1.ProviderArn"], ProviderArn);
	assert.equal(sts.requests[0]?.parameters["ProvidedContexts.member.1.ContextAssertion"], "***");
});

test("policies are read", async (t) => {
	const { assume } = await fixture(t);
	const told = async (policy: unknown) =>
		outcome(await assume(aliceKeys, { RoleArn, Policy: JSON.stringify(policy) }));
	const statement = { Effect: "Allow", Action: "*", Resource: "*" };
	assert.equal(
		(await assume(aliceKeys, { RoleArn, Policy: JSON.stringify({ Statement: statement }) })).status,
		200,
	);
	assert.equal(await told([]), "400 MalformedPolicyDocument: This policy contains invalid Json");
	for (const wrong of [
		{},
		{ Statement: { ...statement, Effect: "allow" } },
		{ Statement: [{ Effect: "Deny" }] },
	]) {
		assert.equal(await told(wrong), "400 MalformedPolicyDocument: Syntax errors in policy.");
	}
	assert.equal(
		await told({ Statement: { ...statement, Principal: "*" } }),
		"400 MalformedPolicyDocument: The policy should not specify a principal.",
	);
});

test("policies and tags share a space that is not endless", async (t) => {
	const { assume } = await fixture(t);
	const told = async (parameters: Record<string, string>) =>
		outcome(await assume(aliceKeys, { RoleArn, ...parameters }));
	const large = Array.from({ length: 17 }, (_, index) => tag(`k${index}`, "v".repeat(256)));
	assert.equal(
		await told(listed("Tags", large)),
		"400 PackedPolicyTooLarge: Packed size of session tags consumes 108% of allotted space.",
	);
	const policy = { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }], Id: "i".repeat(1900) };
	const Policy = JSON.stringify(policy);
	assert.match(
		await told({ Policy, ...listed("Tags", large.slice(0, 10)) }),
		/^400 PackedPolicyTooLarge: Packed size of session policies and tags consumes 1\d\d% of allotted space\.$/,
	);
	const arns = Array.from({ length: 4 }, (_, index) => ({ arn: `arn:aws:iam::aws:policy/Policy${index}` }));
	assert.match(
		await told({ Policy, ...listed("PolicyArns", arns) }),
		/^400 PackedPolicyTooLarge: Packed policy consumes 10\d% of allotted space\.$/,
	);
});

test("transitive tags go along the chain, and nothing replaces them", async (t) => {
	const { assume } = await fixture(t);
	const tags = listed("Tags", [tag("Team", "a"), tag("job", "7")]);
	const transitive = { ...tags, ...listed("TransitiveTagKeys", ["team"]) };
	const first = keysIn(await assume(aliceKeys, { RoleArn, ...transitive }));
	assert.equal(
		outcome(await assume(first, { RoleArn: prodAudit, ...listed("Tags", [tag("TEAM", "b")]) })),
		"400 InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts " +
			"with a transitive tag key from the calling session.",
	);
	assert.equal(
		(await assume(first, { RoleArn: prodAudit, ...listed("Tags", [tag("job", "8")]) })).status,
		200,
	);
	assert.equal(
		outcome(await assume(aliceKeys, { RoleArn, ...listed("TransitiveTagKeys", ["team"]) })),
		"400 InvalidParameterValue: The specified transitive tag key must be included in the requested tags.",
	);
	assert.equal(
		outcome(await assume(aliceKeys, { RoleArn, ...listed("Tags", [tag("a"), tag("A")]) })),
		"400 InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
	);
});

test("a transitive tag goes further than one role", async (t) => {
	const last = "arn:aws:iam::777788889999:role/Last";
	const roles = [...sampleWorld().roles, { arn: last, trust: [{ principals: [prodAudit] }] }];
	const { assume } = await fixture(t, { ...sampleWorld(), roles });
	const transitive = { ...listed("Tags", [tag("team", "a")]), ...listed("TransitiveTagKeys", ["team"]) };
	const first = keysIn(await assume(aliceKeys, { RoleArn, ...transitive }));
	const second = keysIn(await assume(first, { RoleArn: prodAudit }));
	assert.equal((await assume(second, { RoleArn: last })).status, 200);
	assert.match(
		outcome(await assume(second, { RoleArn: last, ...listed("Tags", [tag("team", "b")]) })),
		/^400 InvalidParameterValue: One of the specified/,
	);
});
