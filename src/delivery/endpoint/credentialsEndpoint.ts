import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listenOnLoopback, loopbackHost } from "../../aws/http/loopback.ts";
import type { Clock } from "../../core/clock.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import {
	credentialsReply,
	delayedReply,
	deniedReply,
	type EndpointReply,
	expectationReply,
	failedReply,
	methodReply,
	unavailableReply,
} from "./endpointReply.ts";
import { type Grant, type Grants, pathOf } from "./grants.ts";
import { type Outcome, OutcomeLog } from "./outcomeLog.ts";
import { authorizationOf } from "./requestHeaders.ts";

/** What there is of a session at the moment. */
export type EndpointAnswer =
	| { readonly kind: "credentials"; readonly credentials: Credentials }
	/** The message is shown by clients: what to do, without secrets. */
	| { readonly kind: "unavailable"; readonly message: string };

export interface EndpointOptions {
	readonly grants: Grants;
	/** Asked at each request. A promise is waited for {@link answerTimeout}, and goes on by itself after that. */
	readonly answer: (session: string) => EndpointAnswer | Promise<EndpointAnswer>;
	readonly log: Log;
	readonly clock: Clock;
	readonly limits?: Partial<EndpointLimits>;
}

/** What a client may take up. */
export interface EndpointLimits {
	/** Connections on which no request has come yet. The oldest makes room for a new one. */
	readonly maxWaiting: number;
	/** Connections altogether: those who wait for an answer hold grants. What comes beyond is closed. */
	readonly maxConnections: number;
}

const defaultLimits: EndpointLimits = {
	maxWaiting: 512,
	maxConnections: 1_024,
};
/** Milliseconds for a request to come, which is no more than its headers. */
const requestTimeout = 2_000;
/** Bytes, the request's first line among them. */
const maxHeaderSize = 8_192;
/** Milliseconds. The JavaScript SDK gives up after 1,000, and can't tell then why. */
const answerTimeout = 800;

/** Gives out credentials on loopback, to those who hold a grant, as a container's endpoint does on AWS. */
export class CredentialsEndpoint {
	readonly #grants: Grants;
	readonly #answer: EndpointOptions["answer"];
	readonly #log: Log;
	readonly #clock: Clock;
	readonly #outcomes: OutcomeLog;
	readonly #maxWaiting: number;
	readonly #server: Server;
	/** Connections on which no request has come yet, oldest first, and what calls their end off. */
	readonly #waiting = new Map<Socket, () => void>();
	#port: number | undefined;
	#isDisposed = false;

	constructor({ grants, answer, log, clock, limits }: EndpointOptions) {
		this.#grants = grants;
		this.#answer = answer;
		this.#log = log;
		this.#clock = clock;
		this.#outcomes = new OutcomeLog(log, clock);
		const { maxWaiting, maxConnections } = { ...defaultLimits, ...limits };
		this.#maxWaiting = maxWaiting;
		this.#server = this.#createServer();
		this.#server.maxConnections = maxConnections;
	}

	/** Undefined while it does not listen. */
	get port(): number | undefined {
		return this.#port;
	}

	/**
	 * Begins to listen. When it is not at the port asked for, another program is: it is sent the tokens of terminals
	 * opened before, so those grants are to be forgotten.
	 * @param preferredPort the one from before a reload; any other is taken when it is not free
	 * @throws SessionsError `PortUnavailable`; CancelledError when it was disposed of meanwhile
	 */
	async listen(preferredPort?: number): Promise<{ readonly port: number; readonly isPreferred: boolean }> {
		const preferred = preferredPort === undefined ? undefined : await this.#tryPort(preferredPort);
		const port = preferred ?? (await this.#anyPort());
		if (this.#isDisposed) {
			this.#close();
			throw new CancelledError();
		}
		this.#port = port;
		return { port, isPreferred: preferred !== undefined };
	}

	/**
	 * The address at which a grant is good.
	 * @throws Error when it does not listen
	 */
	uriOf(grant: Grant): string {
		if (this.#port === undefined) {
			throw new Error("The credentials endpoint does not listen");
		}
		return `http://${loopbackHost}:${this.#port}${pathOf(grant)}`;
	}

	/** Ends it at once, for whoever is connected too. */
	dispose(): void {
		this.#isDisposed = true;
		// While it is about to listen it can't be closed: that is done then.
		if (this.#port !== undefined) {
			this.#port = undefined;
			this.#close();
		}
		this.#outcomes.dispose();
	}

	#close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	/** Undefined when it is not to be had. */
	async #tryPort(port: number): Promise<number | undefined> {
		try {
			return await listenOnLoopback(this.#server, port);
		} catch {
			return undefined;
		}
	}

	async #anyPort(): Promise<number> {
		try {
			return await listenOnLoopback(this.#server, 0);
		} catch (error) {
			throw new SessionsError(
				"PortUnavailable",
				"The credentials endpoint can't listen on this machine. Deliver credentials as environment variables instead",
				{ remedies: [{ kind: "retry" }], cause: error },
			);
		}
	}

	#createServer(): Server {
		const server = createServer(
			{
				// The clock says when a connection has taken too long.
				requestTimeout: 0,
				headersTimeout: 0,
				maxHeaderSize,
				// One without is refused like one for another host.
				requireHostHeader: false,
				keepAlive: false,
			},
			(request, response) => this.#handle(request, response),
		);
		// Clients ask once in a long while: there is nothing to keep a connection for.
		server.maxRequestsPerSocket = 1;
		server.on("connection", (socket: Socket) => this.#admit(socket));
		// Nothing is said to what is not HTTP, or too long.
		server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
			if (error.code !== "ECONNRESET") {
				this.#outcomes.note("denied");
			}
			socket.destroy();
		});
		const refuseExpectation = (request: IncomingMessage, response: ServerResponse): void => {
			this.#hasCome(request.socket);
			this.#refuse(response, expectationReply);
		};
		server.on("checkContinue", refuseExpectation);
		server.on("checkExpectation", refuseExpectation);
		// Too many open files, for one: those that are connected go on.
		server.on("error", () => {
			if (server.listening) {
				this.#outcomes.note("failed");
			}
		});
		return server;
	}

	#admit(socket: Socket): void {
		const callOff = this.#clock.schedule(requestTimeout, () => {
			// Nothing is said to what is too slow either.
			this.#outcomes.note("denied");
			socket.destroy();
		});
		this.#waiting.set(socket, callOff);
		socket.once("close", () => this.#hasCome(socket));
		const [oldest] = this.#waiting.keys();
		if (this.#waiting.size > this.#maxWaiting) {
			oldest?.destroy();
		}
	}

	/** A connection's request has come, or never will. */
	#hasCome(socket: Socket): void {
		this.#waiting.get(socket)?.();
		this.#waiting.delete(socket);
	}

	#handle(request: IncomingMessage, response: ServerResponse): void {
		this.#hasCome(request.socket);
		if (request.method !== "GET") {
			this.#refuse(response, methodReply);
			return;
		}
		const authorization = authorizationOf(request.rawHeaders, this.#port ?? 0);
		const session =
			authorization === undefined ? undefined : this.#grants.find(request.url ?? "", authorization);
		if (session === undefined) {
			this.#refuse(response, deniedReply);
			return;
		}
		try {
			const answer = this.#answer(session);
			if (answer instanceof Promise) {
				this.#wait(answer, session, response);
			} else {
				this.#give(answer, session, response);
			}
		} catch (error) {
			this.#fail(error, session, response);
		}
	}

	/** Never longer than a client would: for a person nobody waits here. */
	#wait(answer: Promise<EndpointAnswer>, session: string, response: ServerResponse): void {
		let isOpen = true;
		const end = (reply?: () => void): void => {
			if (isOpen) {
				isOpen = false;
				cancel();
				reply?.();
			}
		};
		const cancel = this.#clock.schedule(answerTimeout, () =>
			end(() => this.#send(response, delayedReply, "delayed", session)),
		);
		response.once("close", () => end());
		answer.then(
			(given) => end(() => this.#give(given, session, response)),
			(error: unknown) => end(() => this.#fail(error, session, response)),
		);
	}

	#give(answer: EndpointAnswer, session: string, response: ServerResponse): void {
		if (answer.kind === "credentials") {
			const reply = credentialsReply(answer.credentials, this.#clock.now());
			this.#send(response, reply, "answered", session);
		} else {
			this.#send(response, unavailableReply(answer.message), "unavailable", session);
		}
	}

	#fail(error: unknown, session: string, response: ServerResponse): void {
		if (this.#send(response, failedReply, "failed", session)) {
			logError(this.#log, "Credentials endpoint", error);
		}
	}

	#refuse(response: ServerResponse, reply: EndpointReply): void {
		this.#send(response, reply, "denied");
	}

	/** @returns whether the outcome was logged, and not only counted */
	#send(response: ServerResponse, reply: EndpointReply, outcome: Outcome, session?: string): boolean {
		response.writeHead(reply.status, {
			"Content-Type": "application/json",
			"Content-Length": Buffer.byteLength(reply.body),
			"Cache-Control": "no-store",
			"X-Content-Type-Options": "nosniff",
			Connection: "close",
			...(reply === methodReply ? { Allow: "GET" } : {}),
		});
		response.end(reply.body);
		return this.#outcomes.note(outcome, session);
	}
}
