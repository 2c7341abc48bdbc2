import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ProcessOptions } from "../../../../src/aws/process/runProcess.ts";
import {
	identityTokenOfCommand,
	readIdentityTokenFile,
} from "../../../../src/credentials/operations/identityToken.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { printing, scriptLine } from "../../fakes/script.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { discreet } from "../contextOf.ts";

const token = "hidden-header.hidden-payload.hidden-signature";

function options(changes: Partial<ProcessOptions> = {}): ProcessOptions {
	return {
		environment: process.env,
		folder: undefined,
		clock: new FakeClock(),
		signal: new AbortController().signal,
		...changes,
	};
}

function tokenOf(t: TestContext, printed: unknown) {
	return identityTokenOfCommand(scriptLine(t, printing(printed)), options());
}

test("a token that a command prints alone, or in the one field that holds it", async (t) => {
	for (const printed of [
		token,
		`\uFEFF\r\n ${token}\r\n`,
		`Bearer ${token}\n`,
		JSON.stringify(token),
		{ token },
		{ id_token: token, access_token: "hidden-other", token_type: "Bearer" },
		{ count: 3, value: `${token}\n` },
	]) {
		assert.equal((await tokenOf(t, printed)).reveal(), token);
	}
});

test("what is no token is told by what it is, never by its text", async (t) => {
	const cases: [unknown, RegExp][] = [
		["", /printed nothing$/],
		[" \n", /printed nothing$/],
		["hidden words of an error", /something that is no token\. A token has no blanks/],
		["abc", /4 to 20000 characters, this has 3$/],
		["h".repeat(20_001), /4 to 20000 characters, this has 20001$/],
		["{hidden", /neither a token nor a JSON object/],
		[{ access_token: "hidden" }, /with none of the fields id_token, token, value/],
		[{ token, id_token: token }, /with several of the fields/],
		[{ token: ["hidden"] }, /whose field token is no text/],
		[{ value: null }, /whose field value is no text/],
		[{ token: "" }, /no token/],
		[{ token: "hidden words" }, /no blanks/],
	];
	for (const [printed, message] of cases) {
		const error = await discreet(tokenOf(t, printed), "InvalidSourceAnswer");
		assert.match(error.message, /^The command for the token printed /);
		assert.match(error.message, message);
		assert.deepEqual(error.remedies, [{ kind: "retry" }]);
	}
});

test("a command that fails, is not there or can't be read", async (t) => {
	const failing = `console.log("hidden"); console.error("hidden: sign in first"); process.exit(3);`;
	const failed = await discreet(identityTokenOfCommand(scriptLine(t, failing), options()), "ProcessFailed");
	assert.match(failed.message, /^The command for the token failed with exit code 3.*sign in first/);
	assert.deepEqual(failed.remedies, [{ kind: "retry" }]);

	const missing = await discreet(
		identityTokenOfCommand("/nowhere/program --key hidden", options()),
		"ProcessFailed",
	);
	assert.match(missing.message, /no program '\/nowhere\/program', which is the command for the token/);

	for (const line of ["", "  ", 'program "unclosed hidden']) {
		const unreadable = await discreet(identityTokenOfCommand(line, options()), "InvalidArgument");
		assert.match(unreadable.message, /^The command .*(names no program|quotation mark is not closed)/);
		assert.deepEqual(unreadable.remedies, []);
	}
});

test("no shell stands between", async (t) => {
	const line = scriptLine(t, "process.stdout.write(process.argv.slice(2).join('_'));");
	const args = await identityTokenOfCommand(`${line} $HOME | cat && true`, options());
	assert.equal(args.reveal(), "$HOME_|_cat_&&_true");
});

test("calling it off ends the command", async (t) => {
	const controller = new AbortController();
	const line = scriptLine(t, "setTimeout(() => {}, 60_000);");
	const running = identityTokenOfCommand(line, options({ signal: controller.signal }));
	controller.abort();
	await cancelled(running);
});

test("a token in a file, without what stands around it", async (t) => {
	const { home } = temporaryHome(t);
	const path = join(home, "token");
	for (const text of [token, `${token}\n`, `\uFEFF ${token}\r\n`, JSON.stringify({ token })]) {
		writeFileSync(path, text);
		assert.equal((await readIdentityTokenFile(path)).reveal(), token);
	}
});

test("a file without a token is told by its path", async (t) => {
	const { home } = temporaryHome(t);
	const path = join(home, "token");
	const missing = await discreet(readIdentityTokenFile(path), "TokenFileUnreadable");
	assert.ok(missing.message.includes(path) && missing.message.includes("does not exist"), missing.message);
	const remedies = [{ kind: "openSettings", setting: "x" }] as const;
	for (const [text, message] of [
		["hidden words", /has something that is no token\. A token has no blanks/],
		["{}", /has a JSON object with none of the fields/],
	] as const) {
		writeFileSync(path, text);
		const error = await discreet(
			readIdentityTokenFile(path, { name: "tokenFile", remedies }),
			"InvalidIdentityToken",
		);
		assert.ok(error.message.startsWith(`The token file '${path}' has `));
		assert.match(error.message, message);
		assert.deepEqual(error.remedies, remedies);
	}
});
