import assert from "node:assert/strict";
import { test } from "node:test";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import { NotedRefreshes } from "../../../../src/credentials/signIn/notedRefreshes.ts";
import { readJson, signInWorld, writeJson } from "./signInWorld.ts";

test("a token that was refreshed is one's own, one that somebody has put there is not", async (t) => {
	const { signIn, context, clock, file, portal } = await signInWorld(t);
	const { signal } = new AbortController();
	const token = await signInWithBrowser(signIn, context, {
		signal,
		open: async (url) => void (await fetch(url)),
	});
	const refreshes = new NotedRefreshes();
	await refreshes.token(signIn, context, signal);
	assert.equal(refreshes.isOwn(signIn, token.expiresAt), false, "nothing was refreshed");
	clock.advance(token.expiresAt - clock.now() - 60_000);
	const next = await refreshes.token(signIn, context, signal);
	assert.notEqual(next.expiresAt, token.expiresAt);
	assert.equal(refreshes.isOwn(signIn, next.expiresAt), true);
	const until = clock.now() + 8 * 3_600_000;
	writeJson(file(), {
		...readJson(file()),
		accessToken: portal.issueToken(until),
		expiresAt: new Date(until).toISOString(),
	});
	const others = await refreshes.token(signIn, context, signal);
	assert.equal(refreshes.isOwn(signIn, others.expiresAt), false);
});
