import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { Emitter } from "../../../../src/core/emitter.ts";
import type { SignInState } from "../../../../src/core/identityCenter/signIn.ts";
import { RoleDirectory } from "../../../../src/credentials/signIn/roleDirectory.ts";
import { RolesBrowser, wantsSignIn } from "../../../../src/credentials/signIn/rolesBrowser.ts";
import type { SignInChange } from "../../../../src/credentials/signIn/signInStates.ts";
import { manyRoles } from "../../../aws/ssoPortal.ts";
import { signInWorld, writeJson } from "./signInWorld.ts";

const isIn: SignInState = { kind: "signedIn", until: 1, isRefreshable: false };

async function browsing(t: TestContext, accounts = 2) {
	const world = await signInWorld(t, { roles: manyRoles(accounts, 2) });
	const { portal, context, signIn, clock } = world;
	const keep = (until: number) =>
		writeJson(world.file(), {
			startUrl: signIn.startUrl,
			region: signIn.region,
			accessToken: portal.issueToken(until),
			expiresAt: new Date(until).toISOString(),
		});
	keep(clock.now() + 8 * 3_600_000);
	const states = new Emitter<readonly SignInChange[]>();
	const directory = new RoleDirectory();
	const own = new Set<number>();
	const browser = new RolesBrowser({
		directory,
		isOwnRefresh: (_, until) => own.has(until),
		states: { onDidChange: states.subscribe },
		context: async () => context,
		clock,
	});
	t.after(() => browser.dispose());
	const changes: string[] = [];
	browser.onDidChange((id) => changes.push(id));
	return { ...world, own, keep, browser, directory, states, changes };
}

/** Waits until a condition holds, with time standing still. */
async function until(condition: () => boolean): Promise<void> {
	while (!condition()) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

test("a list that comes at once is handed out whole, and nothing is painted again", async (t) => {
	const { browser, signIn, portal, changes } = await browsing(t, 150);
	const { accounts, isLoading } = await browser.accounts(signIn);
	assert.deepEqual([accounts.length, isLoading], [150, false]);
	assert.deepEqual(portal.paths, ["/assignment/accounts", "/assignment/accounts"]);
	assert.deepEqual(changes, []);
	assert.equal((await browser.accounts(signIn)).accounts.length, 150);
	assert.equal(portal.paths.length, 2, "known now");
});

test("of a long list what is there after a moment is handed out, and its end is told", async (t) => {
	const { browser, signIn, portal, directory, changes, clock } = await browsing(t, 250);
	// Before the second page is asked for.
	let release = (): void => undefined;
	const unsubscribe = directory.onDidChange(() => {
		unsubscribe();
		release = portal.faults.hold();
	});
	const looking = browser.accounts(signIn);
	await until(() => directory.known(signIn)?.accounts.length === 100);
	await clock.advance(700);
	const part = await looking;
	assert.deepEqual([part.accounts.length, part.isLoading], [100, true]);
	release();
	await until(() => directory.known(signIn)?.hasAllAccounts === true);
	await until(() => clock.pending > 0);
	await clock.advance(0);
	assert.deepEqual(changes, ["corp"]);
	const whole = await browser.accounts(signIn);
	assert.deepEqual([whole.accounts.length, whole.isLoading], [250, false]);
});

test("roles are asked for an account at a time, and once", async (t) => {
	const { browser, signIn, portal } = await browsing(t);
	const both = await Promise.all([
		browser.roles(signIn, "100000000001"),
		browser.roles(signIn, "100000000001"),
	]);
	assert.deepEqual(both[0], { roleNames: ["Developer", "ReadOnly"] });
	assert.deepEqual(both[0], both[1]);
	assert.deepEqual(portal.paths, ["/assignment/roles"]);
	await browser.roles(signIn, "100000000001");
	assert.equal(portal.paths.length, 1);
});

test("what was in vain stays so until it is tried again", async (t) => {
	const { browser, signIn, portal, changes } = await browsing(t);
	const none = await browser.roles(signIn, "999999999999");
	assert.match("error" in none ? String(none.error) : "", /999999999999/);
	assert.deepEqual(await browser.roles(signIn, "999999999999"), none);
	assert.equal(portal.paths.length, 1, "not asked again by itself");
	browser.retry(signIn, "999999999999");
	assert.deepEqual(changes, ["corp"]);
	portal.assign([{ account: "999999999999", roleName: "New" }]);
	assert.deepEqual(await browser.roles(signIn, "999999999999"), { roleNames: ["New"] });
});

test("while all is asked for anew the old accounts stay, and their successors are told", async (t) => {
	const { browser, signIn, portal, changes, clock } = await browsing(t);
	await browser.accounts(signIn);
	portal.assign(manyRoles(5, 1));
	const release = portal.faults.hold();
	browser.refresh(signIn);
	assert.equal((await browser.accounts(signIn)).accounts.length, 2);
	release();
	await until(() => clock.pending > 0);
	await clock.advance(0);
	assert.deepEqual(changes, ["corp"]);
	assert.equal((await browser.accounts(signIn)).accounts.length, 5);
});

test("whoever signs in, or out, sees nothing of the one before; who only renews keeps all", async (t) => {
	const { browser, signIn, directory, states, changes, own } = await browsing(t);
	own.add(1);
	const change = (before: SignInState, state: SignInState) => states.fire([{ signIn, before, state }]);
	await browser.accounts(signIn);
	change({ kind: "refreshable" }, isIn);
	change(isIn, { kind: "ended", at: 1 });
	assert.equal(directory.known(signIn)?.accounts.length, 2);
	assert.deepEqual(changes, []);
	own.clear();
	change({ kind: "ended", at: 1 }, isIn);
	assert.equal(directory.known(signIn), undefined);
	assert.deepEqual(changes, ["corp"]);
	await browser.accounts(signIn);
	change(isIn, { kind: "none" });
	assert.equal(directory.known(signIn), undefined);
});

test("who signs in over a sign-in that lives sees nothing of the one before", async (t) => {
	const { browser, signIn, directory, states, changes, own } = await browsing(t);
	const until = (time: number): SignInState => ({
		...isIn,
		kind: "signedIn",
		until: time,
		isRefreshable: true,
	});
	const change = (before: SignInState, state: SignInState) => states.fire([{ signIn, before, state }]);
	await browser.accounts(signIn);
	own.add(2);
	change(until(1), until(2));
	change(until(2), { kind: "refreshable" });
	change(until(2), { ...until(2), isRefreshable: false } as SignInState);
	assert.equal(directory.known(signIn)?.accounts.length, 2, "the same person's");
	change(until(2), until(3));
	assert.equal(directory.known(signIn), undefined);
	assert.deepEqual(changes, ["corp"]);
});

test("rows that want a sign-in are looked at anew with every other token, also one's own", async (t) => {
	const { browser, signIn, portal, directory, states, changes, own, keep, clock } = await browsing(t);
	await browser.accounts(signIn);
	portal.revokeAll();
	const refused = await browser.roles(signIn, "100000000001");
	assert.match("error" in refused ? String(refused.error) : "", /no longer accepts/);
	const missing = await browser.roles(signIn, "999999999999");
	keep(clock.now() + 8 * 3_600_000);
	own.add(2);
	states.fire([{ signIn, before: isIn, state: { kind: "signedIn", until: 2, isRefreshable: true } }]);
	assert.deepEqual(changes, ["corp"]);
	assert.deepEqual(await browser.roles(signIn, "100000000001"), { roleNames: ["Developer", "ReadOnly"] });
	assert.ok("error" in missing);
	assert.equal(directory.known(signIn)?.accounts.length, 2, "the same person's");
});

test("what is not there, is over or can't be read wants a sign-in; what is out of reach does not", async (t) => {
	const { browser, signIn, portal, file } = await browsing(t);
	const wanted = async (): Promise<boolean> => {
		browser.retry(signIn);
		const { error } = await browser.accounts(signIn);
		assert.ok(error !== undefined);
		return wantsSignIn(error);
	};
	portal.faults.answer(1, { status: 403, contentType: "application/json", body: "{}" });
	assert.equal(await wanted(), false);
	portal.revokeAll();
	assert.equal(await wanted(), true);
	writeJson(file(), { accessToken: "" });
	assert.equal(await wanted(), true);
	rmSync(file());
	assert.equal(await wanted(), true);
	mkdirSync(file());
	assert.equal(await wanted(), false, "the file's owner or mode is to be mended first");
});
