import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { dpopProof, readDpopKey } from "../../../../src/aws/http/dpop.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { checkDpop } from "../../../aws/dpopCheck.ts";

const url = new URL("https://eu-west-1.signin.aws.amazon.com/v1/token?x=1");
const target = "https://eu-west-1.signin.aws.amazon.com/v1/token";
const now = Date.UTC(2026, 2, 1);
const pemOf = (namedCurve: string, type: "sec1" | "pkcs8") =>
	generateKeyPairSync("ec", { namedCurve }).privateKey.export({ format: "pem", type }).toString();
const keyOf = (pem: string) => readDpopKey(new Secret(pem)) ?? assert.fail("no key");

test("a proof names the request, its time and its key, and is good once", () => {
	const key = keyOf(pemOf("P-256", "sec1"));
	const seen = new Set<string>();
	const expectation = { method: "POST", target, now, seen };
	const proof = dpopProof(key, "POST", url, now);
	const thumbprint = checkDpop(proof, expectation);
	assert.throws(() => checkDpop(proof, expectation), /jti/);
	assert.equal(checkDpop(dpopProof(key, "POST", url, now + 1000), expectation), thumbprint);

	const [header = "", claims = ""] = proof.split(".");
	assert.deepEqual(Object.keys(JSON.parse(Buffer.from(header, "base64url").toString()).jwk), [
		"kty",
		"crv",
		"x",
		"y",
	]);
	assert.equal(JSON.parse(Buffer.from(claims, "base64url").toString()).iat, now / 1000);
	const other = dpopProof(key, "POST", url, now).split(".")[2];
	assert.throws(
		() => checkDpop(`${header}.${claims}.${other}`, { ...expectation, seen: new Set() }),
		/signature/,
	);
});

test("keys in the forms that tools write: SEC 1, PKCS #8, one line, CRLF", () => {
	const pem = pemOf("P-256", "sec1");
	const lines = pem.trim().split("\n");
	const oneLine = [lines[0], lines.slice(1, -1).join(""), lines.at(-1)].join("\n");
	for (const text of [pem, oneLine, lines.join("\r\n"), pemOf("P-256", "pkcs8")]) {
		assert.equal(keyOf(text).asymmetricKeyType, "ec");
	}
	const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
	for (const text of [
		"",
		"nonsense",
		pem.slice(0, 100),
		pemOf("P-384", "sec1"),
		rsa.export({ format: "pem", type: "pkcs8" }).toString(),
	]) {
		assert.equal(readDpopKey(new Secret(text)), undefined);
	}
});
