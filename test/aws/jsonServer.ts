import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Fault, Faults } from "../sts/faults.ts";

/** One request as it came in. */
export type JsonRequest = {
	readonly method: string;
	/** The address it was sent to, without the query. */
	readonly target: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
};

/** A result, or with `errorType` the error of that name. */
export type JsonAnswer = {
	readonly status: number;
	readonly body: object;
	readonly errorType?: string;
};

/** Anything else: a page, or where to go on. */
export type RawAnswer = {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
	readonly location?: string;
};

export type JsonServiceOptions = {
	/** Milliseconds since 1970; the real time when left out. */
	readonly now?: () => number;
};

/** A running double of a service that speaks JSON. */
export type JsonServer = {
	/** Where it listens, without a slash at the end. */
	readonly url: string;
	readonly faults: Faults;
	/** How many requests have come in. */
	readonly count: () => number;
	/** Resolves once at least this many requests have come in. */
	received(count: number): Promise<void>;
	close(): Promise<void>;
};

/** Starts a server on 127.0.0.1 that answers as `answer` says, unless a fault befalls the request. */
export async function startJsonServer(
	answer: (request: JsonRequest, now: number) => JsonAnswer | RawAnswer,
	throttled: JsonAnswer,
	{ now: clock = Date.now }: JsonServiceOptions,
): Promise<JsonServer> {
	const faults = new Faults();
	const now = () => clock() + faults.skewMs;
	let count = 0;
	let waiting: { readonly count: number; readonly resolve: () => void }[] = [];

	const listener = async (message: IncomingMessage, response: ServerResponse) => {
		const request = await readRequest(message);
		const fault = faults.take();
		const delay = faults.delay();
		count += 1;
		for (const { resolve } of waiting.filter((item) => item.count <= count)) resolve();
		waiting = waiting.filter((item) => item.count > count);
		await delay;
		send(response, faultAnswer(fault, throttled) ?? answer(request, now()), now(), fault?.kind === "cut");
	};
	const server = createServer((message, response) => {
		listener(message, response).catch(() => response.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const port = typeof address === "object" ? address?.port : undefined;
	return {
		url: `http://127.0.0.1:${port}`,
		faults,
		count: () => count,
		received: (wanted) =>
			count >= wanted
				? Promise.resolve()
				: new Promise((resolve) => waiting.push({ count: wanted, resolve })),
		async close() {
			faults.reset();
			if (!server.listening) return;
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function readRequest(message: IncomingMessage): Promise<JsonRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk);
	const url = new URL(message.url ?? "/", `http://${message.headers.host}`);
	return {
		method: message.method ?? "",
		target: url.origin + url.pathname,
		path: url.pathname,
		query: url.searchParams,
		headers: message.headers,
		body: Buffer.concat(chunks).toString("utf8"),
	};
}

function faultAnswer(fault: Fault | undefined, throttled: JsonAnswer): JsonAnswer | RawAnswer | undefined {
	switch (fault?.kind) {
		case "throttle":
			return throttled;
		case "fail":
			return {
				status: fault.status,
				body: { message: "Internal error" },
				errorType: "InternalServerException",
			};
		case "answer":
			return fault.answer();
		default:
			return undefined;
	}
}

function send(response: ServerResponse, answer: JsonAnswer | RawAnswer, at: number, cut: boolean): void {
	const isRaw = "contentType" in answer;
	const body = Buffer.from(isRaw ? answer.body : JSON.stringify(answer.body));
	response.writeHead(answer.status, {
		"x-amzn-RequestId": randomUUID(),
		"Content-Type": isRaw ? answer.contentType : "application/json",
		"Content-Length": body.length,
		Date: new Date(at).toUTCString(),
		...("location" in answer ? { Location: answer.location } : {}),
		...(isRaw || answer.errorType === undefined
			? {}
			: { "x-amzn-ErrorType": `${answer.errorType}:http://internal.amazon.com/coral/` }),
	});
	if (cut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
	else response.end(body);
}
