import assert from "node:assert/strict";
import { test } from "node:test";
import { type Grant, Grants, pathOf, readKeptGrants } from "../../../../src/delivery/endpoint/grants.ts";

const tokenOf = (grant: Grant) => grant.token.reveal();
/** With its first character changed. */
const spoilt = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

test("a grant is made once for a session, and differs from every other", () => {
	const grants = new Grants();
	let changes = 0;
	grants.onDidChange(() => {
		changes += 1;
	});
	const made = Array.from({ length: 200 }, (_, index) => grants.of(`session ${index}`));
	assert.equal(changes, 200);
	assert.equal(grants.of("session 7"), made[7]);
	assert.equal(changes, 200);
	assert.equal(new Set(made.map(({ id }) => id)).size, 200);
	assert.equal(new Set(made.map(tokenOf)).size, 200);
	for (const grant of made) {
		assert.match(pathOf(grant), /^\/aws-sessions\/[\w-]{22}$/, "16 bytes");
		assert.match(tokenOf(grant), /^[\w-]{32}$/, "24 bytes");
	}
});

test("a session is found by its own path and token alone", () => {
	const grants = new Grants();
	const a = grants.of("a");
	const b = grants.of("b");
	assert.equal(grants.find(pathOf(a), tokenOf(a)), "a");
	assert.equal(grants.find(pathOf(b), tokenOf(b)), "b");
	const refused: readonly (readonly [string, string])[] = [
		[pathOf(a), tokenOf(b)],
		[pathOf(a), ""],
		[pathOf(a), spoilt(tokenOf(a))],
		[pathOf(a), tokenOf(a).slice(0, -1)],
		[pathOf(a), `${tokenOf(a)}x`],
		[pathOf(a), `Bearer ${tokenOf(a)}`],
		[pathOf(a), ` ${tokenOf(a)}`],
		[spoilt(pathOf(a)), tokenOf(a)],
		[`/aws-sessions/${spoilt(a.id)}`, tokenOf(a)],
		[pathOf(a).slice(0, -1), tokenOf(a)],
		[`${pathOf(a)}/`, tokenOf(a)],
		[`${pathOf(a)}?x`, tokenOf(a)],
		[`${pathOf(a)}\n`, tokenOf(a)],
		[`/${pathOf(a)}`, tokenOf(a)],
		[`http://127.0.0.1:80${pathOf(a)}`, tokenOf(a)],
		[`/${a.id}`, tokenOf(a)],
		["/", tokenOf(a)],
		["", ""],
	];
	for (const [path, authorization] of refused) {
		assert.equal(grants.find(path, authorization), undefined, path);
	}
});

test("what is forgotten is told, and made anew with another id and token", () => {
	const grants = new Grants();
	const before = grants.of("a");
	let changes = 0;
	grants.onDidChange(() => {
		changes += 1;
	});
	grants.forget("b");
	assert.equal(changes, 0, "there was none");
	grants.forget("a");
	assert.equal(changes, 1);
	const after = grants.of("a");
	assert.notEqual(after.id, before.id);
	assert.notEqual(tokenOf(after), tokenOf(before));
	grants.of("b");
	grants.forgetAll();
	grants.forgetAll();
	assert.equal(changes, 4);
	assert.equal(grants.find(pathOf(after), tokenOf(after)), undefined);
	assert.deepEqual(grants.toKeep(), []);
});

test("kept as JSON, grants are the same again; what is no grant is left out", () => {
	const grants = new Grants();
	const a = grants.of("a");
	grants.of("b");
	const kept: unknown = JSON.parse(JSON.stringify(grants.toKeep()));
	assert.ok(Array.isArray(kept));
	const [{ id, token }] = kept;
	const again = new Grants(
		readKeptGrants([
			...kept,
			{ id: "short", token, session: "c" },
			{ id, token: "short", session: "c" },
			{ id, token },
			{ id: 1, token, session: "c" },
			null,
			"text",
		]),
	);
	assert.deepEqual(again.toKeep(), kept);
	assert.equal(again.of("a").id, a.id);
	assert.equal(again.find(pathOf(a), tokenOf(a)), "a");
	for (const value of [undefined, null, {}, "x", 1]) {
		assert.deepEqual(readKeptGrants(value), []);
	}
});

test("a token is not shown by accident", () => {
	const grants = new Grants();
	const grant = grants.of("a");
	const shown = `${grant.token} ${JSON.stringify(grant)} ${JSON.stringify(grants)}`;
	assert.ok(!shown.includes(tokenOf(grant)));
});
