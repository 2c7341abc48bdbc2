import assert from "node:assert/strict";
import { test } from "node:test";
import { activeKey, sampleAlice, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { call, keysIn, outcome, startOfTime } from "./client.ts";
import { aliceKeys, fixture } from "./fixture.ts";

const whoAmI = { Action: "GetCallerIdentity" };
const readOnly = { RoleArn: "arn:aws:iam::444455556666:role/DevReadOnly" };
const invalidToken = "403 InvalidClientTokenId: The security token included in the request is invalid.";

test("a user's signature by another implementation is accepted", async (t) => {
	const { sts } = await fixture(t);
	const answer = await call(sts, aliceKeys, whoAmI);
	assert.equal(answer.status, 200);
	assert.equal(answer.element("Arn"), "arn:aws:iam::111122223333:user/alice");
	assert.equal(answer.element("Account"), "111122223333");
	assert.match(answer.element("UserId"), /^AIDA[A-Z2-7]{17}$/);
	assert.match(
		answer.text,
		/^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/,
	);
	assert.equal(answer.headers.get("content-type"), "text/xml");
	assert.equal(answer.headers.get("x-amzn-requestid"), answer.element("RequestId"));
	assert.equal(answer.headers.get("date"), new Date(startOfTime).toUTCString());
});

test("no signature, half a signature, unknown and inactive keys", async (t) => {
	const alice = sampleAlice();
	const inactive = { ...activeKey(alice), id: "AKIAINACTIVEEXAMPLE2", active: false };
	const world = { ...sampleWorld(), users: [{ ...alice, accessKeys: [...alice.accessKeys, inactive] }] };
	const { sts } = await fixture(t, world);
	assert.equal(
		outcome(await call(sts, undefined, whoAmI)),
		"403 MissingAuthenticationToken: Request is missing Authentication Token",
	);
	const half = await call(sts, aliceKeys, whoAmI, {
		tamper: (headers) => ({ ...headers, authorization: "AWS4-HMAC-SHA256 Credential=x" }),
	});
	assert.match(outcome(half), /^400 IncompleteSignature: /);
	for (const accessKeyId of ["AKIANOBODYKNOWSTHIS2", inactive.id]) {
		assert.equal(outcome(await call(sts, { ...aliceKeys, accessKeyId }, whoAmI)), invalidToken);
	}
	assert.equal(outcome(await call(sts, { ...aliceKeys, sessionToken: "x" }, whoAmI)), invalidToken);
});

test("a wrong signature is answered with the canonical string, session token included", async (t) => {
	const { sts, assume } = await fixture(t);
	const keys = keysIn(await assume(aliceKeys, readOnly));
	const answer = await call(sts, { ...keys, secretAccessKey: "wrong" }, whoAmI);
	assert.match(outcome(answer), /^403 SignatureDoesNotMatch: The request signature we calculated does not/);
	const message = answer.element("Message");
	assert.ok(message.includes(`\nx-amz-security-token:${keys.sessionToken}\n`));
	assert.match(message, /The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260301T120010Z\n/);
});

test("what must be signed and the scope are checked", async (t) => {
	const { sts } = await fixture(t);
	const unsigned = (name: string) => (headers: Record<string, string>) => ({
		...headers,
		authorization: String(headers["authorization"]).replace(`;${name}`, ""),
	});
	const cases = [
		[{ tamper: unsigned("host") }, "'Host' must be a 'SignedHeader' in the AWS Authorization."],
		[{ tamper: unsigned("x-amz-date") }, "'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization."],
		[{ service: "iam" }, "Credential should be scoped to correct service: 'sts'. "],
		[{ region: "aws-global" }, "Credential should be scoped to a valid region. "],
	] as const;
	for (const [options, message] of cases) {
		assert.equal(
			outcome(await call(sts, aliceKeys, whoAmI, options)),
			`403 SignatureDoesNotMatch: ${message}`,
		);
	}
});

test("a session token has to be signed and to be the session's own", async (t) => {
	const { sts, assume } = await fixture(t);
	const keys = keysIn(await assume(aliceKeys, readOnly));
	assert.equal((await call(sts, keys, whoAmI)).status, 200);
	const { sessionToken, ...tokenless } = keys;
	assert.equal(outcome(await call(sts, tokenless, whoAmI)), invalidToken);
	const added = await call(sts, tokenless, whoAmI, {
		tamper: (headers) => ({ ...headers, "x-amz-security-token": String(sessionToken) }),
	});
	assert.match(outcome(added), /'X-Amz-Security-Token' must be a 'SignedHeader'/);
});

test("dates up to 15 minutes off are accepted, others told how far off they are", async (t) => {
	const { sts } = await fixture(t);
	const minute = 60_000;
	for (const off of [-15 * minute, 15 * minute]) {
		assert.equal((await call(sts, aliceKeys, whoAmI, { at: startOfTime + off })).status, 200);
	}
	assert.equal(
		outcome(await call(sts, aliceKeys, whoAmI, { at: startOfTime - 16 * minute })),
		"403 SignatureDoesNotMatch: Signature expired: 20260301T114410Z is now earlier than " +
			"20260301T114510Z (20260301T120010Z - 15 min.)",
	);
	assert.equal(
		outcome(await call(sts, aliceKeys, whoAmI, { at: startOfTime + 16 * minute })),
		"403 SignatureDoesNotMatch: Signature not yet current: 20260301T121610Z is still later than " +
			"20260301T121510Z (20260301T120010Z + 15 min.)",
	);
});

test("a session ends to the second, and can be revoked", async (t) => {
	const { sts, assume, now, pass } = await fixture(t);
	const keys = keysIn(await assume(aliceKeys, { ...readOnly, DurationSeconds: "900" }));
	pass(899_999);
	assert.equal((await call(sts, keys, whoAmI, { at: now() })).status, 200);
	pass(1);
	assert.equal(
		outcome(await call(sts, keys, whoAmI, { at: now() })),
		"403 ExpiredToken: The security token included in the request is expired",
	);
	const revoked = keysIn(await assume(aliceKeys, readOnly));
	sts.revokeAll();
	assert.equal(outcome(await call(sts, revoked, whoAmI, { at: now() })), invalidToken);
	assert.ok(sts.secretsIssued().includes(String(keys.sessionToken)), "what is over may still leak");
});

test("an unknown operation or version", async (t) => {
	const { sts } = await fixture(t);
	assert.equal(
		outcome(await call(sts, aliceKeys, { Action: "AssumeRoles<" })),
		"400 InvalidAction: Could not find operation AssumeRoles< for version 2011-06-15",
	);
	const old = await call(sts, aliceKeys, { ...whoAmI, Version: "2010-01-01" });
	assert.match(outcome(old), /^400 InvalidAction: .* for version 2010-01-01$/);
});

test("the log names what came, without its secrets", async (t) => {
	const { sts, assume } = await fixture(t);
	await assume(aliceKeys, { ...readOnly, TokenCode: "123456", ExternalId: "x1" });
	assert.deepEqual(sts.requests, [
		{
			operation: "AssumeRole",
			parameters: { RoleSessionName: "alice", ...readOnly, TokenCode: "***", ExternalId: "x1" },
			accessKeyId: aliceKeys.accessKeyId,
			at: startOfTime,
			host: new URL(sts.url).host,
			region: "eu-central-1",
		},
	]);
});
