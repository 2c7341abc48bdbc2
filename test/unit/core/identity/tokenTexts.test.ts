import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenPage } from "../../../../src/core/identity/tokenPage.ts";
import {
	audiencesProblem,
	joinTags,
	splitAudiences,
	tagsOf,
} from "../../../../src/core/identity/tokenTexts.ts";

test("audiences are separated by commas and blanks, each once", () => {
	assert.deepEqual(splitAudiences(" https://a.example, b  c,b "), ["https://a.example", "b", "c"]);
	assert.deepEqual(splitAudiences(" , "), []);
});

test("what is wrong with audiences is said with the limit", () => {
	const ten = Array.from({ length: 10 }, (_, at) => `a${at}`).join(",");
	assert.equal(audiencesProblem(ten), undefined);
	assert.match(audiencesProblem(`${ten},b`) ?? "", /1 to 10 audiences, these are 11/);
	assert.match(audiencesProblem("") ?? "", /An audience is needed/);
	assert.match(audiencesProblem("a".repeat(1001)) ?? "", /1 to 1000 characters, this has 1001/);
});

test("tags are written as they are read", () => {
	const tags = { team: "data", query: "a=b", empty: "" };
	assert.deepEqual(tagsOf(joinTags(tags)), tags);
	assert.equal(joinTags({}), "");
});

test("the page says who, for whom, until when and by which key, then all claims", () => {
	const claims = { iss: "https://i.example", sub: "arn:aws:iam::1:role/R", aud: ["a", "b"], exp: 1 };
	const text = tokenPage({
		claims,
		session: "dev",
		expires: "12:05",
		region: "eu-central-1",
		signingAlgorithm: "ES384",
	});
	for (const line of [
		/^\/\/ Who +arn:aws:iam::1:role\/R$/m,
		/^\/\/ For whom +a\n\/\/ +b$/m,
		/^\/\/ Until +12:05$/m,
		/^\/\/ Issuer +https:\/\/i\.example$/m,
		/^\/\/ Signed +ES384, by STS in eu-central-1 for session dev$/m,
	]) {
		assert.match(text, line);
	}
	const json = text.split("\n").filter((line) => !line.startsWith("//"));
	assert.deepEqual(JSON.parse(json.join("\n")), claims);
});

test("claims of another form are shown all the same", () => {
	const text = tokenPage({
		claims: { aud: 1, sub: ["x\ny"] },
		session: "dev\n",
		expires: "12:05",
		region: "eu-central-1",
		signingAlgorithm: "RS256",
	});
	assert.doesNotMatch(text, /For whom|Who /);
	assert.ok(text.includes('"aud": 1'));
});
