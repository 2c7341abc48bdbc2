import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "../../../src/core/secret.ts";
import { MfaCodes } from "../../../src/credentials/mfaCodes.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

test("a device's last code is remembered until it can come back", () => {
	const clock = new FakeClock();
	const codes = new MfaCodes(clock);
	const code = new Secret("123456");
	assert.equal(codes.wasSent("one", code), false);
	codes.remember("one", code);
	assert.equal(codes.wasSent("one", new Secret("123456")), true);
	assert.equal(codes.wasSent("two", code), false);
	assert.equal(codes.wasSent("one", new Secret("654321")), false);
	clock.advance(89_999);
	assert.equal(codes.wasSent("one", code), true);
	clock.advance(1);
	assert.equal(codes.wasSent("one", code), false);
});
