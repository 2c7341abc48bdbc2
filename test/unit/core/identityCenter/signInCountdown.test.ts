import assert from "node:assert/strict";
import { test } from "node:test";
import { signInCountdown } from "../../../../src/core/identityCenter/signInCountdown.ts";

const minute = 60_000;
const until = (left: number, isRefreshable = false) =>
	signInCountdown({ kind: "signedIn", until: 1_000_000 + left, isRefreshable }, 1_000_000);

test("says how long a sign-in lives, and when that changes", () => {
	assert.deepEqual(until(7 * 60 * minute + 20_000), {
		label: "signed in · 7h",
		isSignedIn: true,
		nextChange: 20_001,
	});
	assert.equal(until(7.6 * 60 * minute).label, "signed in · 7h");
	assert.equal(until(7.6 * 60 * minute).nextChange, 36 * minute + 1);
	assert.equal(until(119 * minute).label, "signed in · 1h 59m");
	assert.equal(until(90_500).label, "signed in · 1m 30s");
	assert.equal(until(90_500).nextChange, 501);
	assert.equal(until(400).nextChange, 400, "no later than it ends");
});

test("one that goes on by itself tells when it is renewed", () => {
	assert.deepEqual(until(59 * minute, true), {
		label: "signed in · renews in 59m",
		isSignedIn: true,
		nextChange: 1,
	});
	assert.deepEqual(signInCountdown({ kind: "refreshable" }, 5), {
		label: "signed in · renews when used",
		isSignedIn: true,
		nextChange: undefined,
	});
});

test("one that is over tells how", () => {
	const labels = [
		{ kind: "none" } as const,
		{ kind: "ended", at: 1 } as const,
		{ kind: "broken", message: "x" } as const,
	].map((state) => signInCountdown(state, 5));
	assert.deepEqual(
		labels.map(({ label, isSignedIn, nextChange }) => [label, isSignedIn, nextChange]),
		[
			["signed out", false, undefined],
			["sign-in ended", false, undefined],
			["can't be read", false, undefined],
		],
	);
});
