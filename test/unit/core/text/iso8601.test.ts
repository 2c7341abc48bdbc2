import assert from "node:assert/strict";
import { test } from "node:test";
import { iso8601 } from "../../../../src/core/text/iso8601.ts";

test("a time is in whole seconds, cut off, in UTC", () => {
	assert.equal(iso8601(Date.UTC(2026, 0, 2, 3, 4, 5, 999)), "2026-01-02T03:04:05Z");
	assert.equal(iso8601(0), "1970-01-01T00:00:00Z");
});
