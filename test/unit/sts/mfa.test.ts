import assert from "node:assert/strict";
import { test } from "node:test";
import { aliceMfaSerial, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { totpWindowMs } from "../../sts/totp.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, ciBotKeys, type Fixture, fixture } from "./fixture.ts";

const devAdmin = "arn:aws:iam::444455556666:role/DevAdmin";
const devReadOnly = "arn:aws:iam::444455556666:role/DevReadOnly";
const wrongCode = "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ";

const withCode = (TokenCode: string) => ({ RoleArn: devAdmin, SerialNumber: aliceMfaSerial, TokenCode });
const getToken = ({ sts, now }: Fixture, parameters: Record<string, string> = {}, keys = aliceKeys) =>
	call(sts, keys, { Action: "GetSessionToken", ...parameters }, { at: now() });

test("a code counts once, in its window and the one after", async (t) => {
	const { sts, assume, pass } = await fixture(t);
	const first = sts.mfaCode(aliceMfaSerial);
	assert.equal((await assume(aliceKeys, withCode(first))).status, 200);
	assert.equal(outcome(await assume(aliceKeys, withCode(first))), wrongCode);
	assert.equal(sts.mfaCode(aliceMfaSerial), first, "the device still shows it");

	pass(totpWindowMs);
	const second = sts.mfaCode(aliceMfaSerial);
	pass(totpWindowMs);
	assert.equal((await assume(aliceKeys, withCode(second))).status, 200, "one window late");
	const third = sts.mfaCode(aliceMfaSerial);
	pass(2 * totpWindowMs);
	assert.equal(outcome(await assume(aliceKeys, withCode(third))), wrongCode, "two windows late");
});

test("the next code never makes a test wait, nor changes until it is used", async (t) => {
	const { sts, assume } = await fixture(t);
	const codes = new Set<string>();
	for (let round = 0; round < 3; round++) {
		const code = sts.nextMfaCode(aliceMfaSerial);
		assert.equal(sts.nextMfaCode(aliceMfaSerial), code);
		assert.equal((await assume(aliceKeys, withCode(code))).status, 200);
		codes.add(code);
	}
	assert.equal(codes.size, 3);
	assert.throws(() => sts.nextMfaCode("arn:aws:iam::111122223333:mfa/nobody"), RangeError);
});

test("wrong codes, others' devices and half an attempt", async (t) => {
	const { sts, assume } = await fixture(t);
	const code = sts.nextMfaCode(aliceMfaSerial);
	const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
	assert.equal(outcome(await assume(aliceKeys, withCode(wrong))), wrongCode);
	const notOwn =
		"403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  " +
		"Please verify your MFA serial number is valid and associated with this user.";
	assert.equal(outcome(await assume(ciBotKeys, withCode(code))), notOwn);
	const other = { ...withCode(code), SerialNumber: "arn:aws:iam::111122223333:mfa/other" };
	assert.equal(outcome(await assume(aliceKeys, other)), notOwn);
	assert.equal(
		outcome(await assume(aliceKeys, { RoleArn: devAdmin, SerialNumber: aliceMfaSerial })),
		"403 AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number " +
			"and one time pass code.",
	);
});

test("a request refused by trust has used its code up", async (t) => {
	const { sts, assume } = await fixture(t);
	const code = sts.nextMfaCode(aliceMfaSerial);
	const RoleArn = "arn:aws:iam::555566667777:role/PartnerData";
	assert.match(outcome(await assume(aliceKeys, { ...withCode(code), RoleArn })), /not authorized/);
	assert.equal(outcome(await assume(aliceKeys, withCode(code))), wrongCode);
});

test("a user's session carries its MFA on to AssumeRole, for an hour at most each", async (t) => {
	const held = await fixture(t);
	const code = held.sts.nextMfaCode(aliceMfaSerial);
	const answer = await getToken(held, { SerialNumber: aliceMfaSerial, TokenCode: code });
	assert.equal(answer.element("Expiration"), "2026-03-02T00:00:10Z", "12 hours by default");
	const keys = keysIn(answer);
	const identity = await call(held.sts, keys, { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), "arn:aws:iam::111122223333:user/alice");
	assert.equal((await held.assume(keys, { RoleArn: devAdmin })).status, 200);
	assert.match(
		outcome(await held.assume(keys, { RoleArn: devAdmin, DurationSeconds: "3601" })),
		/1 hour session limit for roles assumed by role chaining/,
	);
});

test("a user's session without MFA, and a role's, open no role that wants it", async (t) => {
	const held = await fixture(t);
	const plain = keysIn(await getToken(held));
	assert.match(outcome(await held.assume(plain, { RoleArn: devAdmin })), /not authorized/);
	assert.equal((await held.assume(plain, { RoleArn: devReadOnly })).status, 200);
});

test("an MFA that is too old is refused, a fresh one with the request is not", async (t) => {
	const young = { mfaRequired: true, maxMfaAgeSeconds: 300 };
	const world = {
		...sampleWorld(),
		roles: [{ arn: devAdmin, trust: [{ principals: ["111122223333"], ...young }] }],
	};
	const held = await fixture(t, world);
	const mfa = { SerialNumber: aliceMfaSerial, TokenCode: held.sts.nextMfaCode(aliceMfaSerial) };
	const keys = keysIn(await getToken(held, mfa));
	held.pass(299_000);
	assert.equal((await held.assume(keys, { RoleArn: devAdmin })).status, 200);
	held.pass(1000);
	assert.match(outcome(await held.assume(keys, { RoleArn: devAdmin })), /not authorized/);
	const fresh = withCode(held.sts.nextMfaCode(aliceMfaSerial));
	assert.equal((await held.assume(aliceKeys, fresh)).status, 200);
});

test("GetSessionToken is for users, within its own limits of time", async (t) => {
	const held = await fixture(t);
	const refused = "403 AccessDenied: Cannot call GetSessionToken with session credentials";
	const session = keysIn(await getToken(held));
	const role = keysIn(await held.assume(aliceKeys, { RoleArn: devReadOnly }));
	assert.equal(outcome(await getToken(held, {}, session)), refused);
	assert.equal(outcome(await getToken(held, {}, role)), refused);
	assert.match(outcome(await getToken(held, { DurationSeconds: "129601" })), /less than or equal to 129600/);
	const longest = await getToken(held, { DurationSeconds: "129600" });
	assert.equal(longest.element("Expiration"), "2026-03-03T00:00:10Z");
});
