import assert from "node:assert/strict";
import { test } from "node:test";
import {
	hostOf,
	type SamlStatement,
	samlFacts,
	samlSource,
	shown,
	startUrlProblem,
	tokenFacts,
} from "../../../../src/core/identity/identityFacts.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

const now = Date.UTC(2026, 2, 1, 12);
const context = { now, time: (moment: number) => new Date(moment).toISOString().slice(11, 16) };
const seconds = now / 1000;
const claims = {
	iss: "https://idp.example",
	sub: "repo:acme/web:ref:refs/heads/main",
	aud: "sts.amazonaws.com",
	exp: seconds + 3600,
};

function tokenOf(payload: unknown): Secret {
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
	return new Secret(`${part({ alg: "RS256" })}.${part(payload)}.c2lnbmF0dXJl`);
}

function facts(payload: unknown) {
	const read = tokenFacts(tokenOf(payload), context);
	return { ...read, facts: read.facts.map(({ name, value }) => `${name}: ${value}`) };
}

test("a good token says whose it is, for whom, from whom, and how long it is good", () => {
	assert.deepEqual(facts({ ...claims, aud: ["sts.amazonaws.com", "other"] }), {
		owner: "repo:acme/web:ref:refs/heads/main",
		facts: [
			"Subject: repo:acme/web:ref:refs/heads/main",
			"Audience: sts.amazonaws.com, other",
			"Issuer: https://idp.example",
			"Expires: in 1h, at 13:00",
		],
		problems: [],
		isOpaque: false,
	});
});

test("a token that has expired, to the very moment, is marked", () => {
	const { facts: rows, problems } = tokenFacts(tokenOf({ ...claims, exp: seconds }), context);
	assert.deepEqual(problems, ["This token expired 0s ago: get a new one"]);
	assert.deepEqual(rows.at(-1), {
		kind: "expiry",
		name: "Expired",
		value: "0s ago, at 12:00",
		isProblem: true,
	});
	assert.deepEqual(facts({ ...claims, exp: seconds - 300 }).problems, [
		"This token expired 5m ago: get a new one",
	]);
	assert.deepEqual(facts({ ...claims, exp: seconds - 26_485 * 3600 }).problems, [
		"This token expired 3 years ago: get a new one",
	]);
	assert.deepEqual(facts({ ...claims, exp: seconds + 1 }).problems, []);
});

test("a token that is not valid yet, and one that is no ID token, are marked", () => {
	assert.match(
		String(facts({ ...claims, nbf: seconds + 600 }).problems),
		/not valid yet: it is from 12:10, in 10m/,
	);
	assert.deepEqual(facts({ ...claims, nbf: seconds }).problems, []);
	const access = facts({ iss: claims.iss, scope: "read", exp: claims.exp });
	assert.match(String(access.problems), /no sub and no aud\. If it is an access token/);
	assert.deepEqual(access.facts.slice(0, 2), ["Subject: none", "Audience: none"]);
	assert.equal(access.owner, undefined);
	assert.equal(facts({ ...claims, exp: undefined }).facts.at(-1), "Expires: not said");
});

test("of a token that nobody can read nothing is shown", () => {
	const opaque = tokenFacts(new Secret("Atza|hidden"), context);
	assert.deepEqual(opaque.facts, []);
	assert.equal(opaque.isOpaque, true);
	assert.match(String(opaque.problems), /no JSON Web Token/);
	assert.doesNotMatch(JSON.stringify(opaque), /hidden/);
});

test("what a stranger wrote is one line without icons", () => {
	assert.equal(shown("$(shield) you\nare $(check)"), "$\u200B(shield) you\\u000aare $\u200B(check)");
	const { owner, facts: rows } = facts({ ...claims, sub: "\u202Ealice $(verified)" });
	assert.equal(owner, "\\u202ealice $\u200B(verified)");
	assert.equal(rows[0], `Subject: ${owner}`);
	assert.ok((facts({ ...claims, sub: "x".repeat(5000) }).owner ?? "").length < 400);
});

test("a SAML response's facts, and what is not said is left out", () => {
	const rows = (statement: SamlStatement) =>
		samlFacts(statement, context).map(({ name, value }) => `${name}: ${value}`);
	const whole = {
		issuer: "https://idp.example/realm",
		subject: "G-1",
		sessionName: "alice",
		sessionDurationSeconds: 7200,
		expiresAt: now + 300_000,
		signInEndsAt: now + 1_800_000,
	};
	assert.deepEqual(rows(whole), [
		"Issuer: https://idp.example/realm",
		"Subject: G-1 · alice",
		"Expires: in 5m, at 12:05",
		"Session duration: 2h, for the console",
		"Sign-in ends: in 30m, at 12:30, and the session with it",
	]);
	assert.deepEqual(samlFacts({ ...whole, signInEndsAt: now }, context).at(-1), {
		kind: "expiry",
		name: "Sign-in ended",
		value: "0s ago, at 12:00, and the session with it",
		isProblem: true,
	});
	const doubted = { notBefore: now + 60_000, expiresAt: now - 300_000 };
	assert.deepEqual(
		samlFacts(doubted, context)
			.filter(({ isProblem }) => isProblem)
			.map(({ name, value }) => `${name}: ${value}`),
		[
			"Valid from: in 1m 0s, at 12:01. Is this machine's clock right?",
			"Expired: 5m ago, at 11:55. Is this machine's clock right?",
		],
	);
	assert.ok(!rows({ ...whole, notBefore: now }).some((row) => row.includes("clock")));
	assert.deepEqual(rows({ ...whole, subject: "alice" })[1], "Subject: alice");
	assert.deepEqual(rows({}), ["Issuer: encrypted", "Subject: encrypted"]);
	assert.equal(samlSource(whole), "alice from idp.example");
	assert.equal(samlSource({ subject: "G-1", issuer: "urn:corp:$(idp)" }), "G-1 from urn:corp:$\u200B(idp)");
	assert.equal(samlSource({ subject: "G-1" }), "G-1");
});

test("the browser is sent to web addresses alone, without a password in them", () => {
	for (const url of ["https://idp.example/a?b=c%20d", "http://localhost:8080"]) {
		assert.equal(startUrlProblem(url), undefined, url);
	}
	for (const url of ["", "idp.example", "javascript:alert(1)", "file:///etc/passwd", "vscode://x/y"]) {
		assert.match(String(startUrlProblem(url)), /begins with https/, url);
	}
	assert.match(String(startUrlProblem("https://alice:pw@idp.example")), /password/);
	assert.equal(hostOf("https://idp.example:8443/a?b"), "idp.example:8443");
});
