import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { globalAgent as plainAgent } from "node:http";
import { globalAgent } from "node:https";
import { createServer, Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type HttpOptions, sendHttp } from "../../../../src/aws/http/http.ts";
import { neverArrived } from "../../../../src/aws/http/networkError.ts";
import { localServer } from "../../fakes/localServer.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, "../../../fixtures", name), "utf8");
const selfSigned = { key: read("selfSigned.key.pem"), cert: read("selfSigned.cert.pem") };

const post = (url: string, options?: HttpOptions, body = "a=ü") =>
	sendHttp({ method: "POST", url: new URL(url), headers: { "x-test": "1" }, body }, options);

test("a request and its answer, bytes counted and characters whole", async (t) => {
	const seen: string[] = [];
	const { port } = await localServer(t, (request, response) => {
		request.setEncoding("utf8").on("data", (body: string) => {
			const { "x-test": header, "content-length": length } = request.headers;
			seen.push(`${request.method} ${request.url} ${header} ${length} ${body}`);
			response.writeHead(203, { "X-Amzn-RequestId": "id" });
			const answer = Buffer.from("größer");
			response.write(answer.subarray(0, 3), () => response.end(answer.subarray(3)));
		});
	});
	const response = await post(`http://127.0.0.1:${port}/path?q=1`);
	assert.deepEqual(seen, ["POST /path?q=1 1 4 a=ü"]);
	assert.deepEqual(
		[response.status, response.headers["x-amzn-requestid"], response.body],
		[203, "id", "größer"],
	);
});

test("a redirect is an answer, not followed", async (t) => {
	let requests = 0;
	const { port } = await localServer(t, (_, response) => {
		requests++;
		response.writeHead(307, { location: "/elsewhere" }).end();
	});
	assert.equal((await post(`http://127.0.0.1:${port}/`)).status, 307);
	assert.equal(requests, 1);
});

test("a certificate that is not trusted is told as such, one that is trusted is taken", async (t) => {
	const { port } = await localServer(t, (_, response) => response.end("fine"), selfSigned);
	const url = `https://127.0.0.1:${port}/`;
	const error = await rejection(post(url), "CertificateNotTrusted");
	assert.match(
		error.message,
		/certificate of 127\.0\.0\.1:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
	);
	assert.deepEqual(error.remedies[0], { kind: "openSettings", setting: "http.systemCertificates" });
	assert.equal(neverArrived(error), false);
	const { ca } = globalAgent.options;
	globalAgent.options.ca = selfSigned.cert;
	t.after(() => {
		globalAgent.options.ca = ca;
		globalAgent.destroy();
	});
	assert.equal((await post(url)).body, "fine");
});

test("a port where nobody listens, and one where nobody speaks TLS", async (t) => {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const free = typeof address === "object" ? address?.port : undefined;
	server.close();
	await once(server, "close");
	const refused = await rejection(post(`http://127.0.0.1:${free}/`), "NetworkUnreachable");
	assert.match(refused.message, /could not be reached \(ECONNREFUSED\)/);
	assert.equal(neverArrived(refused), true);
	const { port } = await localServer(t, (_, response) => response.end());
	const plain = await rejection(post(`https://127.0.0.1:${port}/`), "NetworkUnreachable");
	assert.match(plain.message, /does not speak TLS/);
});

test("what the network reports is told by what to do about it", async (t) => {
	const cases = [
		["ENOTFOUND", "NetworkUnreachable", /could not be found/],
		["EAI_AGAIN", "NetworkUnreachable", /could not be found/],
		["EHOSTUNREACH", "NetworkUnreachable", /could not be reached \(EHOSTUNREACH\)/],
		["ETIMEDOUT", "NetworkTimeout", /did not answer \(ETIMEDOUT\)/],
		["EPIPE", "ConnectionLost", /was cut \(EPIPE\)/],
		["CERT_HAS_EXPIRED", "CertificateNotTrusted", /\(CERT_HAS_EXPIRED\)/],
		["ERR_TLS_CERT_ALTNAME_INVALID", "CertificateNotTrusted", /ALTNAME/],
		["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "CertificateNotTrusted", /LEAF/],
	] as const;
	for (const [reported, code, says] of cases) {
		const { mock } = t.mock.method(plainAgent, "createConnection", () => {
			const socket = new Socket();
			process.nextTick(() => socket.destroy(Object.assign(new Error("x"), { code: reported })));
			return socket;
		});
		const error = await rejection(post("http://sts.test/"), code);
		assert.match(error.message, says);
		assert.equal(neverArrived(error), code === "NetworkUnreachable");
		mock.restore();
	}
});

test("a server that stays silent, before or in its answer, is given up", async (t) => {
	const { port, firstClosed } = await localServer(t);
	const { message } = await rejection(
		post(`http://127.0.0.1:${port}/`, { idleTimeout: 50 }),
		"NetworkTimeout",
	);
	assert.match(message, /did not answer within 0\.05 s/);
	await firstClosed;
	const stuck = await localServer(t, (_, response) => {
		response.writeHead(200, { "content-length": 10 });
		response.write("12345");
	});
	await rejection(post(`http://127.0.0.1:${stuck.port}/`, { idleTimeout: 50 }), "NetworkTimeout");
	await stuck.firstClosed;
});

test("a connection that does not come about is given up", async (t) => {
	const { port, firstClosed } = await localServer(t);
	const slow = post(`https://127.0.0.1:${port}/`, { connectTimeout: 50 });
	const { message } = await rejection(slow, "NetworkTimeout");
	assert.match(message, /did not accept a connection within 0\.05 s/);
	await firstClosed;
});

test("a connection that is cut, before or in the answer", async (t) => {
	const before = await localServer(t, (request) => request.socket.destroy());
	const early = await rejection(post(`http://127.0.0.1:${before.port}/`), "ConnectionLost");
	assert.match(early.message, /was cut \(ECONNRESET\)/);
	for (const headers of [{ "content-length": 10 }, {}]) {
		const during = await localServer(t, (_, response) => {
			response.writeHead(200, headers);
			response.write("12345", () => response.destroy());
		});
		const late = await rejection(post(`http://127.0.0.1:${during.port}/`), "ConnectionLost");
		assert.match(late.message, /before its answer was complete/);
	}
});

test("an answer that does not end is not read to its end", async (t) => {
	const { port, firstClosed } = await localServer(t, (_, response) => {
		const chunk = Buffer.alloc(100_000);
		const more = (): void => {
			if (!response.destroyed) {
				response.write(chunk, more);
			}
		};
		more();
	});
	const { message } = await rejection(post(`http://127.0.0.1:${port}/`), "InvalidResponse");
	assert.match(message, /more than 1000 kB/);
	await firstClosed;
});

test("calling off closes the connection, whether the answer has begun or not", async (t) => {
	const begun = [false, true];
	for (const answers of begun) {
		const arrived = Promise.withResolvers<void>();
		const { port, firstClosed } = await localServer(t, (_, response) => {
			if (answers) {
				response.writeHead(200, { "content-length": 10 }).write("12345");
			}
			arrived.resolve();
		});
		const controller = new AbortController();
		const asked = post(`http://127.0.0.1:${port}/`, { signal: controller.signal });
		await arrived.promise;
		controller.abort();
		await cancelled(asked);
		await firstClosed;
	}
	const { port, sockets } = await localServer(t, (_, response) => response.end());
	await cancelled(post(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() }));
	assert.equal(sockets.length, 0);
	const controller = new AbortController();
	assert.equal((await post(`http://127.0.0.1:${port}/`, { signal: controller.signal })).status, 200);
	controller.abort();
});

test("a kept connection that the server has closed meanwhile is replaced, once and unnoticed", async (t) => {
	let connections = 0;
	let requests = 0;
	// Answers the first request on each connection, and resets the connection at the next.
	const server = createServer((socket) => {
		connections++;
		let answered = false;
		socket.on("error", () => {});
		socket.on("data", () => {
			requests++;
			if (answered) {
				socket.resetAndDestroy();
				return;
			}
			answered = true;
			socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		plainAgent.destroy();
		server.close();
	});
	const address = server.address();
	const port = typeof address === "object" ? address?.port : undefined;
	const url = new URL(`http://127.0.0.1:${port}/`);
	for (let call = 0; call < 3; call++) {
		const { body } = await sendHttp({ method: "POST", url, headers: {}, body: "x" });
		assert.equal(body, "ok");
	}
	assert.equal(connections, 3);
	assert.equal(requests, 5, "two of them were reset and sent again");
});

test("a time-out on a kept connection ends the request: it is not sent again", async (t) => {
	let requests = 0;
	const { port } = await localServer(t, (_, response) => {
		requests++;
		if (requests === 1) {
			response.end("fine");
		}
	});
	t.after(() => plainAgent.destroy());
	const url = new URL(`http://127.0.0.1:${port}/`);
	const post = () => sendHttp({ method: "POST", url, headers: {}, body: "x" }, { idleTimeout: 100 });
	await post();
	await rejection(post(), "NetworkTimeout");
	assert.equal(requests, 2);
});
