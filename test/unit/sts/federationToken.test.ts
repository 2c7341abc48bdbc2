import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, type Fixture, fixture, listed, rootKeys, worldWithRoot } from "./fixture.ts";

const federate = ({ sts, now }: Fixture, parameters: Record<string, string> = {}, keys = aliceKeys) =>
	call(sts, keys, { Action: "GetFederationToken", Name: "bob", ...parameters }, { at: now() });

test("the result is a federated user, in the shapes that AWS gives", async (t) => {
	const held = await fixture(t);
	const answer = await federate(held);
	assert.equal(answer.element("Arn"), "arn:aws:sts::111122223333:federated-user/bob");
	assert.equal(answer.element("FederatedUserId"), "111122223333:bob");
	assert.equal(answer.element("Expiration"), "2026-03-02T00:00:10Z", "12 hours by default");
	assert.equal(answer.element("PackedPolicySize"), "");
	const identity = await call(held.sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), answer.element("Arn"));
	assert.equal(identity.element("UserId"), answer.element("FederatedUserId"));
	assert.equal(identity.element("Account"), "111122223333");
});

test("policies and tags take up space", async (t) => {
	const statement = { Effect: "Allow", Action: "s3:Get*", Resource: "*" };
	const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
	const tags = listed("Tags", [{ Key: "team", Value: "x".repeat(256) }]);
	const answer = await federate(await fixture(t), { Policy, ...tags });
	assert.equal(answer.element("PackedPolicySize"), "9");
});

test("its limits are its own", async (t) => {
	const held = await fixture(t);
	const told = async (parameters: Record<string, string>) => outcome(await federate(held, parameters));
	assert.match(await told({ Name: "a" }), /at 'name' .* have length greater than or equal to 2$/);
	assert.match(await told({ Name: "a".repeat(33) }), /at 'name' .* have length less than or equal to 32$/);
	assert.match(await told({ Name: "a b" }), /at 'name' .* regular expression pattern: \[\\w\+=,\.@-\]\*$/);
	assert.match(await told({ DurationSeconds: "899" }), /have value greater than or equal to 900$/);
	assert.match(await told({ DurationSeconds: "129601" }), /have value less than or equal to 129600$/);
	assert.equal(await told({ Policy: "{" }), "400 MalformedPolicyDocument: This policy contains invalid Json");
	const longest = await federate(held, { DurationSeconds: "129600" });
	assert.equal(longest.element("Expiration"), "2026-03-03T00:00:10Z");
});

test("the root user's session lasts an hour at most, whatever it asks for", async (t) => {
	const held = await fixture(t, worldWithRoot());
	for (const parameters of [{}, { DurationSeconds: "129600" }]) {
		const answer = await federate(held, parameters, rootKeys);
		assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	}
	const shorter = await federate(held, { DurationSeconds: "900" }, rootKeys);
	assert.equal(shorter.element("Expiration"), "2026-03-01T12:15:10Z");
});

test("a region can be switched off for the user's account", async (t) => {
	const off = { id: "111122223333", disabledRegions: ["eu-central-1"] };
	const held = await fixture(t, { ...sampleWorld(), accounts: [off] });
	assert.match(outcome(await federate(held)), /^403 RegionDisabledException: .*:111122223333\. /);
});

test("only long-term keys may call it", async (t) => {
	const held = await fixture(t);
	const refused = "403 AccessDenied: Cannot call GetFederationToken with session credentials";
	const session = await call(held.sts, aliceKeys, { Action: "GetSessionToken" });
	const role = await held.assume(aliceKeys, { RoleArn: "arn:aws:iam::444455556666:role/DevReadOnly" });
	for (const answer of [session, role, await federate(held)]) {
		assert.equal(outcome(await federate(held, {}, keysIn(answer))), refused);
	}
});
