import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { listAccounts } from "../../../../src/aws/identityCenter/portal.ts";
import type { SignIn } from "../../../../src/core/identityCenter/signIn.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import type { UnwrittenToken } from "../../../../src/credentials/signIn/heldTokens.ts";
import { SignInRefreshes, tokenInForce } from "../../../../src/credentials/signIn/refresh.ts";
import { roleCredentials } from "../../../../src/credentials/signIn/roleCredentials.ts";
import { RoleDirectory } from "../../../../src/credentials/signIn/roleDirectory.ts";
import { signOut } from "../../../../src/credentials/signIn/signOut.ts";
import { LeaseFiles } from "../../../../src/sessions/leaseFiles.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { makeUnwritable } from "../../fakes/unwritable.ts";
import { driven, readJson, signInWorld, type WorldOptions, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

/** A world in which somebody has signed in, an hour less a little ago. */
async function signedInWorld(t: Parameters<typeof signInWorld>[0], options: WorldOptions = {}) {
	const world = await signInWorld(t, options);
	const token = await signInWithBrowser(world.signIn, world.context, {
		signal: never,
		open: async (url) => void (await fetch(url)),
	});
	const { clock, oidc } = world;
	const asked = oidc.count();
	return {
		...world,
		token,
		/** Waits until the first refresh has come in. */
		refreshing: () => oidc.received(asked + 1),
		/** Lets all of the token's time pass but so many minutes. */
		leave: (minutes: number) => clock.advance(token.expiresAt - minutes * 60_000 - clock.now()),
		refreshes: () => oidc.calls.filter((call) => call === "refresh_token").length,
		force: (signal = never, context = world.context) => tokenInForce(world.signIn, context, signal),
	};
}

test("a token with a quarter of an hour to live is refreshed, and its file keeps what else is in it", async (t) => {
	const { leave, force, refreshes, file, token, clock, oidc } = await signedInWorld(t);
	writeJson(file(), { ...readJson(file()), "x-other": { kept: true } });
	leave(15.1);
	assert.ok((await force()).accessToken.equals(token.accessToken));
	assert.equal(refreshes(), 0);
	leave(15);
	const next = await force();
	assert.ok(!next.accessToken.equals(token.accessToken));
	assert.equal(next.expiresAt, clock.now() + 3_600_000);
	assert.deepEqual(oidc.violations, []);
	const kept = readJson(file());
	assert.equal(kept["accessToken"], next.accessToken.reveal());
	assert.notEqual(kept["refreshToken"], token.refreshToken?.reveal());
	assert.deepEqual(kept["x-other"], { kept: true });
	await force();
	assert.equal(refreshes(), 1);
	leave(-60 * 10);
	await force();
	assert.equal(refreshes(), 2, "with the refresh token that came with the first");
});

test("all who ask at once share one refresh, also when one leaves", async (t) => {
	const { leave, force, refreshes, refreshing, oidc } = await signedInWorld(t);
	leave(-5);
	const release = oidc.faults.hold();
	const controller = new AbortController();
	const leaving = force(controller.signal);
	const others = [force(), force(), force()];
	await refreshing();
	controller.abort();
	await cancelled(leaving);
	release();
	const tokens = await Promise.all(others);
	assert.equal(refreshes(), 1);
	assert.equal(new Set(tokens.map(({ accessToken }) => accessToken.reveal())).size, 1);
});

test("two windows share one refresh by their leases", async (t) => {
	const world = await signedInWorld(t);
	const { clock, home, leave, force, refreshes, refreshing, context, oidc } = world;
	leave(-5);
	const windows = [1, 2].map(() => ({
		...context,
		signInRefreshes: new SignInRefreshes(new LeaseFiles(join(home, "leases"), clock)),
	}));
	const release = oidc.faults.hold();
	const work = windows.map((window) => force(never, window));
	await refreshing();
	await clock.scheduled();
	release();
	// The one with the lease needs no clock; were it moved meanwhile, the other would lose its patience.
	await Promise.race(work);
	const tokens = await driven(clock, Promise.all(work));
	assert.equal(refreshes(), 1);
	assert.ok(tokens[0]?.accessToken.equals(tokens[1]?.accessToken ?? assert.fail()));
});

test("leases that don't work keep nobody from refreshing", async (t) => {
	const { leave, force, context } = await signedInWorld(t);
	leave(-5);
	const broken = () => Promise.reject(new Error("EROFS"));
	await force(never, { ...context, signInRefreshes: new SignInRefreshes({ take: broken, release: broken }) });
});

test("the AWS CLI was faster: what it has written counts", async (t) => {
	const { leave, force, refreshing, oidc, file, clock, token, portal } = await signedInWorld(t);
	leave(-5);
	oidc.endSession(token.accessToken.reveal());
	const work = force();
	await refreshing();
	await clock.advanceToNext();
	const accessToken = portal.issueToken();
	writeJson(file(), {
		...readJson(file()),
		accessToken,
		refreshToken: "next",
		expiresAt: "2026-03-01T15:00:00Z",
	});
	assert.equal((await driven(clock, work)).accessToken.reveal(), accessToken);
});

test("a refused refresh ends the sign-in; nobody asks again with the same token", async (t) => {
	const { leave, force, oidc, clock, token, fails, context, signIn, refreshes } = await signedInWorld(t);
	leave(-5);
	const states = () => context.signInRefreshes.state(signIn, context);
	assert.deepEqual(await states(), { kind: "refreshable" });
	oidc.endSession(token.accessToken.reveal());
	const { message, remedies } = await driven(clock, fails(force(), "SignInExpired"));
	assert.equal(message, "The sign-in to sso-session 'corp' has ended. Sign in again");
	assert.deepEqual(remedies, [{ kind: "signIn", signIn: { session: "corp" } }]);
	assert.match((await fails(force(), "SignInExpired")).message, /aws sso login --sso-session corp$/);
	assert.equal(refreshes(), 1);
	assert.deepEqual(await states(), { kind: "ended", at: token.expiresAt });
});

test("while the token still works, a failing refresh troubles nobody, and is tried once a minute", async (t) => {
	const { leave, force, oidc, clock, token, refreshes } = await signedInWorld(t);
	leave(10);
	oidc.faults.fail(500, 2);
	assert.ok((await driven(clock, force())).accessToken.equals(token.accessToken));
	await force();
	assert.equal(oidc.count(), 4, "a page, a registration, a token, and one refresh");
	clock.advance(60_000);
	await driven(clock, force());
	clock.advance(60_000);
	assert.ok(!(await force()).accessToken.equals(token.accessToken));
	assert.equal(refreshes(), 1);
});

test("a refreshed token that can't be written is this window's, and is written when it can be", async (t) => {
	const world = await signedInWorld(t);
	const { leave, force, refreshes, file, token, clock, context, signIn, secrets } = world;
	const { signInRefreshes } = context;
	const heard: UnwrittenToken[] = [];
	signInRefreshes.onDidNotWrite((unwritten) => heard.push(unwritten));
	const release = makeUnwritable(file());
	const before = readJson(file());
	leave(5);
	const first = await force();
	assert.ok(!first.accessToken.equals(token.accessToken));
	assert.deepEqual(readJson(file()), before);
	const [{ name, file: told, error } = assert.fail("nobody was told")] = heard;
	assert.deepEqual([name, told, error.code], ["corp", file(), "SignInCacheFailed"]);
	const said = inspect(heard, { depth: 10, showHidden: true });
	assert.ok(secrets().every((secret) => !said.includes(secret.slice(0, 14))));
	const states = () => signInRefreshes.state(signIn, context);
	assert.deepEqual(await states(), { kind: "signedIn", until: first.expiresAt, isRefreshable: true });

	clock.advance(first.expiresAt - clock.now() + 1000);
	assert.deepEqual(await states(), { kind: "refreshable" });
	const second = await force();
	assert.ok(!second.accessToken.equals(first.accessToken), "with the refresh token that only memory has");
	assert.equal(refreshes(), 2);
	assert.equal(heard.length, 1, "the person knows");
	assert.deepEqual(readJson(file()), before);

	release();
	assert.ok((await force()).accessToken.equals(second.accessToken));
	assert.equal(readJson(file())["accessToken"], second.accessToken.reveal());
	assert.notEqual(readJson(file())["refreshToken"], before["refreshToken"]);
	await signInWithoutMemory(world);
	const releaseAgain = makeUnwritable(file());
	leave(-3 * 60);
	await force();
	assert.equal(heard.length, 2, "it is another time");
	releaseAgain();
});

/** Another window has nothing but the file. */
async function signInWithoutMemory({ signIn, context, force }: Awaited<ReturnType<typeof signedInWorld>>) {
	const other = { ...context, signInRefreshes: new SignInRefreshes() };
	assert.ok((await force(never, other)).accessToken.equals((await force()).accessToken));
	assert.equal((await other.signInRefreshes.state(signIn, other)).kind, "signedIn");
}

test("what could not be written gives way to a newer sign-in, and goes with a sign-out, which ends it", async (t) => {
	const { leave, force, file, context, signIn, portal } = await signedInWorld(t);
	const release = makeUnwritable(file());
	leave(5);
	await force();
	release();
	const newest = portal.issueToken();
	writeJson(file(), {
		...readJson(file()),
		accessToken: newest,
		refreshToken: "newest",
		expiresAt: "2026-03-02T00:00:00Z",
	});
	assert.equal((await force()).accessToken.reveal(), newest);
	assert.equal(readJson(file())["accessToken"], newest);

	const other = await signedInWorld(t);
	const unblock = makeUnwritable(other.file());
	other.leave(5);
	const held = await other.force();
	unblock();
	const inForce = () =>
		listAccounts(other.portal.url, {
			signIn,
			...other.context,
			signal: never,
			accessToken: held.accessToken,
		}).next();
	await inForce();
	assert.deepEqual(await signOut(other.signIn, other.context, never), {});
	await other.fails(inForce(), "SignInExpired");
	await other.fails(other.force(), "SignInRequired");
	assert.equal((await context.signInRefreshes.state(signIn, context)).kind, "signedIn");
});

test("an ended token is told with what stood in the way of the next", async (t) => {
	const { leave, force, oidc, clock, fails } = await signedInWorld(t);
	leave(-5);
	oidc.faults.fail(503);
	await driven(clock, fails(force(), "ServiceUnavailable"));
	await force();
});

test("signed out while it is refreshed: nothing comes back", async (t) => {
	const { leave, force, refreshing, oidc, file, fails } = await signedInWorld(t);
	leave(-5);
	const release = oidc.faults.hold();
	const work = force();
	await refreshing();
	rmSync(file());
	release();
	await fails(work, "SignInRequired");
	assert.throws(() => readJson(file()), /ENOENT/);
});

test("signed in again while it is refreshed: the new sign-in stands", async (t) => {
	const { leave, force, refreshing, oidc, file } = await signedInWorld(t);
	leave(-5);
	const release = oidc.faults.hold();
	const work = force();
	await refreshing();
	writeJson(file(), {
		...readJson(file()),
		accessToken: "newest",
		refreshToken: "n",
		expiresAt: "2026-03-02T00:00:00Z",
	});
	release();
	assert.equal((await work).accessToken.reveal(), "newest");
	assert.equal(readJson(file())["refreshToken"], "n");
});

test("without a refresh token, or after the registration's end, only a person helps", async (t) => {
	const { leave, force, file, fails, refreshes, context, signIn, token } = await signedInWorld(t);
	leave(-5);
	const whole = readJson(file());
	for (const change of [
		{ refreshToken: undefined },
		{ clientSecret: undefined },
		{ registrationExpiresAt: "2026-03-01T12:00:00Z" },
	]) {
		writeJson(file(), { ...whole, ...change });
		await fails(force(), "SignInExpired");
		assert.deepEqual(await context.signInRefreshes.state(signIn, context), {
			kind: "ended",
			at: token.expiresAt,
		});
	}
	assert.equal(refreshes(), 0);
});

test("a sign-in whose start URL has been changed is none, and its token is not refreshed", async (t) => {
	const { leave, force, file, fails, refreshes, context, signIn } = await signedInWorld(t);
	leave(-5);
	writeJson(file(), { ...readJson(file()), startUrl: "https://former.awsapps.com/start" });
	const before = readJson(file());
	await fails(force(), "SignInRequired");
	assert.deepEqual(await context.signInRefreshes.state(signIn, context), { kind: "none" });
	assert.equal(refreshes(), 0);
	assert.deepEqual(readJson(file()), before);
});

test("a token that the portal refuses has ended, until there is another one", async (t) => {
	const { portal, context, signIn, fails, clock, file } = await signedInWorld(t);
	const { signInRefreshes } = context;
	const heard: SignIn[] = [];
	signInRefreshes.onDidRefuse((of) => heard.push(of));
	const ask = () =>
		roleCredentials(signIn, { account: "100000000000", roleName: "Admin" }, context, {
			signal: never,
			working() {},
		});
	const list = () => new RoleDirectory().accounts(signIn, context, never);
	await fails(ask(), "AccessDenied");
	assert.equal((await signInRefreshes.state(signIn, context)).kind, "signedIn", "no role is no refusal");
	portal.revokeAll();
	const at = clock.now();
	await fails(ask(), "SignInExpired");
	await fails(list(), "SignInExpired");
	clock.advance(1000);
	assert.deepEqual(await signInRefreshes.state(signIn, context), { kind: "ended", at });
	assert.deepEqual(heard, [signIn], "once");
	writeJson(file(), { ...readJson(file()), accessToken: portal.issueToken() });
	assert.equal((await signInRefreshes.state(signIn, context)).kind, "signedIn");
	portal.revokeAll();
	await fails(list(), "SignInExpired");
	assert.equal((await signInRefreshes.state(signIn, context)).kind, "ended", "from the list of accounts too");
});

test("how a sign-in stands", async (t) => {
	const { context, signIn, file, token } = await signedInWorld(t);
	const state = (changes: object = {}) => context.signInRefreshes.state(signIn, { ...context, ...changes });
	assert.deepEqual(await state(), { kind: "signedIn", until: token.expiresAt, isRefreshable: true });
	writeJson(file(), { ...readJson(file()), accessToken: "" });
	assert.match(JSON.stringify(await state()), /"broken".*no usable accessToken/);
	rmSync(file());
	assert.deepEqual(await state(), { kind: "none" });
	assert.equal((await state({ homeFolder: undefined })).kind, "broken");
});
