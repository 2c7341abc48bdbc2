import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matchesAny, matchesGlob } from "../../../../src/core/text/glob.ts";

test("a star stands for any text, a question mark for one character, everything else for itself", () => {
	const cases: [string, string, boolean][] = [
		["prod-admin", "*prod*", true],
		["PROD", "*prod*", true],
		["dev", "*prod*", false],
		["prod", "prod", true],
		["prod-eu", "prod", false],
		["dev1", "dev?", true],
		["dev", "dev?", false],
		["a.b", "a.b", true],
		["axb", "a.b", false],
		["a+b(c)[d]/e-f", "a+b(c)[d]/e-f", true],
		["", "*", true],
		["", "", true],
		["é😀", "é?", true],
		["two\nlines", "*lines", true],
		["777788889999", "7777*", true],
	];
	for (const [text, pattern, expected] of cases) {
		assert.equal(matchesGlob(text, pattern), expected, `${text} by ${pattern}`);
	}
});

test("a pattern without wildcards matches itself and nothing longer", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), (text) => {
			const pattern = text.replace(/[*?]/g, "x");
			assert.ok(matchesGlob(pattern, pattern));
			assert.ok(!matchesGlob(`${pattern}x`, pattern));
			assert.ok(matchesGlob(`${pattern}x`, `${pattern}*`));
		}),
	);
});

test("many stars take no longer than one", () => {
	assert.equal(matchesGlob("a".repeat(5000), `${"*".repeat(50)}b`), false);
	assert.equal(matchesGlob("a".repeat(5000), `${"*a".repeat(50)}b`), false);
});

test("one of several patterns is enough, and what is no text is passed over", () => {
	assert.ok(matchesAny("prod", [1, null, "dev", "prod"]));
	assert.ok(!matchesAny("prod", []));
});
