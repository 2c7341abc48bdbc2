import assert from "node:assert/strict";
import { test } from "node:test";
import {
	readAccessKeyArguments,
	readDecodeArguments,
	readWebIdentityTokenArguments,
} from "../../../../src/core/arguments/operationArguments.ts";

const key = "AKIAEXAMPLE23EXAMPLE";

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
	for (const read of [readAccessKeyArguments, readDecodeArguments, readWebIdentityTokenArguments]) {
		assert.deepEqual(read(undefined), {});
		assert.deepEqual(read({ session: "dev" }), { session: "dev" });
		assert.deepEqual(read({ profile: "dev" }), { profile: "dev" });
		assert.match(refusal(read, { session: "a", profile: "b" }), /session and profile/);
		assert.match(refusal(read, { profile: "" }), /profile must be a text/);
		assert.match(refusal(read, { other: 1 }), /'other' is not a field/);
	}
	assert.deepEqual(readAccessKeyArguments({ accessKeyId: key }), { accessKeyId: key });
	assert.deepEqual(readDecodeArguments({ encodedMessage: "x y" }), { encodedMessage: "x y" });
	const token = {
		audience: ["https://a.example", "b"],
		signingAlgorithm: "RS256",
		durationSeconds: 60,
		tags: { team: "data", empty: "" },
	};
	assert.deepEqual(readWebIdentityTokenArguments(token), token);
});

test("each field is named with its limit", () => {
	const token = (argument: unknown) => refusal(readWebIdentityTokenArguments, argument);
	assert.match(
		refusal(readAccessKeyArguments, { accessKeyId: "AKIA" }),
		/accessKeyId: .*16 to 128.*4 characters/,
	);
	assert.match(
		refusal(readAccessKeyArguments, { accessKeyId: "WXYZEXAMPLE23EXAMPLE" }),
		/accessKeyId: .*AKIA or ASIA/,
	);
	assert.match(refusal(readAccessKeyArguments, { accessKeyId: 1 }), /accessKeyId must be a text/);
	assert.match(
		refusal(readDecodeArguments, { encodedMessage: "x".repeat(200_001) }),
		/encodedMessage: .*200000/,
	);
	assert.match(token({ audience: "a" }), /audience must be a list/);
	assert.match(token({ audience: [] }), /audience: 1 to 10 are possible, these are 0/);
	assert.match(token({ audience: Array(11).fill("a") }), /audience: 1 to 10 are possible, these are 11/);
	assert.match(token({ audience: ["a".repeat(1001)] }), /audience: .*1 to 1000.*1001/);
	assert.match(token({ signingAlgorithm: "HS256" }), /signingAlgorithm must be one of ES384, RS256/);
	assert.match(token({ durationSeconds: 59 }), /durationSeconds: .*60 to 3600/);
	assert.match(token({ durationSeconds: 3601 }), /durationSeconds: .*60 to 3600/);
	assert.match(token({ durationSeconds: "300" }), /durationSeconds must be a number/);
	assert.match(token({ durationSeconds: 60.5 }), /durationSeconds: .*60 to 3600/);
	assert.match(token({ tags: "a=b" }), /tags must be an object/);
	assert.match(token({ tags: { Team: "1", team: "2" } }), /tags: There are two tags 'team'/);
	assert.match(token({ profile: "x".repeat(257) }), /profile: up to 256 characters/);
	assert.match(token({ tags: { team: 1 } }), /tags: the value of 'team' must be a text/);
	assert.match(token({ tags: { "": "x" } }), /tags: .*1 to 128/);
	assert.match(token({ tags: { team: "x".repeat(257) } }), /tags: 'team': .*256/);
	assert.match(
		token({ tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, ""])) }),
		/tags: STS takes 50 tags at most, these are 51/,
	);
});
