import assert from "node:assert/strict";
import { test } from "node:test";
import { addressLife, openOneTimeAddress } from "../../../../src/aws/console/oneTimeAddress.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

const target = new Secret("https://signin.example/federation?SigninToken=secret");
const visit = (url: string, init: RequestInit = {}) => fetch(url, { redirect: "manual", ...init });

test("it leads on once, and is closed then", async () => {
	const clock = new FakeClock();
	const { url, outcome } = await openOneTimeAddress(target, clock);
	assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
	const answer = await visit(url);
	assert.equal(answer.status, 302);
	assert.equal(answer.headers.get("location"), target.reveal());
	assert.equal(answer.headers.get("cache-control"), "no-store");
	assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
	assert.equal(await answer.text(), "");
	assert.equal(await outcome, "opened");
	assert.equal(clock.pending, 0, "nothing is left to expire");
	await assert.rejects(visit(url));
});

test("other paths, other methods, looking ahead and other pages' scripts get nothing and spend nothing", async () => {
	const { url, close } = await openOneTimeAddress(target, new FakeClock());
	const { origin } = new URL(url);
	const answers = await Promise.all([
		visit(origin),
		visit(`${origin}/favicon.ico`),
		visit(`${url}x`),
		visit(`${url}?x`),
		visit(url, { method: "HEAD" }),
		visit(url, { method: "POST" }),
		visit(url, { headers: { origin: "https://evil.example" } }),
		visit(url, { headers: { "sec-purpose": "prefetch;prerender" } }),
	]);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[404, 404, 404, 404, 405, 405, 403, 403],
	);
	assert.ok(answers.every(({ headers }) => headers.get("location") === null));
	assert.equal((await visit(url)).status, 302);
	close();
});

test("it is closed when nobody comes, and when it is closed", async () => {
	const clock = new FakeClock();
	const waiting = await openOneTimeAddress(target, clock);
	clock.advance(addressLife - 1);
	assert.equal((await visit(`${waiting.url}x`)).status, 404);
	clock.advance(1);
	assert.equal(await waiting.outcome, "closed");
	await assert.rejects(visit(waiting.url));
	const closed = await openOneTimeAddress(target, clock);
	closed.close();
	closed.close();
	assert.equal(await closed.outcome, "closed");
	await assert.rejects(visit(closed.url));
});
