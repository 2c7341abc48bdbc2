import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleAlice, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, ciBotKeys, type Fixture, fixture } from "./fixture.ts";

const look = ({ sts, now }: Fixture, AccessKeyId: string) =>
	call(sts, ciBotKeys, { Action: "GetAccessKeyInfo", AccessKeyId }, { at: now() });

test("long-term keys have an account, inactive ones too", async (t) => {
	const off = { id: "AKIAINACTIVEKEYSAMPL", secret: "none", active: false };
	const alice = { ...sampleAlice(), accessKeys: [...sampleAlice().accessKeys, off] };
	const held = await fixture(t, { ...sampleWorld(), users: [...sampleWorld().users, alice] });
	assert.equal((await look(held, aliceKeys.accessKeyId)).element("Account"), "111122223333");
	assert.equal((await look(held, off.id)).element("Account"), "111122223333");
});

test("temporary keys have an account, also expired and revoked", async (t) => {
	const held = await fixture(t);
	const RoleArn = "arn:aws:iam::012345678901:role/LegacyAdmin";
	const { accessKeyId } = keysIn(await held.assume(aliceKeys, { RoleArn }));
	const account = async () => (await look(held, accessKeyId)).element("Account");
	assert.equal(await account(), "012345678901");
	held.pass(7_200_000);
	held.sts.revokeAll();
	assert.equal(await account(), "012345678901");
});

test("unknown and malformed key ids are refused", async (t) => {
	const held = await fixture(t);
	const unknown = await look(held, "AKIAUNKNOWNKEYSAMPLE");
	assert.equal(
		outcome(unknown),
		"403 InvalidClientTokenId: The security token included in the request is invalid.",
	);
	assert.match(outcome(await look(held, "AKIASHORT")), /at 'accessKeyId' .* greater than or equal to 16$/);
	assert.match(outcome(await look(held, "AKIA-NOT-WORD-CHARS")), /regular expression pattern: \[\\w\]\*$/);
});
