import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, SessionsError } from "../../../src/core/errors.ts";
import { type Log, logLine } from "../../../src/core/log.ts";
import { logError } from "../../../src/core/logError.ts";

function recording(): { log: Log; lines: string[] } {
	const lines: string[] = [];
	const write =
		(level: string): Log["info"] =>
		(event, fields) => {
			lines.push(`${level} ${logLine(event, fields)}`);
		};
	return {
		log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
		lines,
	};
}

test("an error is logged by code and place; its text, which may hold a secret, is not", () => {
	const { log, lines } = recording();
	const secret = "wJalrXUtnFEMI/K7MDENG";
	logError(log, "assume failed", new SessionsError("AccessDenied", `no ${secret}`, { requestId: "r-1" }));
	logError(log, "assume failed", new TypeError(`bad ${secret}\n    at ${secret} is no frame`));
	logError(log, "assume failed", secret);
	logError(log, "assume", new CancelledError());
	assert.equal(lines[0], "error assume failed code=AccessDenied requestId=r-1");
	assert.match(lines[1] ?? "", /^error assume failed code=TypeError stack=".*logError\.test\.ts/);
	assert.equal(lines[2], "error assume failed code=string stack=");
	assert.equal(lines[3], "debug assume: cancelled");
	assert.ok(!lines.join("\n").includes(secret), lines.join("\n"));
});
