import assert from "node:assert/strict";
import { test } from "node:test";
import { withStoredKeys } from "../../../../src/core/config/storedKeys.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { keysAgain } from "../../../../src/credentials/operations/keysAgain.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { storedPair } from "../../fakes/storedPair.ts";

const stored = storedPair("stored");
const config = withStoredKeys(
	configOf(`
[profile plain]
aws_access_key_id = AKIAPLAIN
aws_secret_access_key = hush
[profile role]
role_arn = arn:aws:iam::444455556666:role/DevAdmin
source_profile = plain
[profile process]
credential_process = never run
[profile stored]
region = eu-west-1
`),
	[stored],
);
const keys = { accessKeyId: stored.accessKeyId, secretAccessKey: new Secret("stored hush") };
const surroundings = { AWS_ACCESS_KEY_ID: "AKIAAROUND", AWS_SECRET_ACCESS_KEY: "hush around" };

const secretOf = async (request: SessionRequest, accessKeyId: string, environment = {}, isLost = false) =>
	(
		await keysAgain(
			{ request, accessKeyId },
			{
				config,
				environment,
				clock: new FakeClock(),
				storedKeys: { get: async () => (isLost ? undefined : keys) },
			},
		)
	)?.secretAccessKey.reveal();
const profile = (name: string): SessionRequest => ({ kind: "profile", profile: name });
const ambient: SessionRequest = { kind: "ambient", source: "Environment" };

test("keys are found in a file, in the storage and in the environment", async () => {
	assert.equal(await secretOf(profile("plain"), "AKIAPLAIN"), "hush");
	assert.equal(await secretOf(profile("stored"), stored.accessKeyId), "stored hush");
	assert.equal(await secretOf(ambient, "AKIAAROUND", surroundings), "hush around");
});

test("other keys than the session's are not taken for its own", async () => {
	assert.equal(await secretOf(profile("plain"), "AKIABEFORE"), undefined);
	assert.equal(await secretOf(ambient, "AKIABEFORE", surroundings), undefined);
});

test("what would have to be run or asked for, and what has an end, is not got", async () => {
	for (const name of ["role", "process", "not there"]) {
		assert.equal(await secretOf(profile(name), "AKIAPLAIN"), undefined, name);
	}
	assert.equal(await secretOf({ kind: "ambient", source: "Ec2InstanceMetadata" }, "AKIAAROUND"), undefined);
	assert.equal(await secretOf(ambient, "AKIAAROUND"), undefined);
	const ending = { ...surroundings, AWS_CREDENTIAL_EXPIRATION: "2030-01-01T00:00:00Z" };
	assert.equal(await secretOf(ambient, "AKIAAROUND", ending), undefined);
});

test("keys that the storage has lost are told", async () => {
	await assert.rejects(secretOf(profile("stored"), stored.accessKeyId, {}, true), {
		code: "StoredKeysMissing",
	});
});
