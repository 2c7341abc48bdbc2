import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { StsError, throttling } from "./errors.ts";
import { type Fault, Faults } from "./faults.ts";
import { type IssuedCredentials, type IssuedSession, Issuer } from "./issuer.ts";
import { MfaDevices } from "./mfa.ts";
import { withoutSecrets } from "./parameters.ts";
import { type LoggedRequest, RequestLog } from "./requestLog.ts";
import { claims, parametersOf, serve } from "./service.ts";
import type { HttpRequestParts } from "./sigv4.ts";
import { type World, worldSecrets } from "./world.ts";
import { errorDocument, resultDocument, type Xml } from "./xml.ts";

/** How the double is started. */
export type StsOptions = {
	/** A free one when left out. */
	readonly port?: number;
	/** Serves HTTPS with this key and certificate (PEM). */
	readonly tls?: { readonly key: string; readonly cert: string };
	/** Milliseconds since 1970; the real time when left out. */
	readonly now?: () => number;
};

/** A running double of AWS STS. */
export type StsDouble = {
	/** Where it listens, without a slash at the end. */
	readonly url: string;
	/** All requests so far, refused ones included. */
	readonly requests: readonly LoggedRequest[];
	readonly faults: Faults;
	/** Resolves once at least this many requests have come in since the start. */
	received(count: number): Promise<void>;
	/** The code that an MFA device shows now. RangeError for an unknown device. */
	mfaCode(serial: string): string;
	/** A code that will be accepted, without waiting. RangeError for an unknown device. */
	nextMfaCode(serial: string): string;
	/** The session that an access key id belongs to; undefined when there is none, or it was revoked. */
	sessionOf(accessKeyId: string): IssuedSession | undefined;
	/** Keys of a role's session for one hour, as another service of AWS's gives them out. */
	issueRoleKeys(roleArn: string, sessionName: string): IssuedCredentials;
	/** Makes every session given out so far unknown to STS. */
	revokeAll(): void;
	/** Every key and token given out, every token and assertion accepted, the world's own secrets: none may leak. */
	secretsIssued(): string[];
	/** Breaks open connections off and stops listening. Does nothing the second time. */
	close(): Promise<void>;
};

type Answer = { readonly status: number; readonly contentType: string; readonly body: string };

/** Starts a double of AWS STS on 127.0.0.1 that behaves, for this world, as the service does. */
export async function startSts(world: World, options: StsOptions = {}): Promise<StsDouble> {
	const faults = new Faults();
	const clock = options.now ?? Date.now;
	const now = () => clock() + faults.skewMs;
	const issuer = new Issuer(now);
	const mfa = new MfaDevices(world, now);
	const log = new RequestLog();

	const listener = async (message: IncomingMessage, response: ServerResponse) => {
		const request = await readRequest(message);
		const parameters = parametersOf(request);
		const operation = parameters.get("Action") ?? "";
		const { accessKeyId, region } = claims(request);
		const host = message.headers.host ?? "";
		const fault = faults.take();
		const delay = faults.delay();
		log.add({ operation, parameters: withoutSecrets(parameters), accessKeyId, at: now(), host, region });
		await delay;
		const requestId = randomUUID();
		const answer =
			cannedAnswer(fault, requestId) ??
			answerOf(operation, requestId, () => serve(request, parameters, { world, issuer, mfa, now }));
		send(response, answer, { requestId, at: now(), cut: fault?.kind === "cut" });
	};
	const onRequest = (message: IncomingMessage, response: ServerResponse) => {
		listener(message, response).catch(() => response.destroy());
	};

	const server = options.tls ? createTlsServer(options.tls, onRequest) : createServer(onRequest);
	server.listen(options.port ?? 0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const port = typeof address === "object" ? address?.port : undefined;
	return {
		url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
		requests: log.entries,
		faults,
		received: (count) => log.reached(count),
		mfaCode: (serial) => mfa.code(serial),
		nextMfaCode: (serial) => mfa.nextCode(serial),
		sessionOf: (accessKeyId) => issuer.find(accessKeyId),
		issueRoleKeys: (arn, sessionName) => {
			const role = world.roles.find((one) => one.arn === arn) ?? { arn, trust: [] };
			return issuer.issue({ kind: "roleSession", role, sessionName }, 3600);
		},
		revokeAll: () => issuer.revokeAll(),
		secretsIssued: () => [...worldSecrets(world), ...issuer.secrets()],
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

async function readRequest(message: IncomingMessage): Promise<HttpRequestParts> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk);
	const [path = "/", query = ""] = (message.url ?? "/").split("?", 2);
	const { rawHeaders } = message;
	const headers = rawHeaders.flatMap((name, index) =>
		index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
	);
	return { method: message.method ?? "GET", path, query, headers, body: Buffer.concat(chunks) };
}

function cannedAnswer(fault: Fault | undefined, requestId: string): Answer | undefined {
	switch (fault?.kind) {
		case "throttle":
			return errorAnswer(throttling(), requestId);
		case "fail":
			return errorAnswer(
				new StsError(
					fault.status,
					fault.status === 503 ? "ServiceUnavailable" : "InternalFailure",
					"The request processing has failed because of an unknown error, exception or failure.",
				),
				requestId,
			);
		case "answer":
			return fault.answer();
		default:
			return undefined;
	}
}

function answerOf(operation: string, requestId: string, run: () => Xml): Answer {
	try {
		return { status: 200, contentType: "text/xml", body: resultDocument(operation, run(), requestId) };
	} catch (error) {
		if (error instanceof StsError) return errorAnswer(error, requestId);
		throw error;
	}
}

function errorAnswer(error: StsError, requestId: string): Answer {
	return { status: error.status, contentType: "text/xml", body: errorDocument(error, requestId) };
}

function send(
	response: ServerResponse,
	answer: Answer,
	{ requestId, at, cut }: { requestId: string; at: number; cut: boolean },
): void {
	const body = Buffer.from(answer.body);
	response.writeHead(answer.status, {
		"x-amzn-RequestId": requestId,
		"Content-Type": answer.contentType,
		"Content-Length": body.length,
		Date: new Date(at).toUTCString(),
	});
	if (cut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
	else response.end(body);
}
