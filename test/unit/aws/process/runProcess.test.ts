import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { runProcess } from "../../../../src/aws/process/runProcess.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";
import { scriptLine } from "../../fakes/script.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

const place = { file: "config", line: 3, column: 21, length: 9 };
const subject = "credential_process of profile 'p'";

function running(line: string, changes: { environment?: Record<string, string>; folder?: string } = {}) {
	const clock = new FakeClock();
	const controller = new AbortController();
	const output = runProcess(
		{ subject, line, place },
		{ environment: process.env, folder: undefined, clock, signal: controller.signal, ...changes },
	);
	return { clock, output, cancel: () => controller.abort() };
}

test("what it prints, by the arguments and in the environment it was given", async (t) => {
	const script = scriptLine(
		t,
		"console.log(JSON.stringify([process.argv.slice(2), process.env.MARK, process.cwd(), process.stdin.isTTY ?? null]))",
	);
	const { home } = temporaryHome(t);
	const { output, clock } = running(`${script} "a b" '$HOME' \\; "|" "" *`, {
		environment: { MARK: "here" },
		folder: home,
	});
	const secret = await output;
	assert.deepEqual(JSON.parse(secret.reveal()), [["a b", "$HOME", ";", "|", "", "*"], "here", home, null]);
	assert.equal(String(secret), "[redacted]");
	assert.equal(clock.pending, 0);
});

test("a program that fails tells why in its last lines, and never what it printed", async (t) => {
	const script = scriptLine(
		t,
		`console.log("hidden-output"); console.error("noise\\n".repeat(5000) + "locked: hidden-output");
		console.error(JSON.stringify({ Version: 1, AccessKeyId: "AKIAX", SecretAccessKey: "hidden-key" }));
		console.error("Unlock it first"); process.exitCode = 3;`,
	);
	const error = await rejection(running(script).output, "ProcessFailed");
	assert.equal(
		error.message,
		`${subject} failed with exit code 3: noise; locked: [redacted]; [redacted]; Unlock it first`,
	);
	assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes("hidden"));
	assert.deepEqual(error.remedies, [{ kind: "openFile", place }, { kind: "retry" }]);
	const silent = await rejection(running(scriptLine(t, "process.exit(1)")).output, "ProcessFailed");
	assert.equal(silent.message, `${subject} failed with exit code 1`);
	const ended = await rejection(running(scriptLine(t, "process.kill(process.pid)")).output, "ProcessFailed");
	assert.equal(ended.message, `${subject} was ended by SIGTERM`);
});

test("a line of stderr that lost its beginning is not shown", async (t) => {
	const script = scriptLine(t, `console.error("x".repeat(20000)); process.exit(1);`);
	const error = await rejection(running(script).output, "ProcessFailed");
	assert.equal(error.message, `${subject} failed with exit code 1`);
});

test("a program that is not there, may not be run or is not named", async (t) => {
	const { home } = temporaryHome(t);
	writeFileSync(join(home, "plain.sh"), "#!/bin/sh\n");
	chmodSync(join(home, "plain.sh"), 0o600);
	const cases = [
		[
			"no-such-program --password hidden",
			"ProcessFailed",
			/no program 'no-such-program', which is .*PATH of VS Code/,
		],
		[`"${home}/none" hidden`, "ProcessFailed", /none'.*Check the path/],
		["~/bin/get hidden", "ProcessFailed", /no program '~\/bin\/get'.*~ and variables are not replaced/],
		["$HOME/bin/get hidden", "ProcessFailed", /without a shell/],
		[`${home}/plain.sh hidden`, "ProcessFailed", /plain\.sh': it may not be executed/],
		['get "hidden', "ProfileInvalid", /can't be read: a quotation mark is not closed/],
		["   ", "ProfileInvalid", /names no program/],
		['"" hidden', "ProfileInvalid", /names no program/],
		["get hidden\0", "ProcessFailed", /could not start 'get'/],
	] as const;
	for (const [line, code, message] of cases) {
		const { output, clock } = running(line);
		const error = await rejection(output, code);
		assert.match(error.message, message);
		assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes("hidden"), error.message);
		assert.deepEqual(error.remedies[0], { kind: "openFile", place });
		assert.equal(clock.pending, 0);
	}
});

test("more than 100 kB are not read", async (t) => {
	const script = scriptLine(t, `process.stdout.write("x".repeat(100_001)); setInterval(() => {}, 1000);`);
	const error = await rejection(running(script).output, "InvalidSourceAnswer");
	assert.equal(error.message, `${subject} printed more than 100 kB`);
	const enough = running(scriptLine(t, `process.stdout.write("x".repeat(100_000))`));
	assert.equal((await enough.output).reveal().length, 100_000);
});

test("a program that takes too long is ended with all it started", async (t) => {
	const { connected, gone, port } = await watcher(t, 2);
	const { output, clock } = running(scriptLine(t, family(port)));
	await connected;
	clock.advance(300_000);
	const error = await rejection(output, "ProcessTimeout");
	assert.equal(error.message, `${subject} did not end within 300 s and was stopped: waiting for a touch`);
	await gone;
});

test("calling off ends it with all it started", async (t) => {
	const { connected, gone, port } = await watcher(t, 2);
	const { output, cancel } = running(scriptLine(t, family(port)));
	await connected;
	cancel();
	await cancelled(output);
	await gone;
});

test("what does not end by itself is killed two seconds later", async (t) => {
	const { connected, gone, port } = await watcher(t, 1);
	const script = `process.on("SIGTERM", () => {}); ${connecting(port)}`;
	const { output, cancel, clock } = running(scriptLine(t, script));
	await connected;
	cancel();
	await cancelled(output);
	assert.equal(clock.nextDelay, 2_000);
	clock.advance(2_000);
	await gone;
});

test("called off before, nothing is started", async () => {
	const signal = AbortSignal.abort();
	const options = { environment: {}, folder: undefined, clock: new FakeClock(), signal };
	await cancelled(runProcess({ subject, line: "no-such-program", place }, options));
});

/** Tells when so many processes have connected, and when all of those are gone. */
async function watcher(t: TestContext, count: number) {
	const all = Promise.withResolvers<void>();
	const none = Promise.withResolvers<void>();
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket.resume().on("error", () => {}));
		socket.on("close", () => {
			sockets.delete(socket);
			if (sockets.size === 0) {
				none.resolve();
			}
		});
		if (sockets.size === count) {
			all.resolve();
		}
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => server.close());
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return { port, connected: all.promise, gone: none.promise };
}

function connecting(port: number): string {
	return `(await import("node:net")).connect(${port}, "127.0.0.1");`;
}

/** A process that says what it waits for, starts another, and both wait forever. */
function family(port: number): string {
	return `console.error("waiting for a touch");
		const { spawn } = await import("node:child_process");
		spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(connecting(port))}], { stdio: "ignore" });
		${connecting(port)}`;
}
