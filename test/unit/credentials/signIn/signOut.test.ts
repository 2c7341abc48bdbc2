import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SessionsError } from "../../../../src/core/errors.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import { tokenInForce } from "../../../../src/credentials/signIn/refresh.ts";
import { signOut } from "../../../../src/credentials/signIn/signOut.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { driven, legacySignIn, readJson, signInOf, signInWorld, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

/** A world with a kept sign-in of each, and credentials that the AWS CLI has kept. */
async function keptWorld(t: Parameters<typeof signInWorld>[0]) {
	const world = await signInWorld(t);
	const { context, home, portal, file } = world;
	const legacy = legacySignIn(context);
	const keep = (of = world.signIn) => {
		const accessToken = portal.issueToken();
		writeJson(file(of), { accessToken, region: "eu-west-1", expiresAt: "2026-03-01T18:00:00Z" });
		return accessToken;
	};
	const cached = (key: object | string, provider = "sso") => {
		const text = typeof key === "string" ? key : JSON.stringify(key);
		const path = join(home, ".aws", "cli", "cache", `${createHash("sha1").update(text).digest("hex")}.json`);
		writeJson(path, { ProviderType: provider, Credentials: {} });
		return path;
	};
	return { ...world, legacy, keep, cached };
}

const role = { accountId: "111122223333", roleName: "Dev" };

test("the token ends at the portal and its file goes; what else is signed in stays", async (t) => {
	const { context, signIn, legacy, keep, cached, file, portal, registrationFile, fails } = await keptWorld(t);
	keep();
	keep(legacy);
	writeJson(registrationFile(), { clientId: "c" });
	const own = cached({ ...role, sessionName: "corp" });
	const ofLegacy = cached({ ...role, startUrl: legacy.startUrl });
	const ofOther = cached("another role of another sign-in");
	const ofAssumedRole = cached("assumed", "assume-role");
	assert.deepEqual(await signOut(signIn, context, never), {});
	assert.deepEqual(portal.paths, ["/logout"]);
	assert.ok(!existsSync(file()) && !existsSync(own));
	for (const path of [file(legacy), registrationFile(), ofLegacy, ofOther, ofAssumedRole]) {
		assert.ok(existsSync(path), path);
	}
	await fails(tokenInForce(signIn, context, never), "SignInRequired");

	await signOut(legacy, context, never);
	assert.ok(!existsSync(file(legacy)) && !existsSync(ofLegacy));
	assert.ok(!existsSync(ofOther), "nobody is signed in to anything now, as after aws sso logout");
	assert.ok(existsSync(ofAssumedRole));
});

test("a token that has ended there, none at all, and a file that can't be read", async (t) => {
	const { context, signIn, keep, file, portal } = await keptWorld(t);
	keep();
	portal.revokeAll();
	assert.deepEqual(await signOut(signIn, context, never), {});
	assert.deepEqual(await signOut(signIn, context, never), {});
	writeJson(file(), { accessToken: "" });
	assert.deepEqual(await signOut(signIn, context, never), {});
	assert.ok(!existsSync(file()));
});

test("when Identity Center can't be told, it is over here, and the reason is given", async (t) => {
	const { context, signIn, keep, file, portal, clock } = await keptWorld(t);
	const token = keep();
	portal.faults.fail(500, 3);
	const { notRevoked } = await driven(clock, signOut(signIn, context, never));
	assert.match(String(notRevoked), /problem of its own/);
	assert.ok(!String(notRevoked).includes(token));
	assert.ok(!existsSync(file()));
});

/** A world with a sign-in whose token has ended, and can be refreshed. */
async function endedWorld(t: Parameters<typeof signInWorld>[0]) {
	const world = await keptWorld(t);
	const { signIn, context, clock, oidc } = world;
	const token = await signInWithBrowser(signIn, context, {
		signal: never,
		open: async (url) => void (await fetch(url)),
	});
	clock.advance(token.expiresAt + 60_000 - clock.now());
	return { ...world, token, refreshes: () => oidc.calls.filter((call) => call === "refresh_token").length };
}

test("after the token has ended, its next one ends what is behind it", async (t) => {
	const { context, signIn, file, portal, refreshes } = await endedWorld(t);
	assert.deepEqual(await signOut(signIn, context, never), {});
	assert.equal(refreshes(), 1);
	assert.deepEqual(portal.paths, ["/logout"]);
	assert.ok(!existsSync(file()));
});

test("a token that can't be refreshed: over there too, or not revoked", async (t) => {
	const { context, signIn, file, oidc, portal, token, clock } = await endedWorld(t);
	const kept = readJson(file());
	oidc.endSession(token.accessToken.reveal());
	assert.deepEqual(await signOut(signIn, context, never), {});
	assert.ok(!existsSync(file()));

	for (const spoil of [() => oidc.faults.fail(500, 3), () => oidc.forgetClients()]) {
		writeJson(file(), kept);
		spoil();
		const { notRevoked } = await driven(clock, signOut(signIn, context, never));
		assert.ok(notRevoked instanceof SessionsError);
		assert.ok(!existsSync(file()));
	}
	assert.deepEqual(portal.paths, []);
});

test("called off before Identity Center is told, nothing is removed", async (t) => {
	const { context, signIn, keep, file } = await keptWorld(t);
	keep();
	await cancelled(signOut(signIn, context, AbortSignal.abort()));
	assert.ok(existsSync(file()));
});

test("what belongs to it is found by the settings of profiles, not by their names", async (t) => {
	const { context, cached, keep } = await keptWorld(t);
	const plain = signInOf("plain", context);
	keep();
	keep(plain);
	const own = cached({ ...role, sessionName: "corp" });
	await signOut(plain, context, never);
	assert.ok(existsSync(own));
});
