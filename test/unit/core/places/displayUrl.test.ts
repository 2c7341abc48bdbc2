import assert from "node:assert/strict";
import { test } from "node:test";
import { displayUrl } from "../../../../src/core/places/displayUrl.ts";

test("what can be a secret in a URL is not shown", () => {
	const cases: readonly [text: string, shown: string][] = [
		["https://sts.example.test", "https://sts.example.test"],
		["http://localhost:4566/", "http://localhost:4566"],
		["https://h.test/base/path", "https://h.test/base/path"],
		["https://user:password@h.test:8443/base?token=t#part", "https://h.test:8443/base"],
		["https://user@h.test", "https://h.test"],
		["http://[fd00:ec2::254]", "http://[fd00:ec2::254]"],
		["ftp://user:password@h.test", "ftp://h.test"],
	];
	for (const [text, shown] of cases) {
		assert.equal(displayUrl(text), shown, text);
	}
});

test("what is no URL is shown as it is, unless a password may be in it", () => {
	const cases: readonly [text: string, shown: string][] = [
		["localhost:4566", "localhost:4566"],
		["sts.example.test", "sts.example.test"],
		["sts.example.test/?token=t", "sts.example.test/"],
		["", ""],
		["user:password@h.test", "an invalid address"],
		["user@h.test", "an invalid address"],
		["https://user:pass#word@h.test", "an invalid address"],
	];
	for (const [text, shown] of cases) {
		assert.equal(displayUrl(text), shown, text);
	}
});
