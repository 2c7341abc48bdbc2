import assert from "node:assert/strict";
import { once } from "node:events";
import { type OutgoingHttpHeaders, request } from "node:http";
import { type TestContext, test } from "node:test";
import { listenForRedirect } from "../../../../src/aws/identityCenter/redirectListener.ts";
import { cancelled } from "../../fakes/rejection.ts";

const state = "state-of-24-characters-ab";

async function listening(t: TestContext, signal = new AbortController().signal) {
	const listener = await listenForRedirect(state, signal);
	t.after(() => listener.close());
	return listener;
}

async function ask(url: string, method = "GET", headers: OutgoingHttpHeaders = {}) {
	const sent = request(url, { method, agent: false, headers });
	sent.end();
	const [response] = await once(sent, "response");
	let text = "";
	for await (const chunk of response) text += chunk;
	return { status: response.statusCode as number, headers: response.headers, text };
}

test("the code that comes with the state, once; then the port is free", async (t) => {
	const { url, answer } = await listening(t);
	assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
	const page = await ask(`${url}?code=s3cret&state=${state}`);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.text + JSON.stringify(page.headers), /s3cret|state-of/);
	assert.match(page.headers["content-security-policy"] ?? "", /default-src 'none'/);
	assert.equal(page.headers["referrer-policy"], "no-referrer");
	const result = await answer;
	assert.ok(result.kind === "code");
	assert.equal(result.code.reveal(), "s3cret");
	await assert.rejects(ask(`${url}?code=other&state=${state}`), /ECONNREFUSED/);
});

test("a refusal, by its name; what is no name is not repeated", async (t) => {
	for (const [error, reason] of [
		["access_denied", "access_denied"],
		["invalid_client", "invalid_client"],
		["<script>", "unknown error"],
		["x".repeat(41), "unknown error"],
		["", "unknown error"],
	]) {
		const { url, answer } = await listening(t);
		const page = await ask(
			`${url}?state=${state}&error=${encodeURIComponent(error ?? "")}&error_description=words`,
		);
		assert.match(page.text, /You are not signed in/);
		assert.doesNotMatch(page.text, /script|words/);
		assert.deepEqual(await answer, { kind: "refused", reason });
	}
});

test("what is not from the page that was opened is refused, and it goes on waiting", async (t) => {
	const { url, answer } = await listening(t);
	const good = `?code=c&state=${state}`;
	const rows: [Promise<{ status: number }>, number][] = [
		[ask(url), 400],
		[ask(`${url}?code=c`), 400],
		[ask(`${url}?code=c&state=${state}x`), 400],
		[ask(`${url}?code=c&state=${state}&state=other`), 400],
		[ask(`${url}?state=${state}`), 400],
		[ask(`${url}?error=access_denied`), 400],
		[ask(url.replace("callback", "x") + good), 404],
		[ask(`${url}/${good}`), 404],
		[ask(url + good, "POST"), 405],
		[ask(url + good, "HEAD"), 405],
		[ask(url + good, "GET", { Host: "evil.example" }), 403],
	];
	for (const [asked, status] of rows) {
		assert.equal((await asked).status, status);
	}
	assert.equal(await Promise.race([answer, Promise.resolve("waiting")]), "waiting");
	assert.equal((await ask(url + good, "GET", { Host: "localhost:1234" })).status, 200);
	assert.equal((await answer).kind, "code");
});

test("calling off and closing free the port", async (t) => {
	const controller = new AbortController();
	const { url, answer } = await listening(t, controller.signal);
	controller.abort();
	await cancelled(answer);
	await assert.rejects(ask(url), /ECONNREFUSED/);
	const other = await listening(t);
	other.close();
	await cancelled(other.answer);
	await assert.rejects(ask(other.url), /ECONNREFUSED/);
	await cancelled(listenForRedirect(state, AbortSignal.abort()));
});
