import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import {
	type AcsListener,
	type AcsOptions,
	listenForSamlResponse,
} from "../../../../src/aws/saml/acsListener.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";

const saml = Buffer.from("<hidden/>?>~").toString("base64");
const form = `SAMLResponse=${encodeURIComponent(saml)}&RelayState=`;
const formType = "application/x-www-form-urlencoded";

async function listen(t: TestContext, options: Partial<AcsOptions> = {}): Promise<AcsListener> {
	const listener = await listenForSamlResponse({
		signal: new AbortController().signal,
		problemOf: () => undefined,
		...options,
	});
	t.after(() => listener.close());
	return listener;
}

interface Asked {
	readonly url: string;
	readonly method?: string;
	readonly headers?: OutgoingHttpHeaders;
	readonly body?: string;
}

async function ask({ url, method = "POST", headers = {}, body = "" }: Asked): Promise<{
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}> {
	const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof ask>>>();
	const type = method === "POST" ? { "Content-Type": formType } : {};
	const sent = request(url, { method, agent: false, headers: { ...type, ...headers } }, (response) => {
		let text = "";
		response.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
		});
		response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
	});
	sent.on("error", reject);
	sent.end(body);
	return promise;
}

const isWaiting = async ({ response }: AcsListener) =>
	(await Promise.race([response, Promise.resolve("waiting")])) === "waiting";

test("the response that is posted arrives, the page says so, and the port is free again", async (t) => {
	const listener = await listen(t);
	const { url } = listener;
	assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/saml$/);
	const answer = await ask({ url, body: form, headers: { Origin: "https://idp.example" } });
	assert.equal(answer.status, 200);
	assert.match(answer.text, /You can close this page and go back to VS Code/);
	assert.equal((await listener.response).reveal(), saml);
	await assert.rejects(ask({ url, body: form }), { code: "ECONNREFUSED" });
	const again = await listen(t, { port: Number(new URL(url).port) });
	assert.equal(again.url, url);
});

test("the page runs nothing, is kept nowhere, and repeats nothing", async (t) => {
	const { url } = await listen(t);
	for (const asked of [
		{ url, body: "SAMLResponse=hidden!" },
		{ url, method: "GET" },
		{ url, body: form },
	]) {
		const { headers, text } = await ask(asked);
		assert.match(String(headers["content-security-policy"]), /^default-src 'none'/);
		assert.equal(headers["cache-control"], "no-store");
		assert.equal(headers["x-content-type-options"], "nosniff");
		assert.match(String(headers["content-type"]), /^text\/html; charset=utf-8$/);
		assert.doesNotMatch(text, /<script|hidden|PGh/i);
	}
});

test("who opens the address is told what it is for, and it goes on waiting", async (t) => {
	const listener = await listen(t, { path: "/a/b.c" });
	const { status, text } = await ask({ url: listener.url, method: "GET" });
	assert.equal(status, 200);
	assert.match(text, /waits here for the SAML response/);
	assert.equal((await ask({ url: `${listener.url}?x=1`, method: "GET" })).status, 200);
	assert.ok(await isWaiting(listener));
	await ask({ url: listener.url, body: form });
	assert.equal((await listener.response).reveal(), saml);
});

test("anything but the form on its path is refused, and it goes on waiting", async (t) => {
	const listener = await listen(t);
	const { url } = listener;
	const { origin, port } = new URL(url);
	const big = `SAMLResponse=${"A".repeat(150_000)}`;
	const cases: [number, Asked][] = [
		[404, { url: origin, body: form }],
		[404, { url: `${url}/x`, body: form }],
		[404, { url: `${origin}//saml`, body: form }],
		[405, { url, method: "PUT", body: form }],
		[405, { url, method: "OPTIONS" }],
		[405, { url, method: "DELETE" }],
		[415, { url, body: form, headers: { "Content-Type": "multipart/form-data; boundary=x" } }],
		[415, { url, body: form, headers: { "Content-Type": "text/plain" } }],
		[415, { url, body: form, headers: { "Content-Type": `${formType}x` } }],
		[415, { url, body: form, headers: { "Content-Encoding": "gzip" } }],
		[413, { url, body: big }],
		[400, { url }],
		[400, { url, body: "RelayState=x" }],
		[400, { url, body: "SAMLResponse=" }],
		[400, { url, body: "SAMLResponse=%3Cxml%3E" }],
		[400, { url, body: `${form}&${form}` }],
		[400, { url, body: `SAMLResponse=${"A".repeat(100_004)}` }],
		[403, { url, body: form, headers: { Host: "evil.example" } }],
		[403, { url, body: form, headers: { Host: `evil.example:${port}` } }],
		[403, { url, body: form, headers: { Host: `127.0.0.1:${port}.evil.example` } }],
		[403, { url, body: form, headers: { Host: `localhost.evil.example:${port}` } }],
		[403, { url, body: form, headers: { Host: `127.0.0.1.evil.example:${port}` } }],
		[403, { url, body: form, headers: { Host: `evil.example@localhost:${port}` } }],
	];
	for (const [status, asked] of cases) {
		const answer = await ask(asked);
		assert.equal(answer.status, status, `${asked.method ?? "POST"} ${JSON.stringify(asked).slice(0, 200)}`);
		assert.equal(answer.headers.allow, status === 405 ? "GET, POST" : undefined);
	}
	assert.ok(await isWaiting(listener));
	await ask({
		url,
		body: form,
		headers: { Host: `LOCALHOST:${port}`, "Content-Type": `${formType}; charset=UTF-8` },
	});
	assert.equal((await listener.response).reveal(), saml);
});

test("a form without an announced length is cut off at the limit", async (t) => {
	const { url } = await listen(t);
	const { hostname, port, pathname } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.on("error", () => {});
	socket.write(
		`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: ${formType}\r\nTransfer-Encoding: chunked\r\n\r\n`,
	);
	const chunk = `${(10_000).toString(16)}\r\n${"A".repeat(10_000)}\r\n`;
	for (let i = 0; i < 16; i++) {
		socket.write(chunk);
	}
	const [answer] = (await once(socket, "data")) as [Buffer];
	assert.match(answer.toString(), /^HTTP\/1\.1 413 /);
	socket.destroy();
});

test("a response that comes wrapped over lines is put together", async (t) => {
	const listener = await listen(t);
	const wrapped = `${saml.slice(0, 6)}\r\n${saml.slice(6)}`;
	await ask({ url: listener.url, body: `SAMLResponse=${encodeURIComponent(wrapped)}` });
	assert.equal((await listener.response).reveal(), saml);
});

test("of no use: the page says why, as text, and it goes on waiting for a good one", async (t) => {
	const told: string[] = [];
	const listener = await listen(t, {
		problemOf: (response) => {
			told.push(response.reveal());
			return response.reveal() === saml ? undefined : `It is <b>"bad"</b> & 'worse'`;
		},
	});
	for (let i = 0; i < 3; i++) {
		const { status, text } = await ask({
			url: listener.url,
			body: "SAMLResponse=AAAA",
			headers: { Origin: "https://evil.example" },
		});
		assert.equal(status, 400);
		assert.doesNotMatch(text, /<b>|has arrived/);
		assert.match(
			text,
			/It is &#60;b&#62;&#34;bad&#34;&#60;\/b&#62; &#38; &#39;worse&#39;\. AWS Sessions goes on waiting/,
		);
	}
	assert.ok(await isWaiting(listener));
	assert.equal((await ask({ url: listener.url, body: form })).status, 200);
	assert.equal((await listener.response).reveal(), saml);
	assert.deepEqual(told, ["AAAA", "AAAA", "AAAA", saml]);
});

test("a port that is forwarded is another one in the browser, or none", async (t) => {
	for (const host of ["localhost:49152", "127.0.0.1:49152", "localhost", "127.0.0.1"]) {
		const listener = await listen(t);
		assert.equal((await ask({ url: listener.url, body: form, headers: { Host: host } })).status, 200, host);
		assert.equal((await listener.response).reveal(), saml);
	}
});

test("the first of two responses counts", async (t) => {
	const listener = await listen(t);
	const other = `SAMLResponse=${encodeURIComponent(Buffer.from("<other/>").toString("base64"))}`;
	await Promise.allSettled([ask({ url: listener.url, body: form }), ask({ url: listener.url, body: other })]);
	assert.match((await listener.response).reveal(), /^(PGhp|PG90)/);
	await assert.rejects(ask({ url: listener.url, body: form }));
});

test("aborting ends it, with a connection open too", async (t) => {
	const controller = new AbortController();
	const listener = await listen(t, { signal: controller.signal });
	const { hostname, port } = new URL(listener.url);
	const idle = connect(Number(port), hostname);
	const ended = new Promise((resolve) => idle.on("error", () => {}).on("close", resolve));
	await once(idle, "connect");
	idle.resume().write("POST /saml HTTP/1.1\r\n");
	controller.abort();
	await cancelled(listener.response);
	await ended;
	await listener.close();
	await assert.rejects(ask({ url: listener.url, method: "GET" }), { code: "ECONNREFUSED" });
});

test("closing it ends the waiting, and may be done twice", async (t) => {
	const listener = await listen(t);
	await listener.close();
	await listener.close();
	await cancelled(listener.response);
});

test("what was aborted before opens nothing", async () => {
	await cancelled(listenForSamlResponse({ signal: AbortSignal.abort(), problemOf: () => undefined }));
});

test("what is aborted while it opens is closed again", async (t) => {
	const first = await listen(t);
	const port = Number(new URL(first.url).port);
	await first.close();
	const controller = new AbortController();
	const opening = listenForSamlResponse({
		signal: controller.signal,
		problemOf: () => undefined,
		port,
	});
	controller.abort();
	await cancelled(opening);
	assert.ok(await isWaiting(await listen(t, { port })));
});

test("a port that is taken is named", async (t) => {
	const first = await listen(t);
	const port = Number(new URL(first.url).port);
	const error = await rejection(listen(t, { port }), "PortUnavailable");
	assert.match(
		error.message,
		new RegExp(
			`^Port ${port} of this machine is in use: by another program, or by AWS Sessions that .*another window\\. Choose`,
		),
	);
	assert.ok(await isWaiting(first));
});

test("a port or path that is none", async (t) => {
	for (const port of [-1, 65_536, 1.5, Number.NaN]) {
		assert.match((await rejection(listen(t, { port }), "InvalidArgument")).message, /1 to 65535/);
	}
	for (const path of ["", "saml", "/a b", "/a?b", "/<b>"]) {
		assert.match((await rejection(listen(t, { path }), "InvalidArgument")).message, /begin with \//);
	}
});
