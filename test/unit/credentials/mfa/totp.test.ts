import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "../../../../src/core/text/secret.ts";
import { nextWindow, totpCode } from "../../../../src/credentials/mfa/totp.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { cancelled } from "../../fakes/rejection.ts";

// RFC 6238, appendix B, SHA-1, cut to six digits.
const secret = new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
const vectors: readonly (readonly [number, string])[] = [
	[59, "287082"],
	[1111111109, "081804"],
	[1111111111, "050471"],
	[1234567890, "005924"],
	[2000000000, "279037"],
	[20000000000, "353130"],
];

test("codes are those of RFC 6238", () => {
	for (const [seconds, code] of vectors) {
		assert.equal(totpCode(secret, seconds * 1000)?.reveal(), code);
	}
	assert.equal(totpCode(new Secret("no secret at all!"), 0), undefined);
});

test("the next window is waited for, and no longer", async () => {
	const clock = new FakeClock(Date.UTC(2026, 0, 1, 0, 0, 12));
	const waiting = nextWindow(clock, new AbortController().signal);
	assert.equal(clock.nextDelay, 18_000);
	clock.advance(18_000);
	await waiting;
});

test("waiting can be called off, and leaves no timer", async () => {
	const clock = new FakeClock();
	const controller = new AbortController();
	const waiting = nextWindow(clock, controller.signal);
	controller.abort();
	await cancelled(waiting);
	assert.equal(clock.pending, 0);
	await cancelled(nextWindow(clock, controller.signal));
	assert.equal(clock.pending, 0);
});
