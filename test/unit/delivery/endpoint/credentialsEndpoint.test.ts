import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { CancelledError, SessionsError } from "../../../../src/core/errors.ts";
import {
	CredentialsEndpoint,
	type EndpointAnswer,
} from "../../../../src/delivery/endpoint/credentialsEndpoint.ts";
import { Grants } from "../../../../src/delivery/endpoint/grants.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeLog } from "../../fakes/fakeLog.ts";
import { allOf, bodyOf, openSocket, startEndpoint, statusOf, temporary } from "./endpointFixture.ts";

const { accessKeyId, secretAccessKey, sessionToken } = temporary;
const given = {
	AccessKeyId: accessKeyId,
	SecretAccessKey: secretAccessKey.reveal(),
	Token: sessionToken?.reveal(),
	Expiration: "2026-03-01T13:00:10Z",
};

const bare = () =>
	new CredentialsEndpoint({
		grants: new Grants(),
		answer: () => ({ kind: "unavailable", message: "No" }),
		log: new FakeLog(),
		clock: new FakeClock(),
	});

test("a client with a grant gets the credentials, to be kept by nobody", async (t) => {
	const { send, request: of, asked, log } = await startEndpoint(t);
	const answer = await send(of());
	assert.equal(statusOf(answer), 200);
	assert.deepEqual(bodyOf(answer), given);
	assert.match(answer, /\r\nContent-Type: application\/json\r\n/);
	assert.match(answer, /\r\nCache-Control: no-store\r\n/);
	assert.match(answer, /\r\nX-Content-Type-Options: nosniff\r\n/);
	assert.match(answer, /\r\nConnection: close\r\n/);
	assert.deepEqual(asked, ["dev"]);
	assert.deepEqual(log.lines, [
		{ level: "debug", event: "Credentials endpoint: answered", fields: { session: "dev" } },
	]);
});

test("the address is good for an ordinary client, by either name", async (t) => {
	const { endpoint, grant, port } = await startEndpoint(t);
	const uri = endpoint.uriOf(grant);
	assert.equal(uri, `http://127.0.0.1:${port}/aws-sessions/${grant.id}`);
	for (const Host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
		const sent = request(uri, { headers: { Host, Authorization: grant.token.reveal() } }).end();
		const [response] = await once(sent, "response");
		assert.equal(response.statusCode, 200, Host);
		response.resume();
	}
});

test("keys that last have an empty token and an hour", async (t) => {
	const credentials = { accessKeyId, secretAccessKey };
	const { send, request: of } = await startEndpoint(t, {
		answer: () => ({ kind: "credentials", credentials }),
	});
	assert.deepEqual(bodyOf(await send(of())), { ...given, Token: "", Expiration: "2026-03-01T13:00:10Z" });
});

test("without credentials the client is told why, and does not try again", async (t) => {
	const {
		send,
		request: of,
		log,
	} = await startEndpoint(t, {
		answer: () => ({ kind: "unavailable", message: "Renew the session in VS Code" }),
	});
	const answer = await send(of());
	assert.equal(statusOf(answer), 409);
	assert.deepEqual(bodyOf(answer), {
		code: "CredentialsUnavailable",
		message: "Renew the session in VS Code",
	});
	assert.deepEqual(
		log.lines.map(({ level, event }) => [level, event]),
		[["info", "Credentials endpoint: unavailable"]],
	);
});

test("a promise is waited for, but not for long", async (t) => {
	const pending: PromiseWithResolvers<EndpointAnswer>[] = [];
	const {
		send,
		request: of,
		clock,
	} = await startEndpoint(t, {
		answer: () => {
			const made = Promise.withResolvers<EndpointAnswer>();
			pending.push(made);
			return made.promise;
		},
	});
	/** Moves to where the endpoint would give up, less some ms. */
	const waitFor = async (count: number, less: number) => {
		while (pending.length < count) {
			await new Promise((resolve) => setImmediate(resolve));
		}
		clock.advance(800 - less);
	};
	const first = send(of());
	await waitFor(1, 1);
	pending[0]?.resolve({ kind: "credentials", credentials: temporary });
	assert.deepEqual(bodyOf(await first), given);

	const second = send(of());
	await waitFor(2, 0);
	const answer = await second;
	assert.equal(statusOf(answer), 503);
	assert.deepEqual(Object.keys(bodyOf(answer) as object), ["code", "message"]);
	// It comes after all: for the next who asks.
	pending[1]?.resolve({ kind: "credentials", credentials: temporary });

	const third = openSocket(bodyPort(of()), of());
	while (pending.length < 3) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	const before = clock.pending;
	third.destroy();
	while (clock.pending === before) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.equal(clock.pending, before - 1, "nobody waits for a client that has gone");
});

const bodyPort = (text: string) => Number(/127\.0\.0\.1:(\d+)/.exec(text)?.[1]);

test("a fault is told without its text, whether thrown or rejected", async (t) => {
	for (const answer of [
		() => {
			throw new TypeError(secretAccessKey.reveal());
		},
		() => Promise.reject(new TypeError(secretAccessKey.reveal())),
	]) {
		const { send, request: of, log } = await startEndpoint(t, { answer });
		for (let times = 0; times < 3; times += 1) {
			const reply = await send(of());
			assert.equal(statusOf(reply), 503);
			assert.ok(!reply.includes(secretAccessKey.reveal().slice(0, 8)));
		}
		assert.deepEqual(
			log.lines.map(({ level, fields }) => [level, fields?.code ?? fields?.session]),
			[
				["error", "dev"],
				["error", "TypeError"],
			],
		);
	}
});

test("it listens at the port asked for, or at another when that is taken", async (t) => {
	const before = bare();
	const { port, isPreferred } = await before.listen();
	assert.equal(isPreferred, false);
	assert.equal(before.port, port);
	const beside = bare();
	t.after(() => beside.dispose());
	const other = await beside.listen(port);
	assert.notEqual(other.port, port);
	assert.equal(other.isPreferred, false);
	before.dispose();
	assert.equal(before.port, undefined);
	const after = bare();
	t.after(() => after.dispose());
	assert.deepEqual(await after.listen(port), { port, isPreferred: true });
	const nonsense = bare();
	t.after(() => nonsense.dispose());
	assert.equal((await nonsense.listen(70_000)).isPreferred, false);
});

test("there is no address before it listens, and none after", async (t) => {
	const { endpoint, grant } = await startEndpoint(t);
	assert.throws(() => bare().uriOf(grant));
	endpoint.dispose();
	assert.throws(() => endpoint.uriOf(grant));
});

test("only loopback is bound", async (t) => {
	const { port } = await startEndpoint(t);
	const own = Object.values(networkInterfaces())
		.flatMap((entries = []) => entries)
		.filter(({ address, family }) => family === "IPv4" && address !== "127.0.0.1");
	for (const host of [...own.map(({ address }) => address), "127.0.0.2", "::1"]) {
		const other = createServer().listen({ port, host, exclusive: true });
		await once(other, "listening").catch((error: NodeJS.ErrnoException) => {
			assert.notEqual(error.code, "EADDRINUSE", `${host} is bound`);
		});
		other.close();
	}
});

test("disposing closes every connection at once, also while it is waited for an answer", async (t) => {
	const asked = Promise.withResolvers<void>();
	const {
		endpoint,
		port,
		request: of,
		send,
		clock,
	} = await startEndpoint(t, {
		answer: () => {
			asked.resolve();
			return new Promise(() => {});
		},
	});
	await send(of({ authorization: "" }));
	assert.equal(clock.pending, 1, "for the log");
	const silent = openSocket(port);
	const halfway = openSocket(port, "GET / HTTP/1.1\r\n");
	const ends = [allOf(silent), allOf(halfway), send(of())];
	await Promise.all([once(silent, "connect"), once(halfway, "connect"), asked.promise]);
	endpoint.dispose();
	assert.deepEqual(await Promise.all(ends), ["", "", ""]);
	endpoint.dispose();
	const late = openSocket(port);
	const [error] = await once(late, "error");
	assert.equal(error.code, "ECONNREFUSED");
	assert.equal(clock.pending, 0);
});

test("what is disposed of while it opens is closed again", async () => {
	const endpoint = bare();
	const opening = endpoint.listen();
	endpoint.dispose();
	await assert.rejects(opening, CancelledError);
	assert.equal(endpoint.port, undefined);
});

test("that there is no port at all has a name", async (t) => {
	const { endpoint } = await startEndpoint(t);
	// It listens already, which is a reason why it can't.
	await assert.rejects(
		endpoint.listen(),
		(error) => error instanceof SessionsError && error.code === "PortUnavailable",
	);
});
