// Past VS Code's proxy settings, for what no proxy may see.
import directHttp from "node:http";
// The extension host puts VS Code's proxy and certificate settings into the modules it hands out under exactly
// these names; `node:https` would escape them.
// biome-ignore lint/style/useNodejsImportProtocol: see above
import http from "http";
// biome-ignore lint/style/useNodejsImportProtocol: see above
import https from "https";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { networkError } from "./networkError.ts";

export interface HttpRequest {
	readonly method: "GET" | "POST" | "PUT";
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

export interface HttpResponse {
	readonly status: number;
	/** Names lower-cased. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** How a host is reached. */
export interface HttpNetwork {
	/** The certificates (PEM) to trust in place of the default ones. */
	readonly ca?: readonly string[];
	/** Milliseconds until the connection must stand. */
	readonly connectTimeout?: number;
}

export interface HttpOptions extends HttpNetwork {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds without a byte from the server. */
	readonly idleTimeout?: number;
	/** Past every proxy, without TLS: for what is part of this machine or its network. Counts for `http:` only. */
	readonly isDirect?: boolean;
}

/** Sends one request. The port through which everything in `aws` reaches the network. */
export type SendHttp = (request: HttpRequest, options?: HttpOptions) => Promise<HttpResponse>;

const defaultConnectTimeout = 10_000;
const defaultIdleTimeout = 20_000;
/** Bytes. STS's largest answers are a hundredth of it. */
const maxResponseSize = 1_000_000;

/**
 * Sends a request over Node's own client, which the extension host patches for proxies and certificates.
 * Follows no redirect: a signed request is for one host.
 * @throws SessionsError `NetworkUnreachable`, `NetworkTimeout`, `ConnectionLost`, `CertificateNotTrusted`,
 * `InvalidResponse`; CancelledError when the signal is aborted.
 */
export const sendHttp: SendHttp = (request, options = {}) =>
	new Promise((resolve, reject) => {
		const { signal, connectTimeout = defaultConnectTimeout, idleTimeout = defaultIdleTimeout } = options;
		if (signal?.aborted) {
			reject(new CancelledError());
			return;
		}
		const { host } = request.url;
		let answering = false;
		const isDirect = options.isDirect === true && request.url.protocol === "http:";
		const client = request.url.protocol !== "http:" ? https : isDirect ? directHttp : http;
		const outgoing = client.request(request.url, {
			method: request.method,
			headers: { ...request.headers, "content-length": String(Buffer.byteLength(request.body ?? "")) },
			// The shared agent may have been given a proxy.
			...(isDirect ? { agent: false } : {}),
			...(options.ca === undefined ? {} : { ca: [...options.ca] }),
		});

		/** Ours is said; what Node tells of the request from here on is its end, and no news. */
		let isSettled = false;
		const finish = (): void => {
			isSettled = true;
			clearTimeout(connecting);
			signal?.removeEventListener("abort", cancel);
		};
		const fail = (error: Error): void => {
			finish();
			outgoing.destroy();
			reject(error);
		};
		const cancel = (): void => fail(new CancelledError());
		const connecting = setTimeout(() => {
			fail(
				new SessionsError(
					"NetworkTimeout",
					`${host} did not accept a connection within ${connectTimeout / 1000} s`,
					{
						about: { host },
						remedies: [{ kind: "retry" }],
					},
				),
			);
		}, connectTimeout);
		signal?.addEventListener("abort", cancel, { once: true });

		outgoing.on("socket", (socket) => {
			const connected = (): void => clearTimeout(connecting);
			if (!socket.connecting) {
				connected();
			} else {
				socket.once(request.url.protocol === "http:" ? "connect" : "secureConnect", connected);
			}
		});
		outgoing.setTimeout(idleTimeout, () => {
			fail(
				new SessionsError("NetworkTimeout", `${host} did not answer within ${idleTimeout / 1000} s`, {
					about: { host },
					remedies: [{ kind: "retry" }],
				}),
			);
		});
		outgoing.on("error", (error: NodeJS.ErrnoException) => {
			if (isSettled) {
				return;
			}
			if (outgoing.reusedSocket && error.code === "ECONNRESET" && !answering) {
				// The server closed a kept connection just as it was used again: it never saw this request.
				finish();
				resolve(sendHttp(request, options));
				return;
			}
			fail(networkError(error, host, answering));
		});
		outgoing.on("response", (incoming) => {
			answering = true;
			clearTimeout(connecting);
			const chunks: Buffer[] = [];
			let size = 0;
			incoming.on("data", (chunk: Buffer) => {
				size += chunk.length;
				if (size > maxResponseSize) {
					fail(new SessionsError("InvalidResponse", `${host} sent more than ${maxResponseSize / 1000} kB`));
				}
				chunks.push(chunk);
			});
			incoming.on("error", (error) => fail(networkError(error, host, true)));
			incoming.on("end", () => {
				if (!incoming.complete) {
					fail(networkError(new Error("The answer ended early"), host, true));
					return;
				}
				finish();
				resolve({
					status: incoming.statusCode ?? 0,
					headers: Object.fromEntries(
						Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
					),
					body: Buffer.concat(chunks).toString("utf8"),
				});
			});
		});
		outgoing.end(request.body);
	});
