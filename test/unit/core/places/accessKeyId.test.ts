import assert from "node:assert/strict";
import { test } from "node:test";
import { accessKeyIdProblem, findIds, readId } from "../../../../src/core/places/accessKeyId.ts";

const rest = "EXAMPLE23EXAMPLE";

test("the prefix says what an ID names", () => {
	const kinds = {
		AKIA: "accessKey",
		ASIA: "temporaryAccessKey",
		ABIA: "bearerToken",
		ACCA: "contextCredential",
		AGPA: "group",
		AIDA: "user",
		AIPA: "instanceProfile",
		ANPA: "managedPolicy",
		ANVA: "policyVersion",
		APKA: "publicKey",
		AROA: "role",
		ASCA: "certificate",
	};
	for (const [prefix, kind] of Object.entries(kinds)) {
		const read = readId(prefix + rest);
		assert.equal(read?.kind, kind);
		assert.equal(read?.isAccessKey, prefix === "AKIA" || prefix === "ASIA");
	}
});

test("what is no ID is none", () => {
	for (const text of [
		"",
		"AKIA",
		`AKIA${"A".repeat(11)}`,
		`AKIA${"A".repeat(125)}`,
		`akia${rest}`,
		`XXXX${rest}`,
		` AKIA${rest}`,
		"constructor__proto__",
	]) {
		assert.equal(readId(text), undefined, text);
	}
	assert.equal(readId(`AKIA${"A".repeat(12)}`)?.kind, "accessKey");
	assert.equal(readId(`AKIA${"A".repeat(124)}`)?.kind, "accessKey");
});

test("IDs are found where files and headers have them, each once", () => {
	const ids = (text: string): string[] => findIds(text).map(({ id }) => id);
	assert.deepEqual(ids(`aws_access_key_id=AKIA${rest}\naws_access_key_id = AKIA${rest}`), [`AKIA${rest}`]);
	assert.deepEqual(ids(`Credential=ASIA${rest}/20260301/eu-west-1/sts/aws4_request`), [`ASIA${rest}`]);
	assert.deepEqual(ids(`"AROA${rest}:alice" and AIDA${rest}`), [`AROA${rest}`, `AIDA${rest}`]);
	assert.deepEqual(ids(`xAKIA${rest} AKIA${rest}x AKIASHORT`), []);
});

test("what is wrong with a typed ID is said", () => {
	assert.equal(accessKeyIdProblem(`AKIA${rest}`), undefined);
	assert.match(accessKeyIdProblem(`AIDA${rest}`) ?? "", /ID of an IAM user.*AKIA or ASIA/);
	assert.match(accessKeyIdProblem("AKIA12") ?? "", /16 to 128 characters, this has 6/);
	assert.match(accessKeyIdProblem(`AKIA${"A".repeat(130)}`) ?? "", /16 to 128 characters, this has 134/);
	assert.match(accessKeyIdProblem("akiaexample23example") ?? "", /uppercase letters and digits/);
	assert.match(accessKeyIdProblem(`WXYZ${rest}`) ?? "", /begins with AKIA or ASIA/);
});
