import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase32, toBase32, totpCode, totpWindow } from "../../sts/totp.ts";

// RFC 6238, appendix B, the SHA-1 rows.
const vectors: readonly (readonly [seconds: number, code: string])[] = [
	[59, "94287082"],
	[1111111109, "07081804"],
	[1111111111, "14050471"],
	[1234567890, "89005924"],
	[2000000000, "69279037"],
	[20000000000, "65353130"],
];

test("codes are those of RFC 6238", () => {
	const seed = Buffer.from("12345678901234567890");
	for (const [seconds, code] of vectors) {
		assert.equal(totpCode(seed, totpWindow(seconds * 1000), 8), code);
		assert.equal(totpCode(seed, totpWindow(seconds * 1000)), code.slice(2));
	}
});

test("Base32 is that of RFC 4648", () => {
	const pairs = [
		["", ""],
		["f", "MY"],
		["fo", "MZXQ"],
		["foo", "MZXW6"],
		["foob", "MZXW6YQ"],
		["fooba", "MZXW6YTB"],
		["foobar", "MZXW6YTBOI"],
	] as const;
	for (const [plain, text] of pairs) {
		assert.equal(toBase32(Buffer.from(plain)), text);
		assert.equal(Buffer.from(fromBase32(text)).toString(), plain);
	}
	assert.equal(Buffer.from(fromBase32("mzxw 6ytb oi======")).toString(), "foobar");
	assert.throws(() => fromBase32("01"), RangeError);
});
