import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleAuthorizationMessage, sampleDecodedAuthorization } from "../../sandbox/sampleMessage.ts";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { encodeAuthorizationMessage } from "../../sts/authorizationMessage.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, ciBotKeys, type Fixture, fixture } from "./fixture.ts";

const invalid = "400 InvalidAuthorizationMessageException: Message is not valid";

const decode = ({ sts, now }: Fixture, EncodedMessage: string, keys = aliceKeys) =>
	call(sts, keys, { Action: "DecodeAuthorizationMessage", EncodedMessage }, { at: now() });

test("an encoded message is long and URL-safe, and decodes to its JSON", async (t) => {
	const held = await fixture(t);
	for (const kind of ["implicit", "explicit"] as const) {
		const message = sampleAuthorizationMessage(kind);
		assert.match(message, /^[\w-]{500,10240}$/);
		assert.equal(message, sampleAuthorizationMessage(kind), "the same at each call");
		assert.doesNotMatch(Buffer.from(message, "base64url").toString("latin1"), /RunInstances/);
		const answer = await decode(held, message);
		const decoded = JSON.parse(answer.element("DecodedMessage"));
		assert.deepEqual(decoded, sampleDecodedAuthorization(kind));
	}
});

test("the decoded JSON has the real service's shape", async (t) => {
	const answer = await decode(await fixture(t), sampleAuthorizationMessage("explicit"));
	const decoded = JSON.parse(answer.element("DecodedMessage"));
	assert.deepEqual(Object.keys(decoded), [
		"allowed",
		"explicitDeny",
		"matchedStatements",
		"failures",
		"context",
	]);
	const [statement] = decoded.matchedStatements.items;
	assert.equal(statement.effect, "DENY");
	assert.deepEqual(statement.actions, { items: [{ value: "ec2:RunInstances" }] });
	assert.match(decoded.context.principal.id, /^AIDA[A-Z2-7]{17}$/);
	assert.deepEqual(decoded.context.conditions.items[0], {
		key: "aws:Region",
		values: { items: [{ value: "eu-central-1" }] },
	});
});

test("any other text is refused, and an expired message", async (t) => {
	const held = await fixture(t);
	const message = sampleAuthorizationMessage();
	const changed = `${message.slice(0, 99)}${message[99] === "A" ? "B" : "A"}${message.slice(100)}`;
	for (const text of ["x", "not a message", `${message}\n`, message.slice(0, -4), changed]) {
		assert.equal(outcome(await decode(held, text)), invalid, text);
	}
	assert.match(outcome(await decode(held, "a".repeat(10_241))), /have length less than or equal to 10240$/);
	const short = encodeAuthorizationMessage(sampleDecodedAuthorization(), held.now() + 1000);
	assert.equal((await decode(held, short)).status, 200);
	held.pass(1000);
	assert.equal(outcome(await decode(held, short)), invalid);
});

test("it needs a permission", async (t) => {
	assert.equal(
		outcome(await decode(await fixture(t), sampleAuthorizationMessage(), ciBotKeys)),
		"403 AccessDenied: User: arn:aws:iam::111122223333:user/ci/ci-bot is not authorized to perform: " +
			"sts:DecodeAuthorizationMessage because no identity-based policy allows " +
			"the sts:DecodeAuthorizationMessage action",
	);
});

test("a role's policies count for its sessions", async (t) => {
	const RoleArn = "arn:aws:iam::444455556666:role/DevReadOnly";
	const roles = sampleWorld().roles.map((role) =>
		role.arn === RoleArn ? { ...role, deniedActions: ["sts:DecodeAuthorizationMessage"] } : role,
	);
	const held = await fixture(t, { ...sampleWorld(), roles });
	const keys = keysIn(await held.assume(aliceKeys, { RoleArn }));
	assert.match(
		outcome(await decode(held, sampleAuthorizationMessage(), keys)),
		/^403 AccessDenied: User: arn:aws:sts::444455556666:assumed-role\/DevReadOnly\/alice is not authorized/,
	);
});
