import assert from "node:assert/strict";
import { test } from "node:test";
import { stderrExcerpt } from "../../../../src/core/text/processOutput.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

test("the last lines, in one", () => {
	assert.equal(stderrExcerpt("", ""), "");
	assert.equal(stderrExcerpt("a\n\n b \nc\nd\ne\n", ""), "b; c; d; e");
	assert.equal(stderrExcerpt("one\r\ntwo\r\n", ""), "one; two");
	assert.equal(stderrExcerpt("\u001B[31mred\u001B[0m\u0007", ""), "red");
	const long = stderrExcerpt(`start ${"no ".repeat(500)}end`, "");
	assert.ok(long.length <= 301 && long.startsWith("…") && long.endsWith("no end"));
});

test("a path, an id and an address stay", () => {
	const text =
		"open /home/me/.config/tool/settings.json: request 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed failed";
	assert.equal(stderrExcerpt(text, ""), text);
});

test("nothing that looks like credentials is left", () => {
	const json = JSON.stringify({
		Version: 1,
		AccessKeyId: "AKIAX",
		SecretAccessKey: "short",
		SessionToken: "t",
	});
	const cases = [
		json,
		`debug: ${json} done`,
		JSON.stringify(JSON.parse(`{"Credentials":${json}}`), undefined, 1).replace(/^{\n|\n}$/g, ""),
		"AWS_SECRET_ACCESS_KEY=short",
		"aws_session_token = short",
		"+ export AWS_SECURITY_TOKEN=short",
		"password: short",
		`key ${secret}`,
		`token eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaG9ydCJ9.short`,
	];
	for (const text of cases) {
		const excerpt = stderrExcerpt(`before\n${text}\nafter`, "");
		assert.ok(!excerpt.includes("short") && !excerpt.includes(secret), `${text} → ${excerpt}`);
		assert.ok(excerpt.startsWith("before"), excerpt);
		assert.ok(excerpt.endsWith("after"), excerpt);
	}
	// What begins and does not end goes to the end.
	assert.equal(stderrExcerpt('before\n{"SecretAccessKey":\n"short"\n', ""), "before; [redacted]");
});

test("what was printed to stdout is not repeated", () => {
	assert.equal(stderrExcerpt("got hunter2hunter2!", "hunter2hunter2"), "got [redacted]!");
	assert.equal(stderrExcerpt("code 123456 is late", "  123456\n"), "code [redacted] is late");
	assert.equal(stderrExcerpt("no Version", '{"Version":2}'), "no Version");
});

test("tokens of other kinds are taken out, and a line that only speaks of secrets stays", () => {
	for (const secret of [
		"3f2b9c1d4e5f60718293a4b5c6d7e8f90a1b2c3d",
		"Bearer abcdefghijklmnopqrstuvwxyzabcdef",
		"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
		"x-api-key: abcdefghij",
		"password = hunter2",
		"token abcdefghijklmnop",
	]) {
		const shown = stderrExcerpt(`before ${secret}\nafter`, "");
		const value = secret.split(/[ :=]+/).at(-1) ?? "";
		assert.ok(!shown.includes(value), shown);
		assert.match(shown, /before.*\[redacted\].*after/);
	}
	const helpful = "Error: secret not found, run aws sso login";
	assert.equal(stderrExcerpt(helpful, ""), helpful);
});
