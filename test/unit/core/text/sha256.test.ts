import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../../../../src/core/text/sha256.ts";

const reference = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

test("the digest is Node's own, at every length around a block's end", () => {
	for (let length = 0; length <= 200; length++) {
		const text = "ä".repeat(length % 3) + "x".repeat(length);
		assert.equal(sha256(text), reference(text), `${length}`);
	}
});

test("the digest is Node's own for any text", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 500, size: "max" }), (text) => {
			assert.equal(sha256(text), reference(text));
		}),
	);
});
