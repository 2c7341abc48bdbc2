import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { EndpointAnswer } from "../../../../src/delivery/endpoint/credentialsEndpoint.ts";
import { pathOf } from "../../../../src/delivery/endpoint/grants.ts";
import {
	allOf,
	assertHoldsNoSecret,
	bodyOf,
	type Fixture,
	openSocket,
	startEndpoint,
	statusOf,
	temporary,
} from "./endpointFixture.ts";

/** Sends what an attacker might, and sees that it got nothing, that nobody was asked, and that others get theirs. */
async function attack(fixture: Fixture, bytes: string | Buffer, what: string): Promise<number> {
	const { send, request, grants, asked } = fixture;
	const before = asked.length;
	const answer = await send(bytes);
	assertHoldsNoSecret(answer, grants, what);
	assert.equal(asked.length, before, `${what}: nobody is asked`);
	assert.equal((answer.match(/HTTP\/1\.1 /g) ?? []).length <= 1, true, `${what}: one answer at most`);
	assert.equal(statusOf(await send(request())), 200, `${what}: others are answered`);
	return statusOf(answer);
}

test("a wrong token, no token and an unknown path are answered alike, and nothing of theirs is repeated", async (t) => {
	const fixture = await startEndpoint(t);
	const { request, send, grants, grant } = fixture;
	const token = grant.token.reveal();
	const other = grants.of("other");
	const asked: Readonly<Record<string, string>> = {
		"a wrong token": request({ authorization: `Authorization: ${token.slice(0, -1)}*` }),
		"another session's token": request({ authorization: `Authorization: ${other.token.reveal()}` }),
		"no token": request({ authorization: "" }),
		"an empty token": request({ authorization: "Authorization:" }),
		"a token as Bearer": request({ authorization: `Authorization: Bearer ${token}` }),
		"a token in another header": request({ authorization: `X-Aws-Ec2-Metadata-Token: ${token}` }),
		"the root": request({ path: "/" }),
		"a listing": request({ path: "/aws-sessions/" }),
		"another path": request({ path: "/latest/meta-data/iam/security-credentials/" }),
		"an id that nobody has": request({ path: `/aws-sessions/${"A".repeat(22)}` }),
		"a path out of the path": request({ path: `/x/..${pathOf(grant)}` }),
		"a query": request({ path: `${pathOf(grant)}?a=1` }),
		"an absolute target": request({ path: `http://127.0.0.1:1${pathOf(grant)}` }),
		"an absolute target for here": request({ path: fixture.endpoint.uriOf(grant) }),
	};
	const answers = new Set<string>();
	for (const [what, bytes] of Object.entries(asked)) {
		assert.equal(await attack(fixture, bytes, what), 403, what);
		answers.add((await send(bytes)).replace(/\r\nDate: [^\r]+/, ""));
	}
	assert.equal(answers.size, 1);
	const [answer = ""] = answers;
	assert.deepEqual(Object.keys(bodyOf(answer) as object), ["code", "message"]);
	assert.match(answer, /\r\nCache-Control: no-store\r\n/);
});

test("every method but GET is refused", async (t) => {
	const fixture = await startEndpoint(t);
	for (const method of ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"]) {
		const bytes = fixture.request({ method });
		assert.equal(await attack(fixture, bytes, method), 405, method);
		assert.match(await fixture.send(bytes), /\r\nAllow: GET\r\n/);
	}
	for (const method of ["get", "CONNECT", "FETCH", ""]) {
		assert.equal(await attack(fixture, fixture.request({ method }), method), 0, `${method} is cut`);
	}
	assert.equal(await attack(fixture, "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n", "a tunnel"), 0);
});

test("a host of another name or port is refused, also with the right token", async (t) => {
	const fixture = await startEndpoint(t);
	const { port } = fixture;
	for (const host of [
		`evil.example:${port}`,
		"127.0.0.1",
		"localhost",
		`127.0.0.1:${port + 1}`,
		`127.0.0.1:0${port}`,
		`127.0.0.1:${port}0`,
		`localhost:${port}.evil.example`,
		`127.0.0.1.evil.example:${port}`,
		`localhost.evil.example:${port}`,
		`evil.example@127.0.0.1:${port}`,
		`[::1]:${port}`,
		`127.1:${port}`,
		`0.0.0.0:${port}`,
		"",
	]) {
		assert.equal(await attack(fixture, fixture.request({ host: `Host: ${host}` }), host), 403, host);
	}
	assert.equal(await attack(fixture, fixture.request({ host: "" }), "no host"), 403);
	const own = `Host: 127.0.0.1:${port}`;
	for (const host of [`${own}\r\nHost: evil.example`, `Host: evil.example\r\n${own}`, `${own}\r\n${own}`]) {
		assert.equal(await attack(fixture, fixture.request({ host }), host), 403, host);
	}
	const old = fixture.request({ host: "" }).replace("HTTP/1.1", "HTTP/1.0");
	assert.equal(await attack(fixture, old, "HTTP/1.0"), 403);
});

test("a browser's request is refused, and so is what is more than a request", async (t) => {
	const fixture = await startEndpoint(t);
	const token = fixture.grant.token.reveal();
	for (const more of [
		"Origin: http://127.0.0.1",
		"origin: null",
		"Origin:",
		"Sec-Fetch-Site: none",
		"SEC-FETCH-MODE: no-cors",
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA",
		"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
		"Content-Length: 0",
		"Content-Length: 3\r\n\r\nabc",
		"Content-Length: 1000000",
		"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0",
		`Authorization: ${token}`,
	]) {
		assert.equal(await attack(fixture, fixture.request({ more }), more), 403, more);
	}
	for (const more of ["Expect: 100-continue", "Expect: 200-ok"]) {
		assert.equal(await attack(fixture, fixture.request({ more }), more), 417, more);
		const answer = bodyOf(await fixture.send(fixture.request({ more })));
		assert.deepEqual(Object.keys(answer as object), ["code", "message"]);
	}
});

test("what is no HTTP, or too much of it, is cut", async (t) => {
	const fixture = await startEndpoint(t);
	const { grant, port } = fixture;
	const filler = "a".repeat(1_000_000);
	const cut: Readonly<Record<string, string | Buffer>> = {
		"1 MB of a header": fixture.request({ more: `X-Filler: ${filler}` }),
		"1 MB of headers": fixture.request({ more: "X-Filler: a\r\n".repeat(80_000).trimEnd() }),
		"a token of 1 MB": fixture.request({ authorization: `Authorization: ${filler}` }),
		"a path of 1 MB": fixture.request({ path: `${pathOf(grant)}http://${filler}` }),
		"9 kB of a header": fixture.request({ more: `X-Filler: ${"a".repeat(9_000)}` }),
		"a method of 1 MB": filler,
		"NUL in the path": fixture.request({ path: `${pathOf(grant)}\0` }),
		"NUL in a header": fixture.request({ authorization: `Authorization: ${grant.token.reveal()}\0` }),
		NULs: Buffer.alloc(100_000),
		"a lone line feed in a header": fixture.request({ more: "X-A: b\rX-C: d" }),
		"two lengths": fixture.request({ more: "Content-Length: 1\r\nContent-Length: 2" }),
		"a length and chunks": fixture.request({ more: "Content-Length: 1\r\nTransfer-Encoding: chunked" }),
		"a blank before the colon": fixture.request({ host: `Host : 127.0.0.1:${port}` }),
		"HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		TLS: Buffer.from("160301020001000001fc0303", "hex"),
		noise: Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 137 + 11) % 256)),
	};
	for (const [what, bytes] of Object.entries(cut)) {
		assert.equal(await attack(fixture, bytes, what), 0, what);
	}
	assert.equal(fixture.log.lines.filter(({ level }) => level === "warn").length, 1);
});

test("one request a connection: what is sent behind it is not looked at", async (t) => {
	const { send, request, grants, asked } = await startEndpoint(t);
	const wrong = request({ authorization: "Authorization: x" });
	const count = (text: string) => (text.match(/HTTP\/1\.1 /g) ?? []).length;

	const twice = await send(request() + request({ more: "Connection: keep-alive" }).repeat(20));
	assert.equal(statusOf(twice), 200);
	assert.equal(count(twice), 1);
	assert.deepEqual(asked, ["dev"]);

	const behindWrong = await send(wrong + request());
	assert.equal(statusOf(behindWrong), 403);
	assert.equal(count(behindWrong), 1);
	assertHoldsNoSecret(behindWrong, grants, "the answer");
	assert.deepEqual(asked, ["dev"]);

	assert.ok(count(await send(`${request()}\0\0garbage\r\n\r\n${wrong}`)) <= 1);
	assert.deepEqual(asked, ["dev", "dev"]);
});

test("10,000 bad requests get nothing, fill no log, and keep nobody from theirs", {
	timeout: 60_000,
}, async (t) => {
	const { send, request, grants, asked, log, clock } = await startEndpoint(t);
	const wrong = request({ authorization: "Authorization: guess" });
	const answers = new Map<string, number>();
	let left = 10_000;
	let good = 0;
	const attackers = Array.from({ length: 40 }, async () => {
		while (left > 0) {
			left -= 1;
			const answer = (await send(wrong)).replace(/\r\nDate: [^\r]+/, "");
			answers.set(answer, (answers.get(answer) ?? 0) + 1);
		}
	});
	while (left > 0) {
		assert.equal(statusOf(await send(request())), 200);
		good += 1;
	}
	await Promise.all(attackers);
	assert.deepEqual([...answers.values()], [10_000]);
	const [answer = ""] = answers.keys();
	assert.equal(statusOf(answer), 403);
	assertHoldsNoSecret(answer, grants, "the answer");
	assert.equal(asked.length, good);
	const denied = () => log.lines.filter(({ event }) => event.endsWith("denied"));
	assert.equal(denied().length, 1);
	clock.advance(60_000);
	assert.deepEqual(
		denied().map(({ fields }) => fields),
		[{}, { count: 9_999 }],
	);
	clock.advance(60_000);
	assert.equal(clock.pending, 0, "nothing goes on for ever");
});

test("the slow are cut, and others are answered meanwhile", async (t) => {
	const fixture = await startEndpoint(t);
	const { port, request, send, grants, clock } = fixture;
	const starts = ["", "G", "GET /\r\n", "GET / HTTP/1.1\r\n", request().slice(0, -2)];
	const slow = Array.from({ length: 100 }, (_, index) => openSocket(port, starts[index % starts.length]));
	const ends = slow.map(allOf);
	while (clock.pending < slow.length) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	for (let passed = 0; passed < 1_800; passed += 600) {
		clock.advance(600);
		for (const [index, socket] of slow.entries()) {
			// Each goes on with a header that has no end.
			if (index % starts.length > 2) {
				socket.write("X: y\r\n");
			}
		}
		assert.equal(statusOf(await send(request())), 200);
	}
	assert.equal(slow.filter(({ destroyed }) => destroyed).length, 0, "they still held their connections then");
	clock.advance(200);
	for (const answer of await Promise.all(ends)) {
		assert.equal(answer, "");
	}
	assertHoldsNoSecret(JSON.stringify(fixture.log.lines), grants, "the log");
	assert.equal(fixture.asked.length, 3);
	assert.equal(statusOf(await send(request())), 200);
});

test("connections that send nothing make room for those that come", async (t) => {
	const { port, request, send } = await startEndpoint(t, {
		limits: { maxWaiting: 20 },
	});
	const silent = Array.from({ length: 60 }, () => openSocket(port));
	await Promise.all(silent.map((socket) => once(socket, "connect")));
	await Promise.all(silent.slice(0, 40).map((socket) => allOf(socket)));
	assert.equal(statusOf(await send(request())), 200);
	assert.equal(silent.at(-1)?.destroyed, false);
	for (const socket of silent) {
		socket.destroy();
	}
});

test("who waits for an answer keeps the connection, and no more come than are let in", async (t) => {
	const answers: PromiseWithResolvers<EndpointAnswer>[] = [];
	const { port, request, send } = await startEndpoint(t, {
		limits: { maxWaiting: 1, maxConnections: 4 },
		answer: () => {
			const made = Promise.withResolvers<EndpointAnswer>();
			answers.push(made);
			return made.promise;
		},
	});
	const held: Promise<string>[] = [];
	for (const count of [1, 2, 3]) {
		held.push(send(request()));
		while (answers.length < count) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	const first = openSocket(port);
	await once(first, "connect");
	assert.equal(await send(request()), "", "the fifth");
	first.destroy();
	assert.equal(answers.length, 3);
	for (const { resolve } of answers) {
		resolve({ kind: "credentials", credentials: temporary });
	}
	assert.deepEqual((await Promise.all(held)).map(statusOf), [200, 200, 200]);
});

test("a client that goes away is not counted among them", async (t) => {
	const { port, request, send, log } = await startEndpoint(t);
	for (const start of ["", "GET / HTTP/1.1\r\n"]) {
		const socket = openSocket(port, start);
		await once(socket, "connect");
		assert.equal(statusOf(await send(request())), 200);
		socket.resetAndDestroy();
		assert.equal(statusOf(await send(request())), 200);
	}
	assert.deepEqual(
		log.lines.map(({ event }) => event),
		["Credentials endpoint: answered"],
	);
});
