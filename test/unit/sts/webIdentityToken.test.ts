import assert from "node:assert/strict";
import { verify } from "node:crypto";
import { test } from "node:test";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { outboundPublicKey } from "../../sts/outboundToken.ts";
import { type CallOptions, call, keysIn, outcome } from "./client.ts";
import { aliceKeys, type Fixture, fixture, listed } from "./fixture.ts";

const devReadOnly = "arn:aws:iam::444455556666:role/DevReadOnly";
const base = { SigningAlgorithm: "ES384", "Audience.member.1": "https://api.example.com" };

const get = (
	{ sts, now }: Fixture,
	parameters: Record<string, string> = {},
	keys = aliceKeys,
	options: CallOptions = {},
) => call(sts, keys, { Action: "GetWebIdentityToken", ...base, ...parameters }, { at: now(), ...options });

function partsOf(token: string) {
	const [header = "", payload = "", signature = ""] = token.split(".");
	const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
	return { header: read(header), claims: read(payload), signed: `${header}.${payload}`, signature };
}

test("a user's token says who he is", async (t) => {
	const held = await fixture(t);
	const answer = await get(held);
	const token = answer.element("WebIdentityToken");
	const { header, claims } = partsOf(token);
	assert.equal(header.alg, "ES384");
	assert.match(
		claims.iss,
		/^https:\/\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}\.tokens\.sts\.global\.api\.aws$/,
	);
	assert.equal(claims.aud, "https://api.example.com");
	assert.equal(claims.sub, "arn:aws:iam::111122223333:user/alice");
	assert.equal(claims.iat, Math.floor(held.now() / 1000));
	assert.equal(claims.exp - claims.iat, 300, "five minutes by default");
	assert.match(claims.jti, /^[\da-f-]{36}$/);
	assert.deepEqual(claims["https://sts.amazonaws.com/"], {
		aws_account: "111122223333",
		source_region: "eu-central-1",
		principal_id: "arn:aws:iam::111122223333:user/alice",
		org_id: "o-acme123456",
	});
	assert.equal(answer.element("Expiration"), "2026-03-01T12:05:10Z");
	assert.ok(held.sts.secretsIssued().includes(token));
});

test("a role's token names the role, and ends with its session at the latest", async (t) => {
	const held = await fixture(t);
	const session = await held.assume(aliceKeys, { RoleArn: devReadOnly, DurationSeconds: "900" });
	const keys = keysIn(session);
	const answer = await get(held, { DurationSeconds: "900" }, keys);
	const { claims } = partsOf(answer.element("WebIdentityToken"));
	assert.equal(claims.sub, devReadOnly);
	assert.equal(claims["https://sts.amazonaws.com/"].original_session_exp, session.element("Expiration"));
	assert.equal(
		outcome(await get(held, { DurationSeconds: "901" }, keys)),
		"403 SessionDurationEscalationException: The requested token duration would extend the session " +
			"beyond its original expiration time.",
	);
});

test("audiences, tags and algorithm are those asked for, and signatures are good", async (t) => {
	const held = await fixture(t);
	const audiences = listed("Audience", ["a", "b"]);
	const tags = listed("Tags", [{ Key: "job", Value: "7" }]);
	for (const SigningAlgorithm of ["ES384", "RS256"] as const) {
		const answer = await get(held, { ...audiences, ...tags, SigningAlgorithm });
		const { header, claims, signed, signature } = partsOf(answer.element("WebIdentityToken"));
		assert.equal(header.alg, SigningAlgorithm);
		assert.deepEqual(claims.aud, ["a", "b"]);
		assert.deepEqual(claims["https://sts.amazonaws.com/"].request_tags, { job: "7" });
		const isGood = verify(
			SigningAlgorithm === "RS256" ? "sha256" : "sha384",
			Buffer.from(signed),
			{ key: outboundPublicKey(SigningAlgorithm), dsaEncoding: "ieee-p1363" },
			Buffer.from(signature, "base64url"),
		);
		assert.ok(isGood);
	}
});

test("its limits are its own", async (t) => {
	const held = await fixture(t);
	const told = async (parameters: Record<string, string>) => outcome(await get(held, parameters));
	assert.match(
		await told({ SigningAlgorithm: "HS256" }),
		/^400 ValidationError: .* at 'signingAlgorithm' .* satisfy enum value set: \[ES384, RS256\]$/,
	);
	assert.match(await told({ DurationSeconds: "59" }), /have value greater than or equal to 60$/);
	assert.match(await told({ DurationSeconds: "3601" }), /have value less than or equal to 3600$/);
	const eleven = listed("Audience", [..."abcdefghijk"]);
	assert.match(await told(eleven), /at 'audience' .* have length less than or equal to 10$/);
	const none = await call(held.sts, aliceKeys, { Action: "GetWebIdentityToken", SigningAlgorithm: "ES384" });
	assert.match(outcome(none), /Value null at 'audience' .* not be null$/);
	const large = Array.from({ length: 20 }, (_, index) => ({ Key: `k${index}`, Value: "v".repeat(256) }));
	assert.equal(
		await told(listed("Tags", large)),
		"400 JWTPayloadSizeExceededException: The requested token payload size exceeds the maximum allowed size.",
	);
});

test("an account can have it switched off", async (t) => {
	const held = await fixture(t);
	const RoleArn = "arn:aws:iam::012345678901:role/LegacyAdmin";
	const keys = keysIn(await held.assume(aliceKeys, { RoleArn }));
	assert.equal(
		outcome(await get(held, {}, keys)),
		"403 OutboundWebIdentityFederationDisabledException: " +
			"Outbound web identity federation is not enabled for this account.",
	);
});

test("the global endpoint does not have it, the region us-east-1 has", async (t) => {
	const held = await fixture(t, sampleWorld());
	const atGlobal = { region: "us-east-1", host: "sts.amazonaws.com" };
	assert.equal(outcome(await get(held, {}, aliceKeys, atGlobal)), "400 InvalidAction: Unknown Operation");
	const inRegion = { region: "us-east-1", host: "sts.us-east-1.amazonaws.com" };
	assert.equal((await get(held, {}, aliceKeys, inRegion)).status, 200);
});
