import assert from "node:assert/strict";
import { test } from "node:test";
import { clockSkew } from "../../../../src/aws/http/clockSkew.ts";
import { readRestJson } from "../../../../src/aws/http/restJson.ts";
import { SessionsError } from "../../../../src/core/errors.ts";

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
	readRestJson({ status, headers, body }, "host");

test("a fault's name from the header or the body, without what is around it", () => {
	const named: [Record<string, string>, object][] = [
		[{ "x-amzn-errortype": "AException:http://internal.amazon.com/coral/" }, { message: "m" }],
		[{ "x-amzn-errortype": "AException" }, { __type: "BException", message: "m" }],
		[{}, { __type: "com.amazonaws.x#AException", Message: "m" }],
		[{}, { code: "AException", message: "m" }],
	];
	for (const [headers, body] of named) {
		const read = answer(400, JSON.stringify(body), headers);
		assert.ok("fault" in read);
		assert.deepEqual([read.fault.code, read.fault.message], ["AException", "m"]);
	}
	const read = answer(400, '{"error": "TOKEN_EXPIRED"}', { "x-amzn-requestid": "r" });
	assert.deepEqual(read, {
		fault: { status: 400, code: "", reason: "TOKEN_EXPIRED", message: "no message", requestId: "r" },
	});
	assert.deepEqual(answer(200, '{"a": 1}'), { result: { a: 1 } });
});

test("what others answer in a service's place", () => {
	const codeOf = (status: number, body: string) => {
		try {
			return answer(status, body);
		} catch (error) {
			assert.ok(error instanceof SessionsError);
			return error.code;
		}
	};
	assert.equal(codeOf(200, "<html>"), "InvalidResponse");
	assert.equal(codeOf(204, ""), "InvalidResponse");
	assert.equal(codeOf(302, "{}"), "InvalidResponse");
	assert.equal(codeOf(403, "Blocked"), "InvalidResponse");
	assert.equal(codeOf(407, ""), "ProxyRefused");
	assert.equal(codeOf(429, ""), "Throttled");
	assert.equal(codeOf(502, "<html>"), "ServiceUnavailable");
});

test("how far a server's clock is from ours", () => {
	const now = Date.parse("Sun, 01 Mar 2026 12:00:00 GMT");
	assert.equal(clockSkew("Sun, 01 Mar 2026 12:00:20 GMT", now), 0);
	assert.equal(clockSkew("Sun, 01 Mar 2026 11:00:00 GMT", now), -3_600_000);
	assert.equal(clockSkew(undefined, now), undefined);
});
