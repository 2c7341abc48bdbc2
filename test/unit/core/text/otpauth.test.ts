import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTotpSecret } from "../../../../src/core/text/otpauth.ts";
import { toBase32 } from "../../../sts/totp.ts";

const secret = (text: string) => {
	const reading = readTotpSecret(text);
	return reading.kind === "secret" ? Buffer.from(reading.secret).toString("hex") : reading.problem;
};
const hex = Buffer.from("12345678901234567890").toString("hex");
const base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test("a secret is read as AWS shows it, with blanks and in lower case", () => {
	assert.equal(secret(base32), hex);
	assert.equal(secret(" gezd gnbv gy3t qojq GEZD-GNBV-GY3T-QOJQ== "), hex);
});

test("a secret is read from the address in AWS's QR code", () => {
	assert.equal(secret(`otpauth://totp/Amazon%20Web%20Services:alice@acme?secret=${base32}&issuer=AWS`), hex);
	assert.equal(
		secret(`otpauth://totp/x?digits=6&period=30&algorithm=sha1&secret=${base32.toLowerCase()}`),
		hex,
	);
});

test("what is no secret of an AWS device says why, and never repeats it", () => {
	assert.match(secret("GEZDGNBV"), /at least 16/);
	assert.match(secret("GEZDGNBVGY3TQOJ1"), /A to Z.*2 to 7/);
	assert.match(secret(`otpauth://hotp/x?secret=${base32}`), /totp/);
	assert.match(secret("otpauth://totp/x"), /no secret/);
	assert.match(secret(`otpauth://totp/x?secret=${base32}&digits=8`), /digits is 8, AWS uses 6/);
	assert.match(secret(`otpauth://totp/x?secret=${base32}&period=60`), /period is 60/);
	assert.match(secret(`otpauth://totp/x?secret=${base32}&algorithm=SHA256`), /algorithm is SHA256/);
	for (const text of ["otpauth:", "otpauth://totp/%", `${base32}!`]) {
		assert.ok(!secret(text).includes(base32), text);
	}
});

test("any bytes come back out of their Base32", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 10, maxLength: 64 }), (bytes) => {
			const reading = readTotpSecret(toBase32(Buffer.from(bytes)));
			assert.ok(reading.kind === "secret");
			assert.deepEqual([...reading.secret], [...bytes]);
		}),
	);
});
