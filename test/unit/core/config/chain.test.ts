import assert from "node:assert/strict";
import { test } from "node:test";
import {
	chainProblems,
	chainRegion,
	type Resolution,
	resolveChain,
} from "../../../../src/core/config/chain.ts";
import { configOf } from "../../fakes/configOf.ts";

const keys = "aws_access_key_id = AKIA1\naws_secret_access_key = s1";
const roleFrom = (source: string) =>
	`role_arn = arn:aws:iam::444455556666:role/R\nsource_profile = ${source}`;

/** `base < hop < hop`, or the error with its place. */
function told(resolution: Resolution): string {
	if (resolution.kind === "broken") {
		const { place } = resolution;
		return `${resolution.code} ${place === undefined ? "nowhere" : `${place.line}:${place.column}`}`;
	}
	return [resolution.base.name, ...resolution.hops.map(({ profile }) => profile.name)].join(" < ");
}

const resolve = (text: string, name: string) => resolveChain(configOf(text), name);

test("a chain leads from its base to the leaf, whatever its depth", () => {
	const text = `[profile a]\nregion = r\n${roleFrom("b")}\n[profile b]\n${roleFrom("c")}\n[profile c]\n${keys}`;
	assert.equal(told(resolve(text, "a")), "c < b < a");
	assert.equal(told(resolve(text, "c")), "c");
	const a = resolve(text, "a");
	assert.ok(a.kind === "chain");
	assert.equal(chainRegion(a), "r");
	const deep = Array.from({ length: 500 }, (_, index) => `[profile p${index}]\n${roleFrom(`p${index + 1}`)}`);
	const resolution = resolve([...deep, `[profile p500]\n${keys}`].join("\n"), "p0");
	assert.ok(resolution.kind === "chain");
	assert.equal(resolution.hops.length, 500);
	assert.equal(resolution.hops.at(-1)?.profile.name, "p0");
});

test("the first profile's own keys don't count, a later one's end the chain", () => {
	const text = `[profile a]\n${keys}\n${roleFrom("b")}\n[profile b]\n${keys}\n${roleFrom("c")}\n[profile c]\n${keys}`;
	assert.equal(told(resolve(text, "a")), "b < a");
	assert.equal(told(resolve(text, "b")), "c < b");
});

test("a profile that names itself needs keys of its own", () => {
	assert.equal(told(resolve(`[profile a]\n${keys}\n${roleFrom("a")}`, "a")), "a < a");
	const text = `[profile b]\n${roleFrom("a")}\n[profile a]\n${keys}\n${roleFrom("a")}`;
	assert.equal(told(resolve(text, "b")), "a < b");
	assert.equal(told(resolve(`[profile a]\n${roleFrom("a")}`, "a")), "ProfileLoop 2:17");
});

test("loops are told as they go round, at the link that closes them", () => {
	const two = `[profile a]\n${roleFrom("b")}\n[profile b]\n${roleFrom("a")}`;
	assert.equal(told(resolve(two, "a")), "ProfileLoop 5:17");
	const three = `${two.replace(/= a$/, "= c")}\n[profile c]\n${roleFrom("a")}\n[profile in]\n${roleFrom("a")}`;
	const loop = resolve(three, "a");
	assert.ok(loop.kind === "broken");
	assert.match(loop.message, /: a → b → c → a$/);
	assert.equal(told(loop), "ProfileLoop 8:17");
	const intoLoop = resolve(three, "in");
	assert.ok(intoLoop.kind === "broken");
	assert.match(intoLoop.message, /: a → b → c → a$/);
});

test("keys on the way break a loop, except the first profile's own", () => {
	const text = `[profile a]\n${roleFrom("b")}\n[profile b]\n${keys}\n${roleFrom("a")}`;
	assert.equal(told(resolve(text, "a")), "b < a");
	assert.equal(told(resolve(text, "b")), "ProfileLoop 2:17");
});

test("what a chain can't be built on is told at its place", () => {
	assert.equal(told(resolve("", "a")), "ProfileNotFound nowhere");
	assert.equal(told(resolve(`[profile a]\n${roleFrom("gone")}`, "a")), "MissingSource 2:17");
	const bare = `[profile a]\n${roleFrom("b")}\n[profile b]\nregion = r`;
	assert.equal(told(resolve(bare, "a")), "MissingSource 2:17");
	assert.equal(told(resolve(bare, "b")), "MissingSource 3:0");
	const half = `[profile a]\n${roleFrom("b")}\n[profile b]\naws_access_key_id = AKIA1`;
	assert.equal(told(resolve(half, "a")), "PartialKeys 4:20");
	const both = `[profile a]\n${roleFrom("b")}\ncredential_source = Environment\n[profile b]\n${keys}`;
	assert.equal(told(resolve(both, "a")), "ProfileInvalid 3:20");
});

test("a chain can begin at any other source", () => {
	const text = `[profile a]\n${roleFrom("b")}\n[profile b]\ncredential_process = cmd`;
	const resolution = resolve(text, "a");
	assert.equal(told(resolution), "b < a");
	assert.ok(resolution.kind === "chain" && resolution.base.kind === "process");
	assert.deepEqual(resolution.base.origin, { kind: "process", command: "cmd" });
});

test("the problems of all chains: one per place, none for a profile of settings", () => {
	const text = [
		`[profile a]\n${roleFrom("gone")}`,
		`[profile b]\n${roleFrom("a")}`,
		"[profile bare]\nregion = r",
		`[profile c]\n${roleFrom("bare")}`,
		`[profile fine]\n${keys}`,
	].join("\n");
	const problems = chainProblems(configOf(text));
	assert.deepEqual(
		problems.map(({ severity, place }) => `${severity} ${place.line}:${place.column}+${place.length}`),
		["error 2:17+4", "error 10:17+4"],
	);
});

test("what a source's own settings come to, in AWS's order", () => {
	const sso = "sso_session = s\nsso_account_id = 1\nsso_role_name = R";
	for (const [source, kind] of [
		[`${keys}\n${roleFrom("c")}`, "keys"],
		[`aws_access_key_id = A\n${roleFrom("c")}`, "PartialKeys"],
		[`${keys}\n${sso}`, "sso"],
		[`${keys}\ncredential_process = cmd`, "process"],
		[`${keys}\n${roleFrom("c")}\nweb_identity_token_file = /t`, "webIdentity"],
		[`${roleFrom("c")}\nweb_identity_token_file = /t`, "webIdentity"],
		[`${keys}\nmfa_serial = GAHT12345678`, "keys"],
	] as const) {
		const text = `[profile a]\n${roleFrom("b")}\n[profile b]\n${source}\n[profile c]\n${keys}`;
		const found = resolve(text, "a");
		assert.equal(found.kind === "chain" ? found.base.kind : found.code, kind, source);
		assert.ok(found.kind === "broken" || !("mfaSerial" in found.base), source);
		assert.equal(chainProblems(configOf(text)).length, found.kind === "broken" ? 1 : 0, source);
	}
});
