import assert from "node:assert/strict";
import { test } from "node:test";
import { format, inspect } from "node:util";
import { logLine, stackFrames } from "../../../../src/core/log.ts";
import { scrubCredentials } from "../../../../src/core/session/credentials.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

const value = "wJalrXUtnFEMI/K7MDENG";

test("a secret shows in nothing but reveal", () => {
	const secret = new Secret(value);
	const holder = { deep: { list: [secret] }, map: new Map([["k", secret]]) };
	const shown = [
		`${secret}`,
		`x${String(secret)}`,
		["x", secret].join(""),
		JSON.stringify(secret),
		JSON.stringify(holder),
		inspect(secret),
		inspect(holder, { depth: 9, showHidden: true }),
		format("%s %o %O %j", secret, secret, secret, secret),
		new Error(`failed with ${secret}`).message,
		inspect(new Error("failed", { cause: secret })),
		Object.values(secret).join(),
		JSON.stringify(structuredClone({ ...secret })),
	];
	for (const text of shown) {
		assert.ok(!text.includes(value), text);
	}
	assert.equal(`${secret}`, "[redacted]");
	assert.equal(JSON.stringify({ secret }), '{"secret":"[redacted]"}');
	assert.equal(secret.reveal(), value);
});

test("secrets compare by value and can be taken out of a text", () => {
	assert.equal(new Secret("a").equals(new Secret("a")), true);
	assert.equal(new Secret("a").equals(new Secret("b")), false);
	assert.equal(new Secret("a.b").scrub("a.b axb a.b"), "[redacted] axb [redacted]");
	assert.equal(new Secret("").scrub("text"), "text");
});

test("credentials are scrubbed of key and token, the key's id stays", () => {
	const longTerm = { accessKeyId: "AKIA1", secretAccessKey: new Secret("key") };
	assert.equal(scrubCredentials("AKIA1 key token", longTerm), "AKIA1 [redacted] token");
	const temporary = { ...longTerm, sessionToken: new Secret("token") };
	assert.equal(scrubCredentials("AKIA1 key token", temporary), "AKIA1 [redacted] [redacted]");
});

test("a log line: fields that are there, those with blanks quoted, on one line", () => {
	assert.equal(logLine("started"), "started");
	assert.equal(
		logLine("sts answered", { operation: "AssumeRole", status: 0, host: "a b", profile: 'x"y\nz', count: 2 }),
		'sts answered operation=AssumeRole status=0 host="a b" profile="x\\"y\\nz" count=2',
	);
	const { requestId } = {} as { requestId?: string };
	assert.equal(logLine("x", { ...(requestId === undefined ? {} : { requestId }) }), "x");
});

test("a stack's frames come without the error's message", () => {
	const frames = stackFrames(new Error(`said ${value}\nand ${value} again`));
	assert.match(frames, /^at .* < at /);
	assert.ok(!frames.includes(value));
	assert.equal(stackFrames(value), "");
});
