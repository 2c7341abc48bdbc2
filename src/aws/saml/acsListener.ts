import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { CancelledError, SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import { samlLength } from "./samlText.ts";

/** An address on this machine to which an identity provider posts a SAML response. */
export interface AcsListener {
	/** The assertion consumer service's URL, to be entered at the identity provider. */
	readonly url: string;
	/** The first response that was taken, in Base64. Rejects with CancelledError when it is closed before. */
	readonly response: Promise<Secret>;
	/** Ends it. Resolves when the port is free again. */
	close(): Promise<void>;
}

export interface AcsOptions {
	/** Aborting it closes the listener. */
	readonly signal: AbortSignal;
	/** Why a response (Base64) is not taken, as a sentence for the page; undefined takes it. */
	readonly problemOf: (response: Secret) => string | undefined;
	/** One that is free when it is absent. */
	readonly port?: number;
	/** Begins with a slash. */
	readonly path?: string;
}

const host = "127.0.0.1";
const defaultPath = "/saml";
/** Bytes of a form: a response of {@link samlLength} has some more once it is encoded for a URL. */
const maxBody = 150_000;
/** Milliseconds. */
const headersTimeout = 10_000;
const requestTimeout = 20_000;
/** Bytes. Browsers send the cookies of every server on this machine along. */
const maxHeaderSize = 64_000;

/**
 * Waits on loopback for the form that an identity provider has the browser post after signing in. Any page can
 * post here, and the provider's has to be able to: what comes is no more than an offer, which the person is shown.
 * What is of no use is refused, and it goes on waiting.
 * @throws SessionsError `PortUnavailable`, `InvalidArgument`; CancelledError
 */
export async function listenForSamlResponse({
	signal,
	problemOf,
	port = 0,
	path = defaultPath,
}: AcsOptions): Promise<AcsListener> {
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new SessionsError("InvalidArgument", "The port must be a whole number from 1 to 65535");
	}
	if (!/^\/[\w./~-]*$/.test(path)) {
		throw new SessionsError(
			"InvalidArgument",
			"The path must begin with / and have letters, digits, - . _ ~ and /",
		);
	}
	throwIfCancelled(signal);
	const outcome = Promise.withResolvers<Secret>();
	// Whoever closes it need not wait for the response as well.
	outcome.promise.catch(() => {});
	const closed = Promise.withResolvers<void>();

	const server = createServer(
		{ headersTimeout, requestTimeout, maxHeaderSize, connectionsCheckingInterval: 5_000, keepAlive: false },
		(request, response) => {
			answer(request, path, problemOf)
				.then((reply) => {
					const { saml } = reply;
					if (saml !== undefined) {
						// Also when the browser does not wait for the page.
						response.once("close", () => {
							finish();
							outcome.resolve(saml);
						});
					}
					send(response, reply);
				})
				// The browser went away half-way.
				.catch(() => response.destroy());
		},
	);
	const finish = (): void => {
		signal.removeEventListener("abort", cancel);
		server.close(() => closed.resolve());
		server.closeAllConnections();
	};
	const cancel = (): void => {
		finish();
		outcome.reject(new CancelledError());
	};
	try {
		server.listen({ host, port, exclusive: true });
		await once(server, "listening");
	} catch (error) {
		throw portUnavailable(port, error);
	}
	if (signal.aborted) {
		finish();
		throw new CancelledError();
	}
	server.on("error", cancel);
	signal.addEventListener("abort", cancel, { once: true });
	return {
		url: `http://${host}:${boundPort(server)}${path}`,
		response: outcome.promise,
		close: async () => {
			cancel();
			await closed.promise;
		},
	};
}

interface Reply {
	readonly status: number;
	/** HTML. */
	readonly text: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly saml?: Secret;
}

async function answer(
	request: IncomingMessage,
	path: string,
	problemOf: AcsOptions["problemOf"],
): Promise<Reply> {
	const { method, headers } = request;
	// Another name for this machine would be a page's that had it resolved to here. The port is the browser's: one that
	// is forwarded can be another there.
	if (!/^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(headers.host ?? "")) {
		return { status: 403, text: "This address is not served here." };
	}
	if (request.url?.split("?", 1)[0] !== path) {
		return { status: 404, text: "There is nothing here." };
	}
	if (method === "GET") {
		return {
			status: 200,
			text: "AWS Sessions waits here for the SAML response of your identity provider. Sign in there, and it is sent to this address by itself.",
		};
	}
	if (method !== "POST") {
		return { status: 405, text: "Only a form can be posted here.", headers: { Allow: "GET, POST" } };
	}
	const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers["content-type"] ?? "");
	if (!isForm || headers["content-encoding"] !== undefined) {
		return { status: 415, text: "Only a form can be posted here." };
	}
	const body = await bodyOf(request);
	if (body === undefined) {
		return { status: 413, text: "That is more than a SAML response can be." };
	}
	const values = new URLSearchParams(body).getAll("SAMLResponse");
	const value = values[0]?.replace(/\s/g, "") ?? "";
	const isBase64 = /^[A-Za-z\d+/]+={0,2}$/.test(value);
	const { min, max } = samlLength;
	if (values.length !== 1 || !isBase64 || value.length < min || value.length > max) {
		return {
			status: 400,
			text: "There is no SAML response in this form. Sign in again at your identity provider.",
		};
	}
	const saml = new Secret(value);
	const problem = problemOf(saml);
	if (problem !== undefined) {
		return { status: 400, text: `${asHtml(problem)}. AWS Sessions goes on waiting for another.` };
	}
	return {
		status: 200,
		text: "The SAML response has arrived. You can close this page and go back to VS Code.",
		saml,
	};
}

/** Text for the page, which can have words of whoever made the response. */
function asHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Undefined when it is longer than it may be; the rest is then not read. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
	if (Number(request.headers["content-length"] ?? 0) > maxBody) {
		return undefined;
	}
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		size += (chunk as Buffer).length;
		if (size > maxBody) {
			return undefined;
		}
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, text, headers }: Reply): void {
	const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>AWS Sessions</title></head>
<body><p>${text}</p></body>
</html>
`;
	response.writeHead(status, {
		"Content-Type": "text/html; charset=utf-8",
		"Content-Security-Policy":
			"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Cache-Control": "no-store",
		"Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff",
		Connection: "close",
		...headers,
	});
	response.end(page);
}

function boundPort(server: Server): number {
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}

function portUnavailable(port: number, error: unknown): SessionsError {
	const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
	const why =
		code === "EADDRINUSE"
			? "is in use: by another program, or by AWS Sessions that waits for a response already, perhaps in another window"
			: code === "EACCES"
				? "may not be used by you"
				: `can't be opened (${code})`;
	return new SessionsError(
		"PortUnavailable",
		`Port ${port} of this machine ${why}. Choose another, and enter it at the identity provider too`,
		{ remedies: [{ kind: "retry" }], cause: error },
	);
}
