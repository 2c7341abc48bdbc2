import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { test } from "node:test";
import { requestLine } from "../../../../src/core/shells/shellRequest.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { given, openWindow, talk } from "./shellFixture.ts";

const skip = process.platform === "win32" ? "there are pipes instead" : false;
const request = { profile: "dev-vscode", asksPerson: false };

test("a request is answered with a line, and the connection ends", { skip }, async (t) => {
	const { place, asked } = await openWindow(t, () => given);
	assert.equal(await talk(t, place.path, requestLine(request)), `${JSON.stringify(given)}\n`);
	const line = requestLine(request);
	assert.equal(
		await talk(t, place.path, line.slice(0, 9), line.slice(9)),
		`${JSON.stringify(given)}\n`,
		"in parts",
	);
	assert.deepEqual(asked, [request, request]);
});

test("nobody else can come near the socket", { skip }, async (t) => {
	const { place } = await openWindow(t, () => given);
	assert.equal(statSync(dirname(place.path)).mode & 0o777, 0o700);
	assert.equal(statSync(place.path).mode & 0o777, 0o600);
	assert.ok(Buffer.byteLength(place.path) <= 103);
});

test("what is no request is given nothing", { skip }, async (t) => {
	const { place, asked, errors } = await openWindow(t, () => given);
	const good = { version: 1, ...request };
	for (const line of [
		"\n",
		"hidden\n",
		"[]\n",
		"null\n",
		'"x"\n',
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		`${JSON.stringify({ ...good, version: 2 })}\n`,
		`${JSON.stringify({ ...good, profile: "" })}\n`,
		`${JSON.stringify({ ...good, profile: ["dev"] })}\n`,
		`${JSON.stringify({ ...good, profile: "x".repeat(257) })}\n`,
		`${JSON.stringify({ ...good, asksPerson: "yes" })}\n`,
		`${JSON.stringify({ ...good, more: 1 })}\n`,
		`${" ".repeat(1_000)}${JSON.stringify(good)}\n`,
		"\0\xFF\x80\n",
	]) {
		assert.equal(await talk(t, place.path, line), "", line);
	}
	assert.deepEqual([asked, errors], [[], []]);
});

test("a request of megabytes is not kept: the connection ends long before", { skip }, async (t) => {
	const { place, asked } = await openWindow(t, () => given);
	assert.equal(await talk(t, place.path, "x".repeat(20_000_000)), "");
	assert.equal(await talk(t, place.path, requestLine(request)), `${JSON.stringify(given)}\n`, "it goes on");
	assert.equal(asked.length, 1);
});

test("who is slow is let go of, and holds up nobody", { skip }, async (t) => {
	const clock = new FakeClock();
	const { place } = await openWindow(t, () => given, clock);
	const slow = Array.from({ length: 50 }, () => talk(t, place.path, '{"version":'));
	while (clock.pending < 50) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.equal(await talk(t, place.path, requestLine(request)), `${JSON.stringify(given)}\n`);
	clock.advance(2_000);
	assert.deepEqual(new Set(await Promise.all(slow)), new Set([""]));
	assert.equal(clock.pending, 0, "no timer is left");
});

test("an answer that never comes ends with the connection", { skip }, async (t) => {
	const clock = new FakeClock();
	const { place } = await openWindow(t, () => new Promise(() => undefined), clock);
	const waiting = talk(t, place.path, requestLine(request));
	await clock.scheduled();
	clock.advance(2_000);
	assert.equal(await waiting, "");
});

test("many at once are all answered", { skip }, async (t) => {
	const { place } = await openWindow(t, () => given);
	const answers = await Promise.all(
		Array.from({ length: 100 }, () => talk(t, place.path, requestLine(request))),
	);
	assert.deepEqual(new Set(answers), new Set([`${JSON.stringify(given)}\n`]));
});

test("a failure is told of, and gives nothing", { skip }, async (t) => {
	const { place, errors } = await openWindow(t, () => {
		throw new Error("hidden");
	});
	assert.equal(await talk(t, place.path, requestLine(request)), "");
	assert.equal(errors.length, 1);
});

test("closed, it is gone with its folder, at once, also for those who were connected", {
	skip,
}, async (t) => {
	const { place, close } = await openWindow(t, () => given);
	const idle = connect(place.path);
	const ended = new Promise((resolve) => idle.on("close", resolve));
	idle.on("error", () => undefined);
	await new Promise((resolve) => idle.on("connect", resolve));
	close();
	assert.ok(!existsSync(dirname(place.path)));
	await ended;
});
