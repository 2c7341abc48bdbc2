import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionsError } from "../../../src/core/errors.ts";
import type { SessionRequest } from "../../../src/core/session/session.ts";
import { RoleMemory } from "../../../src/sessions/roleMemory.ts";
import { configOf } from "../fakes/configOf.ts";

const roleArn = "arn:aws:iam::444455556666:role/R";
const config = configOf(`
[profile acme]
aws_access_key_id = AKIA1
aws_secret_access_key = s1
[profile long]
role_arn = ${roleArn}
source_profile = acme
duration_seconds = 14400
[profile plain]
role_arn = ${roleArn}
source_profile = acme
`);
const refusal = new SessionsError("DurationTooLong", "Too long", { requestId: "r-1" });
const byHand = (durationSeconds?: number): SessionRequest => ({
	kind: "role",
	roleArn,
	sourceProfile: "acme",
	...(durationSeconds === undefined ? {} : { durationSeconds }),
});

test("the shortest duration that a role refused is known, whoever asked for it", () => {
	const memory = new RoleMemory();
	assert.equal(memory.refusedDuration(roleArn), undefined);
	memory.learnFromFailure(refusal, { kind: "profile", profile: "long" }, config);
	assert.equal(memory.refusedDuration(roleArn), 14_400, "what the profile says");
	memory.learnFromFailure(refusal, byHand(7200), config);
	memory.learnFromFailure(refusal, byHand(28_800), config);
	assert.equal(memory.refusedDuration(roleArn), 7200);
	memory.learnFromFailure(
		refusal,
		{ kind: "profile", profile: "long", options: { durationSeconds: 5400 } },
		config,
	);
	assert.equal(memory.refusedDuration(roleArn), 5400, "the person's goes before the profile's");
});

test("other failures, and refusals that AWS did not make, say nothing of the role", () => {
	const memory = new RoleMemory();
	memory.learnFromFailure(new SessionsError("DurationTooLong", "Capped"), byHand(7200), config);
	memory.learnFromFailure(new SessionsError("AccessDenied", "No", { requestId: "r" }), byHand(7200), config);
	memory.learnFromFailure(new Error("x"), byHand(7200), config);
	memory.learnFromFailure(refusal, byHand(), config);
	memory.learnFromFailure(refusal, { kind: "profile", profile: "plain" }, config);
	memory.learnFromFailure(refusal, { kind: "profile", profile: "nobody" }, config);
	memory.learnFromFailure(refusal, { kind: "sessionToken", profile: "acme", durationSeconds: 900 }, config);
	assert.equal(memory.refusedDuration(roleArn), undefined);
});

test("a refusal is forgotten when the role has been raised", () => {
	const memory = new RoleMemory();
	memory.learnFromFailure(refusal, byHand(7200), config);
	memory.learnFromSuccess(byHand(3600), config);
	assert.equal(memory.refusedDuration(roleArn), 7200);
	memory.learnFromSuccess(byHand(7200), config);
	assert.equal(memory.refusedDuration(roleArn), undefined);
});

test("what is begun is kept over one cancellation, and dropped at the second", () => {
	const memory = new RoleMemory();
	memory.keep({ roleArn, externalId: "x" });
	memory.callOff();
	assert.deepEqual(memory.unfinished, { roleArn, externalId: "x" });
	assert.deepEqual(memory.resume(), { roleArn, externalId: "x" });
	memory.keep({ roleArn, externalId: "y" });
	memory.callOff();
	assert.equal(memory.unfinished, undefined);

	memory.keep({ roleArn });
	memory.callOff();
	assert.deepEqual(memory.unfinished, { roleArn }, "the next one is kept again");
	memory.finish();
	assert.equal(memory.unfinished, undefined);
});
