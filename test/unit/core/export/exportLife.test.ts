import assert from "node:assert/strict";
import { test } from "node:test";
import { exportLife } from "../../../../src/core/export/exportLife.ts";

test("says for how long, never less than nothing, and that long-term keys don't expire", () => {
	const now = 1_000_000;
	assert.deepEqual(
		[now + 42 * 60_000, now - 5000, undefined].map((expiresAt) =>
			exportLife(expiresAt === undefined ? {} : { expiresAt }, now),
		),
		["works for 42m", "works for 0s", "works for good"],
	);
});
