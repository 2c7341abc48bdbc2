import assert from "node:assert/strict";
import { test } from "node:test";
import { sessionId, sessionName } from "../../../../src/core/session/session.ts";
import { sessionStatus } from "../../../../src/core/session/sessionStatus.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

test("what the status bar shows and a screen reader says", () => {
	assert.deepEqual(sessionStatus(undefined, {}, 0), {
		text: "$(key) AWS: no session",
		spoken: "AWS: no session. Assume a role",
		severity: "normal",
		nextChange: undefined,
	});
	assert.deepEqual(sessionStatus(sessionOf({ expiresAt: 119_000 }), {}, 0), {
		text: "$(warning) dev · 1m 59s",
		spoken: "AWS session dev, Admin in account 012345678901, 1 minute 59 seconds left",
		severity: "warning",
		nextChange: 1,
	});
	const expired = sessionStatus(sessionOf({ expiresAt: 0 }), {}, 0);
	assert.deepEqual([expired.text, expired.severity], ["$(error) dev · expired", "error"]);
	assert.equal(sessionStatus(sessionOf(), {}, 0).text, "$(key) dev");
	assert.equal(sessionStatus(sessionOf(), { others: 3 }, 0).text, "$(key) dev");
	const inactive = sessionStatus(undefined, { others: 2 }, 0);
	assert.deepEqual(
		[inactive.text, inactive.spoken],
		["$(key) AWS: none of 2 active", "AWS: no active session, 2 to switch to"],
	);
});

test("production is told apart by icon, word and voice, and what a workspace works with is offered", () => {
	const session = sessionOf({ expiresAt: 3_600_000 });
	const production = sessionStatus(session, { isProduction: true }, 0);
	assert.equal(production.text, "$(flame) PROD dev · 1h");
	assert.match(production.spoken, /^AWS session dev, production, Admin in account/);
	assert.equal(
		sessionStatus(session, { isProduction: true }, 3_500_000).text,
		"$(warning) PROD dev · 1m 40s",
	);
	assert.equal(sessionStatus(undefined, { offered: "dev" }, 0).text, "$(key) AWS: start dev");
	assert.equal(
		sessionStatus(undefined, { offered: "dev", others: 1 }, 0).text,
		"$(key) AWS: none of 1 active",
	);
});

test("equal requests have one id, different ones different ids", () => {
	const roleArn = "arn:aws:iam::444455556666:role/team/Admin";
	const byHand = { kind: "role", roleArn, sourceProfile: "acme" } as const;
	assert.equal(sessionId({ kind: "profile", profile: "dev" }), "profile:dev");
	assert.equal(sessionId(byHand), sessionId({ ...byHand, durationSeconds: 900 }));
	assert.notEqual(sessionId(byHand), sessionId({ ...byHand, sourceProfile: "other" }));
	assert.equal(sessionName(byHand), "Admin@444455556666");
	assert.equal(sessionName({ kind: "profile", profile: "dev" }), "dev");
});
