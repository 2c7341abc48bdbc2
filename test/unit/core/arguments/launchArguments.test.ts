import assert from "node:assert/strict";
import { test } from "node:test";
import { readLaunchArguments } from "../../../../src/core/arguments/launchArguments.ts";

test("a profile or a session is meant, or the active one", () => {
	assert.deepEqual(readLaunchArguments(undefined), {});
	assert.deepEqual(readLaunchArguments({ profile: "acme" }), { profile: "acme" });
	assert.deepEqual(readLaunchArguments({ session: "acme" }), { session: "acme" });
	assert.throws(() => readLaunchArguments({ profile: "a", session: "b" }), { code: "InvalidArgument" });
	assert.throws(() => readLaunchArguments({ token: "x" }), /'token' is not a field/);
});
