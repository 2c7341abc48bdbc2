import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { type TestContext, test } from "node:test";
import type { SignInState } from "../../../../src/core/identityCenter/signIn.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import type { SignInContext } from "../../../../src/credentials/signIn/context.ts";
import { tokenInForce } from "../../../../src/credentials/signIn/refresh.ts";
import { SignInStates } from "../../../../src/credentials/signIn/signInStates.ts";
import { configOf } from "../../fakes/configOf.ts";
import { makeUnwritable } from "../../fakes/unwritable.ts";
import { signInWorld, startUrl, writeJson } from "./signInWorld.ts";

async function statesOf(t: TestContext) {
	const world = await signInWorld(t);
	const { clock, context, file } = world;
	const shown: { context: SignInContext | undefined } = { context };
	const states = new SignInStates({
		clock,
		refreshes: context.signInRefreshes,
		context: () => shown.context,
	});
	t.after(() => states.dispose());
	const heard: string[] = [];
	states.onDidChange((changes) => {
		heard.push(
			changes
				.map(({ signIn, before, state }) => `${signIn.session ?? "legacy"}: ${before.kind} > ${state.kind}`)
				.join(", "),
		);
	});
	const keep = (secondsLeft: number, changes: object = {}): void =>
		writeJson(file(), {
			startUrl,
			region: "eu-west-1",
			accessToken: "made-up",
			expiresAt: new Date(clock.now() + secondsLeft * 1000).toISOString(),
			...changes,
		});
	return { ...world, states, heard, shown, keep };
}

const kinds = ({ all }: SignInStates) =>
	Object.fromEntries(all.map(({ signIn, state }) => [signIn.session ?? "legacy", state.kind]));

test("every sign-in of the files, also the legacy ones; broken ones have no state", async (t) => {
	const { states, heard } = await statesOf(t);
	assert.deepEqual(states.all, [], "before the first look");
	await states.refresh();
	assert.deepEqual(kinds(states), {
		corp: "none",
		plain: "none",
		wrong: "none",
		"odd-scope": "none",
		legacy: "none",
	});
	assert.deepEqual(heard, [""], "they have come");
	await states.refresh();
	assert.equal(heard.length, 1, "nothing has changed");
});

test("one timer runs while somebody is signed in, and tells the end; none otherwise", async (t) => {
	const { states, heard, clock, keep, signIn, file } = await statesOf(t);
	keep(3600);
	await states.refresh();
	const until = clock.now() + 3_600_000;
	assert.deepEqual(states.of(signIn), {
		kind: "signedIn",
		until,
		isRefreshable: false,
	} satisfies SignInState);
	assert.deepEqual([clock.pending, clock.nextDelay], [1, 3_600_000]);
	await states.refresh();
	assert.equal(clock.pending, 1, "still one");
	clock.advance(3_600_000);
	await states.refresh();
	assert.deepEqual(states.of(signIn), { kind: "ended", at: until });
	assert.equal(clock.pending, 0);
	assert.deepEqual(heard.slice(1), ["corp: signedIn > ended"]);
	rmSync(file());
	await states.refresh();
	assert.equal(heard.at(-1), "corp: ended > none");
	assert.deepEqual(states.of({ session: "corp" }), { kind: "none" }, "by its name");
});

test("what other tools write is seen", async (t) => {
	const { states, clock, keep, file } = await statesOf(t);
	keep(60);
	rmSync(file());
	await states.refresh();
	const changed = new Promise<void>((resolve) => states.onDidChange(() => resolve()));
	keep(3600);
	await clock.scheduled();
	// Writers save in several steps.
	clock.advance(100);
	await changed;
	assert.equal(kinds(states)["corp"], "signedIn");
	assert.ok(dirname(file()).endsWith("cache"));
});

test("without files, and without a sign-in, nothing is watched and no timer runs", async (t) => {
	const { states, heard, clock, shown, keep, context } = await statesOf(t);
	keep(3600);
	shown.context = undefined;
	await states.refresh();
	assert.deepEqual([states.all, heard, clock.pending], [[], [], 0]);
	shown.context = { ...context, config: configOf("[profile a]\nregion = eu-west-1\n") };
	await states.refresh();
	assert.deepEqual([states.all, heard, clock.pending], [[], [], 0]);
	shown.context = context;
	await states.refresh();
	assert.deepEqual([kinds(states)["corp"], clock.pending], ["signedIn", 1]);
	shown.context = { ...context, config: configOf("") };
	await states.refresh();
	assert.deepEqual([states.all, clock.pending], [[], 0]);
	assert.equal(heard.at(-1), "", "they have gone");
});

test("a refreshed token that can't be written is seen at once: its file says nothing of it", async (t) => {
	const { states, context, signIn, clock, file } = await statesOf(t);
	const token = await signInWithBrowser(signIn, context, {
		signal: new AbortController().signal,
		open: async (url) => void (await fetch(url)),
	});
	clock.advance(token.expiresAt - clock.now() - 60_000);
	await states.refresh();
	makeUnwritable(file());
	const told = new Promise<void>((resolve) => states.onDidChange(() => resolve()));
	const next = await tokenInForce(signIn, context, new AbortController().signal);
	await told;
	assert.deepEqual(states.of(signIn), { kind: "signedIn", until: next.expiresAt, isRefreshable: true });
});

test("what the portal refuses is seen at once", async (t) => {
	const { states, heard, keep, context, signIn } = await statesOf(t);
	keep(3600);
	await states.refresh();
	heard.length = 0;
	const told = new Promise<void>((resolve) => states.onDidChange(() => resolve()));
	context.signInRefreshes.noteRefused(signIn, new Secret("made-up"), context);
	await told;
	assert.deepEqual(heard, ["corp: signedIn > ended"]);
	states.dispose();
	context.signInRefreshes.noteRefused(signIn, new Secret("another"), context);
	await states.refresh();
	assert.equal(heard.length, 1);
});
