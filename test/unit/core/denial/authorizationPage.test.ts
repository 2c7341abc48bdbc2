import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readAuthorizationMessage } from "../../../../src/core/denial/authorizationMessage.ts";
import { authorizationPage } from "../../../../src/core/denial/authorizationPage.ts";
import type { PolicyReason } from "../../../../src/core/denial/policyReason.ts";

const list = <T>(...items: T[]) => ({ items });
const condition = (key: string, ...values: string[]) => ({
	key,
	values: list(...values.map((value) => ({ value }))),
});

const explicit = {
	allowed: false,
	explicitDeny: true,
	matchedStatements: list({
		statementId: "DenyLargeInstances",
		effect: "DENY",
		principals: list({ value: "AROAEXAMPLE:alice" }),
		principalGroups: list(),
		actions: list({ value: "ec2:RunInstances" }),
		resources: list({ value: "*" }),
		conditions: list(
			condition("ec2:instancetype", "t3.micro", "t3.small"),
			condition("aws:RequestTag/team", "a"),
		),
	}),
	failures: list(),
	context: {
		principal: {
			id: "AROAEXAMPLE:alice",
			arn: "arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice",
		},
		action: "RunInstances",
		resource: "arn:aws:ec2:eu-central-1:444455556666:instance/*",
		conditions: list(
			condition("aws:Service", "ec2"),
			condition("ec2:InstanceType", "m5.large"),
			condition("aws:Region", "eu-central-1"),
		),
	},
};
const implicit = {
	...explicit,
	explicitDeny: false,
	matchedStatements: list(),
	context: {
		...explicit.context,
		principal: { id: "AIDAEXAMPLE", name: "alice", arn: "arn:aws:iam::111122223333:user/alice" },
		action: "ec2:CreateVpc",
	},
};

function pageOf(decoded: unknown, reason?: PolicyReason) {
	return authorizationPage({
		decoded: typeof decoded === "string" ? decoded : JSON.stringify(decoded),
		reason,
		decodedBy: "dev-admin",
		accountLabel: (account) => `${account} (named)`,
	});
}

/** The heading as running text. */
function heading(text: string): string {
	const lines = text.split("\n");
	const end = lines.findIndex((line) => !line.startsWith("//"));
	return lines
		.slice(0, end)
		.map((line) => line.slice(3).trim())
		.join(" ")
		.replace(/\s+/g, " ");
}

test("an explicit deny names action, principal, resource, statement and what it looks at", () => {
	const { title, text, message } = pageOf(explicit);
	assert.equal(title, "Denied ec2:RunInstances");
	const words = heading(text);
	assert.match(words, /^Denied: role DevReadOnly may not call ec2:RunInstances /);
	assert.match(words, /role DevReadOnly, session alice account 444455556666 \(named\)/);
	assert.match(words, /instance\/\*, eu-central-1 account 444455556666 \(named\)/);
	assert.match(words, /A statement denies it: DenyLargeInstances \(explicit deny\)/);
	assert.match(words, /the message does not say/);
	assert.match(words, /ec2:instancetype t3\.micro, t3\.small the request had m5\.large/);
	assert.match(words, /aws:RequestTag\/team a the request had nothing/);
	assert.match(words, /What else the request had aws:Region eu-central-1 aws:Service ec2/);
	assert.match(words, /dev-admin$/);
	assert.equal(message.action, "ec2:RunInstances");
	assert.deepEqual(
		message.statements.map(({ id }) => id),
		["DenyLargeInstances"],
	);
});

test("the whole of it follows, formatted, and the page is JSON with comments", () => {
	const { text } = pageOf(explicit);
	const json = text
		.split("\n")
		.filter((line) => !line.startsWith("//"))
		.join("\n");
	assert.deepEqual(JSON.parse(json), explicit);
	assert.match(json, /\n {2}"allowed": false,/);
});

test("the error's words tell the kind of policy, and where to find it", () => {
	const scp = heading(
		pageOf(explicit, {
			isExplicit: true,
			policy: "service control policy",
			policyArn: "arn:aws:organizations::1:policy/p-1",
		}).text,
	);
	assert.match(
		scp,
		/DenyLargeInstances \(explicit deny\), in a service control policy arn:aws:organizations::1:policy\/p-1 Such a policy belongs to the organization/,
	);
	assert.doesNotMatch(scp, /does not say/);
	const identity = heading(pageOf(implicit, { isExplicit: false, policy: "identity-based policy" }).text);
	assert.match(identity, /^Denied: user alice may not call ec2:CreateVpc /);
	assert.match(identity, /No identity-based policy allows it \(implicit deny\) Such a policy is attached/);
});

test("words that contradict the message are not believed", () => {
	const words = heading(pageOf(implicit, { isExplicit: true, policy: "session policy" }).text);
	assert.match(words, /No statement allows it \(implicit deny\)/);
	assert.doesNotMatch(words, /session policy/);
});

test("statements without a Sid, several, and none that is told", () => {
	const [statement] = explicit.matchedStatements.items;
	const of = (...items: unknown[]) =>
		heading(pageOf({ ...explicit, matchedStatements: list(...items) }).text);
	assert.match(of({ ...statement, statementId: "" }), /A statement denies it: without a Sid/);
	assert.match(
		of(statement, { ...statement, statementId: "B" }),
		/2 statements deny it: DenyLargeInstances, B/,
	);
	assert.match(of(), /A statement denies it \(explicit deny\)/);
	assert.match(of({ ...statement, effect: "ALLOW" }), /A statement denies it \(explicit deny\)/);
});

test("a request that is allowed says so, without a reason", () => {
	const { title, text } = pageOf({ ...implicit, allowed: true });
	assert.equal(title, "Allowed ec2:CreateVpc");
	assert.match(heading(text), /^Allowed: user alice may call ec2:CreateVpc /);
	assert.doesNotMatch(heading(text), /Why/);
});

test("an unknown form is shown as it is under a plain heading; what is no JSON too", () => {
	for (const decoded of [{ decision: "Deny" }, [], 1, null, "not JSON at all", '"text"', "{", ""]) {
		const { title, text } = pageOf(decoded);
		assert.equal(title, "Authorization message");
		assert.match(text, /^\/\/ A decoded authorization message\n/);
	}
	assert.ok(pageOf("not JSON at all").text.endsWith("\n\nnot JSON at all\n"));
	assert.ok(pageOf({ decision: "Deny" }).text.includes('"decision": "Deny"'));
});

test("no value gets out of its comment", () => {
	const evil = 'x\n"allowed": true\r\u2028\u202eb';
	const { text } = pageOf({
		...explicit,
		context: {
			...explicit.context,
			action: evil,
			resource: evil,
			principal: { arn: evil },
			conditions: list(condition(evil, evil)),
		},
	});
	const lines = text.split(/[\n\r\u2028]/);
	const begin = lines.indexOf("");
	assert.ok(lines.slice(0, begin).every((line) => line.startsWith("//")));
	assert.doesNotMatch(lines.slice(0, begin).join(""), /\u202e/);
});

test("never throws, whatever was decoded", () => {
	const node = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 5 },
			fc.jsonValue(),
			fc.dictionary(
				fc.constantFrom(
					"items",
					"key",
					"values",
					"value",
					"statementId",
					"effect",
					"conditions",
					"arn",
					"name",
				),
				tie("value"),
			),
			fc.array(tie("value"), { maxLength: 4 }),
		),
	}));
	fc.assert(
		fc.property(
			fc.record({
				allowed: fc.oneof(fc.boolean(), node.value),
				explicitDeny: fc.oneof(fc.boolean(), node.value),
				matchedStatements: node.value,
				context: fc.oneof(
					node.value,
					fc.record({
						principal: node.value,
						action: node.value,
						resource: fc.oneof(fc.string(), node.value),
						conditions: node.value,
					}),
				),
			}),
			(decoded) => {
				assert.ok(pageOf(JSON.stringify(decoded)).text.startsWith("//"));
			},
		),
	);
	fc.assert(fc.property(fc.string(), (text) => pageOf(text).text.startsWith("//")));
	fc.assert(fc.property(fc.anything(), (value) => Array.isArray(readAuthorizationMessage(value).statements)));
	const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
	assert.ok(pageOf(deep).text.startsWith("//"));
});
