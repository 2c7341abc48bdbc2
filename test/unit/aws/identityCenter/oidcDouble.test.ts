import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { startOidc } from "../../../aws/oidc.ts";

const startUrl = "https://corp.awsapps.com/start";
const farStartUrl = "https://far.awsapps.com/start";
const redirectUri = "http://127.0.0.1:4711/oauth/callback";
const verifier = "v".repeat(43);
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** The double, asked as any client would, and a clock to move. */
async function service(t: TestContext) {
	let at = Date.UTC(2026, 2, 1);
	let issued = 0;
	const oidc = await startOidc({
		startUrl,
		elsewhere: [farStartUrl],
		now: () => at,
		issueToken: () => `token-${++issued}`,
	});
	t.after(() => oidc.close());
	const ask = async (path: string, body: object) => {
		const response = await fetch(oidc.url + path, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		const answer = (await response.json()) as Record<string, string>;
		return {
			...answer,
			status: response.status,
			fault: response.headers.get("x-amzn-errortype")?.split(":")[0],
		};
	};
	const register = async (more: object = {}) => {
		const answer = await ask("/client/register", { clientName: "n", clientType: "public", ...more });
		const { clientId, clientSecret } = answer as unknown as Record<string, string>;
		return { answer, client: { clientId, clientSecret } };
	};
	const forCode = {
		scopes: ["sso:account:access"],
		grantTypes: ["authorization_code", "refresh_token"],
		redirectUris: ["http://127.0.0.1/oauth/callback"],
		issuerUrl: startUrl,
	};
	/** Goes to the page, and gives what it sends back with. */
	const visit = async (clientId: string | undefined, more: Record<string, string> = {}) => {
		const query = new URLSearchParams({
			response_type: "code",
			client_id: clientId ?? "",
			redirect_uri: redirectUri,
			state: "s".repeat(20),
			code_challenge_method: "S256",
			code_challenge: challenge,
			scopes: "sso:account:access",
			...more,
		});
		const response = await fetch(`${oidc.url}/authorize?${query}`, { redirect: "manual" });
		const back = response.headers.get("location");
		return { status: response.status, query: back === null ? undefined : new URL(back).searchParams };
	};
	return {
		oidc,
		ask,
		register,
		forCode,
		visit,
		pass(seconds: number) {
			at += seconds * 1000;
		},
		token: async (grantType: string, client: object, more: object) =>
			ask("/token", { grantType, ...client, ...more }),
	};
}

test("registration: what it takes, and what not", async (t) => {
	const { register, forCode } = await service(t);
	assert.equal((await register()).answer.status, 200);
	assert.equal((await register(forCode)).answer.status, 200);
	for (const [more, fault] of [
		[{ clientType: "confidential" }, "InvalidClientMetadataException"],
		[{ scopes: ["everything"] }, "InvalidScopeException"],
		[{ grantTypes: ["password"] }, "UnsupportedGrantTypeException"],
		[{ ...forCode, redirectUris: ["https://evil.example/"] }, "InvalidRedirectUriException"],
		[{ ...forCode, issuerUrl: "https://other.awsapps.com/start" }, "InvalidClientMetadataException"],
		[{ ...forCode, redirectUris: [] }, "InvalidRequestException"],
	] as const) {
		assert.equal((await register(more)).answer.fault, fault);
	}
});

test("a code is good once, for its client, its redirect and whoever knows the verifier", async (t) => {
	const { register, forCode, visit, token, pass } = await service(t);
	const { client } = await register(forCode);
	const other = (await register(forCode)).client;
	const codeOf = async () => ({ code: (await visit(client.clientId)).query?.get("code"), redirectUri });
	const get = (more: object, of = client) =>
		token("authorization_code", of, { codeVerifier: verifier, ...more });
	const code = await codeOf();
	assert.equal((await get(code)).status, 200);
	assert.equal((await get(code)).fault, "InvalidGrantException");
	assert.equal(
		(await get({ ...(await codeOf()), codeVerifier: "w".repeat(43) })).fault,
		"InvalidGrantException",
	);
	assert.equal(
		(await get({ ...(await codeOf()), redirectUri: `${redirectUri}/x` })).fault,
		"InvalidGrantException",
	);
	assert.equal((await get(await codeOf(), other)).fault, "InvalidGrantException");
	assert.equal((await get(await codeOf(), { ...client, clientSecret: "x" })).fault, "InvalidClientException");
	const late = await codeOf();
	pass(61);
	assert.equal((await get(late)).fault, "InvalidGrantException");
});

test("the page: for known clients and their redirects, with a whole request", async (t) => {
	const { register, forCode, visit, oidc, pass } = await service(t);
	const { clientId } = (await register(forCode)).client;
	assert.equal((await visit("nobody")).status, 400);
	assert.equal((await visit(clientId, { redirect_uri: "http://127.0.0.1:1/elsewhere" })).status, 400);
	assert.equal((await visit(clientId, { redirect_uri: "http://evil.example/oauth/callback" })).status, 400);
	for (const more of [
		{ code_challenge_method: "plain" },
		{ code_challenge: "x" },
		{ state: "" },
		{ scopes: "a" },
	]) {
		assert.equal(
			(await visit(clientId, more as Record<string, string>)).query?.get("error"),
			"invalid_request",
		);
	}
	oidc.decision = "denies";
	assert.equal((await visit(clientId)).query?.get("error"), "access_denied");
	oidc.decision = "is asked";
	assert.equal((await visit(clientId)).status, 200);
	pass(91 * 86_400);
	assert.equal((await visit(clientId)).status, 400, "the registration has ended");
});

test("a device's code: pending, too fast, confirmed, used, expired", async (t) => {
	const { register, ask, token, pass, oidc } = await service(t);
	const { client } = await register({ scopes: ["sso:account:access"] });
	const begin = async () => {
		const answer = await ask("/device_authorization", { ...client, startUrl });
		return answer as unknown as Record<string, string>;
	};
	const { deviceCode, userCode = "" } = await begin();
	const get = () => token("urn:ietf:params:oauth:grant-type:device_code", client, { deviceCode });
	assert.equal((await get()).fault, "AuthorizationPendingException");
	pass(4);
	assert.equal((await get()).fault, "SlowDownException");
	pass(9);
	assert.equal((await get()).fault, "SlowDownException", "five seconds more from then on");
	pass(15);
	oidc.approve(userCode);
	assert.equal((await get()).status, 200);
	pass(15);
	assert.equal((await get()).fault, "InvalidGrantException");
	pass(600);
	assert.equal((await get()).fault, "ExpiredTokenException");
	const wrong = await ask("/device_authorization", { ...client, startUrl: "https://other" });
	assert.equal(wrong.fault, "InvalidRequestException");
});

test("each refresh token is good once, until its session or its registration ends", async (t) => {
	const { register, forCode, visit, token, pass, oidc } = await service(t);
	const { client } = await register(forCode);
	const code = (await visit(client.clientId)).query?.get("code");
	const first = await token("authorization_code", client, { code, redirectUri, codeVerifier: verifier });
	const refresh = async (from: object) =>
		token("refresh_token", client, { refreshToken: (from as { refreshToken?: string }).refreshToken });
	const second = await refresh(first);
	assert.equal(second.status, 200);
	assert.equal((await refresh(first)).fault, "InvalidGrantException");
	const third = await refresh(second);
	oidc.endSession((third as unknown as { accessToken: string }).accessToken);
	assert.equal((await refresh(third)).fault, "InvalidGrantException");
	pass(91 * 86_400);
	assert.equal((await refresh(third)).fault, "InvalidClientException");
});

test("a portal goes by its address however it is written; one of another region gives codes that no page takes", async (t) => {
	const { oidc, ask, register, forCode, token } = await service(t);
	for (const written of [startUrl, `${startUrl}/`, `${startUrl}#/`, `${startUrl}/#`]) {
		const { answer, client } = await register({ ...forCode, issuerUrl: written });
		assert.equal(answer.status, 200, written);
		const { client: forDevice } = await register();
		assert.equal((await ask("/device_authorization", { ...forDevice, startUrl: written })).status, 200);
		const { fault } = await ask("/device_authorization", { ...client, startUrl: written });
		assert.equal(fault, "UnauthorizedClientException");
	}
	const far = await register({ ...forCode, issuerUrl: farStartUrl });
	assert.equal(far.answer.fault, "InvalidClientMetadataException");
	const { client } = await register();
	const given = await ask("/device_authorization", { ...client, startUrl: farStartUrl });
	const { deviceCode, userCode = "" } = given as unknown as Record<string, string>;
	assert.throws(() => oidc.approve(userCode), /No device waits/);
	const grant = "urn:ietf:params:oauth:grant-type:device_code";
	assert.equal((await token(grant, client, { deviceCode })).fault, "AuthorizationPendingException");
});
