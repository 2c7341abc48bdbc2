import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import {
	bareToken,
	identityTokenProblem,
	readClaims,
	tokenFormProblem,
} from "../../../../src/core/identity/jwt.ts";
import { lengthLimits } from "../../../../src/core/session/stsLimits.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signature = "hidden-signature";
const jwt = (claims: unknown, header: unknown = { alg: "RS256", typ: "JWT" }) =>
	`${part(header)}.${part(claims)}.${signature}`;
const good = {
	iss: "https://idp.example",
	sub: "user:Zoë",
	aud: "sts.example",
	exp: 1_772_366_400,
	iat: 1_772_362_800.5,
	nbf: 1_772_362_800,
	groups: ["a"],
};

test("the claims of a token, times in milliseconds, without its signature", () => {
	const read = readClaims(new Secret(jwt(good)));
	assert.deepEqual(read, {
		issuer: "https://idp.example",
		subject: "user:Zoë",
		audience: ["sts.example"],
		expiresAt: Date.UTC(2026, 2, 1, 12),
		issuedAt: Date.UTC(2026, 2, 1, 11) + 500,
		notBefore: Date.UTC(2026, 2, 1, 11),
		claims: good,
	});
	assert.doesNotMatch(inspect(read, { depth: 9 }), /hidden/);
});

test("claims that are missing or of another kind are absent, and no number makes an impossible date", () => {
	const odd = readClaims(
		jwt({ iss: 7, sub: "", aud: ["a", 3, "", "b"], exp: "soon", iat: 1e300, nbf: null }),
	);
	assert.deepEqual(
		[odd?.issuer, odd?.subject, odd?.audience, odd?.expiresAt, odd?.issuedAt, odd?.notBefore],
		[undefined, undefined, ["a", "b"], undefined, undefined, undefined],
	);
	assert.deepEqual(readClaims(jwt({}))?.audience, []);
	assert.equal(readClaims(jwt({ exp: -1 }))?.expiresAt, -1000);
});

test("a claim named __proto__ changes nothing", () => {
	const payload = Buffer.from('{"__proto__":{"iss":"https://evil.example"},"sub":"s"}').toString("base64url");
	const read = readClaims(`${part({ alg: "none" })}.${payload}.`);
	assert.equal(read?.issuer, undefined);
	assert.equal(read?.subject, "s");
	assert.equal(Object.getPrototypeOf(read?.claims), Object.prototype);
});

test("what is no JWT has no claims", () => {
	const [header, payload] = [part({ alg: "RS256" }), part(good)];
	const invalidUtf8 = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString("base64url");
	for (const text of [
		"",
		"opaque-token",
		`${header}.${payload}`,
		`${header}.${payload}.x.y`,
		`${part({ typ: "JWT" })}.${payload}.s`,
		`${part([1])}.${payload}.s`,
		`${header}.${part("text")}.s`,
		`${header}.${part([good])}.s`,
		`${header}.${part(null)}.s`,
		`${header}.${payload.slice(0, -2)}.s`,
		`${header}.${payload}=.s`,
		`${header}.${invalidUtf8}.s`,
		`${header}.${payload}.si gn`,
	]) {
		assert.equal(readClaims(text), undefined, text);
	}
});

test("what stands around a pasted token is taken off", () => {
	const token = jwt(good);
	for (const text of [
		`  ${token}\r\n`,
		`Bearer ${token}`,
		`bearer\t${token}`,
		`Authorization: Bearer ${token}`,
		`"${token}"`,
		`'Bearer ${token}'`,
		`Bearer "${token}"`,
	]) {
		assert.equal(bareToken(text), token, text);
		assert.equal(identityTokenProblem(text), undefined, text);
		assert.equal(readClaims(text)?.subject, "user:Zoë", text);
	}
});

test("why a text is no token", () => {
	const cases: [string, RegExp][] = [
		["", /no token/],
		["Bearer ", /no token|4 to 20000/],
		["abc", /4 to 20000 characters, this has 3$/],
		["a".repeat(lengthLimits.webIdentityToken.max + 1), /4 to 20000 characters, this has 20001$/],
		[`${jwt(good).slice(0, 40)}\n${jwt(good).slice(40)}`, /no blanks or line breaks/],
		["ya29.opaque", /no JSON Web Token.*access token.*ID token/],
		[`${jwt(good).split(".").slice(0, 2).join(".")}x.s`, /damaged or cut short/],
		[`${part({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.d`, /encrypted/],
		[jwt({ ...good, sub: undefined }), /has no sub\. If it is an access token/],
		[jwt({ scope: "openid" }), /has no iss and no sub and no aud/],
	];
	for (const [text, message] of cases) {
		assert.match(identityTokenProblem(text) ?? "", message);
	}
	assert.equal(identityTokenProblem(jwt({ ...good, aud: undefined, azp: "client" })), undefined);
	assert.equal(tokenFormProblem("Atza|opaque-but-known"), undefined);
	assert.equal(tokenFormProblem("a".repeat(lengthLimits.webIdentityToken.max)), undefined);
});

test("no problem repeats the token", () => {
	for (const text of [
		"hidden-opaque",
		"hidden with blanks",
		`hidden${"x".repeat(30_000)}`,
		jwt({ iss: "hidden" }),
	]) {
		assert.doesNotMatch(identityTokenProblem(text) ?? "", /hidden/);
		assert.notEqual(identityTokenProblem(text), undefined);
	}
});

test("no text makes the reader throw, and any claims come back", () => {
	const rough = fc.array(
		fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.constant(part({ alg: "x" }))),
		{
			maxLength: 5,
		},
	);
	fc.assert(
		fc.property(rough, (parts) => {
			const text = parts.join(".");
			readClaims(text);
			identityTokenProblem(text);
		}),
	);
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
			assert.deepEqual(readClaims(jwt(claims))?.claims, JSON.parse(JSON.stringify(claims)));
		}),
	);
});
