import type { IncomingMessage } from "node:http";
import { SessionsError } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import { listenForBrowser, type Visit } from "../http/browserVisit.ts";
import { isForLoopback } from "../http/loopbackPage.ts";
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

const defaultPath = "/saml";
/** Bytes of a form: a response of {@link samlLength} has some more once it is encoded for a URL. */
const maxBody = 150_000;

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
	const { origin, brought, close } = await listenForBrowser({
		port,
		signal,
		replyTo: (request) => replyTo(request, path, problemOf),
		portUnavailable: (cause) => portUnavailable(port, cause),
	});
	return { url: origin + path, response: brought, close };
}

async function replyTo(
	request: IncomingMessage,
	path: string,
	problemOf: AcsOptions["problemOf"],
): Promise<Visit<Secret>> {
	const { method, headers } = request;
	if (!isForLoopback(headers.host)) {
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
		brought: saml,
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
