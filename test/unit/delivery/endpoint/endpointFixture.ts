import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import {
	CredentialsEndpoint,
	type EndpointOptions,
} from "../../../../src/delivery/endpoint/credentialsEndpoint.ts";
import { type Grant, Grants, pathOf } from "../../../../src/delivery/endpoint/grants.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeLog } from "../../fakes/fakeLog.ts";

export const temporary: Credentials = {
	accessKeyId: "ASIAQZXJVKPWMBNDTRHL",
	secretAccessKey: new Secret("q7Xv/kJz9+WmPbT4sYhRfLcNdGqe2UaB5oVi8tZx"),
	sessionToken: new Secret("IQoJzz9XvKqWmTbPdLhRyNcGfUaEoViS3tZx7B2kJw=="),
	expiresAt: Date.UTC(2026, 2, 1, 13, 0, 10, 999),
};

/** An endpoint of one test, with a grant for the session `dev`. */
export interface Fixture {
	readonly endpoint: CredentialsEndpoint;
	readonly grants: Grants;
	readonly grant: Grant;
	readonly port: number;
	readonly clock: FakeClock;
	readonly log: FakeLog;
	/** The sessions that were asked for, in order. */
	readonly asked: string[];
	/** Sends bytes, and gives everything that comes until the connection is gone. */
	send(bytes: string | Buffer): Promise<string>;
	/** A request as SDKs make it, with other lines in place of some. */
	request(lines?: RequestLines): string;
}

export interface RequestLines {
	readonly method?: string;
	readonly path?: string;
	/** A line of headers, or several; undefined: what an SDK sends. */
	readonly host?: string;
	readonly authorization?: string;
	readonly more?: string;
}

export async function startEndpoint(
	t: TestContext,
	options: Partial<Pick<EndpointOptions, "answer" | "limits">> = {},
): Promise<Fixture> {
	const grants = new Grants();
	const grant = grants.of("dev");
	const clock = new FakeClock();
	const log = new FakeLog();
	const asked: string[] = [];
	const give = options.answer ?? (() => ({ kind: "credentials", credentials: temporary }));
	const endpoint = new CredentialsEndpoint({
		grants,
		log,
		clock,
		answer: (session) => {
			asked.push(session);
			return give(session);
		},
		...(options.limits === undefined ? {} : { limits: options.limits }),
	});
	const { port } = await endpoint.listen();
	t.after(() => {
		endpoint.dispose();
		assertHoldsNoSecret(JSON.stringify(log.lines), grants, "the log");
	});
	return {
		endpoint,
		grants,
		grant,
		port,
		clock,
		log,
		asked,
		send: (bytes) => allOf(openSocket(port, bytes)),
		request: ({
			method = "GET",
			path = pathOf(grant),
			host = `Host: 127.0.0.1:${port}`,
			authorization = `Authorization: ${grant.token.reveal()}`,
			more = "Accept: application/json",
		} = {}) => {
			const lines = [`${method} ${path} HTTP/1.1`, host, authorization, more];
			return `${lines.filter((line) => line !== "").join("\r\n")}\r\n\r\n`;
		},
	};
}

export function openSocket(port: number, bytes: string | Buffer = ""): Socket {
	const socket = connect(port, "127.0.0.1");
	// Whether it is closed or reset makes no difference here.
	socket.on("error", () => {});
	if (bytes.length > 0) {
		socket.write(bytes);
	}
	return socket;
}

/** Everything that comes until the connection is gone. */
export function allOf(socket: Socket): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	let text = "";
	socket.setEncoding("latin1").on("data", (chunk) => {
		text += String(chunk);
	});
	socket.on("close", () => resolve(text));
	return promise;
}

export function statusOf(answer: string): number {
	return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

/** An answer's body, as the one JSON object that it has to be. */
export function bodyOf(answer: string): unknown {
	return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));
}

/** Looks for any eight characters in a row of keys, ids and tokens. */
export function assertHoldsNoSecret(text: string, grants: Grants, where: string): void {
	const { accessKeyId, secretAccessKey, sessionToken } = temporary;
	const secrets = [
		accessKeyId,
		secretAccessKey.reveal(),
		sessionToken?.reveal() ?? "",
		...grants.toKeep().flatMap(({ id, token }) => [id, token]),
	];
	for (const secret of secrets) {
		for (let start = 0; start + 8 <= secret.length; start += 1) {
			assert.ok(!text.includes(secret.slice(start, start + 8)), `${where} has a part of a secret`);
		}
	}
}
