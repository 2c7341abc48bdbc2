import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SessionsError } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import { listenForBrowser, type Visit } from "../http/browserVisit.ts";
import { isForLoopback } from "../http/loopbackPage.ts";

/** What the authorization page has sent the browser back with. */
export type RedirectAnswer =
	| { readonly kind: "code"; readonly code: Secret }
	/** `reason`: the error's name, of letters only: `access_denied`, … */
	| { readonly kind: "refused"; readonly reason: string };

/** An address of this machine to which the authorization page sends the browser back. */
export interface RedirectListener {
	readonly url: string;
	/** The first answer that carries the state. Rejects with CancelledError when it is closed before. */
	readonly answer: Promise<RedirectAnswer>;
	close(): Promise<void>;
}

export const redirectPath = "/oauth/callback";

/**
 * Waits on loopback for the browser to come back, once. Any page can send a browser here, so what does not carry the
 * state is refused, and it goes on waiting.
 * @param state what the authorization page was given
 * @throws SessionsError `PortUnavailable`; CancelledError
 */
export async function listenForRedirect(state: string, signal: AbortSignal): Promise<RedirectListener> {
	const { origin, brought, close } = await listenForBrowser({
		port: 0,
		signal,
		replyTo: (request) => replyTo(request, state),
		portUnavailable: (cause) =>
			new SessionsError(
				"PortUnavailable",
				"This machine lets no port be opened for the browser to come back to. Sign in with a code instead",
				{ remedies: [{ kind: "retry" }], cause },
			),
	});
	return { url: origin + redirectPath, answer: brought, close };
}

function replyTo({ method, headers, url = "" }: IncomingMessage, state: string): Visit<RedirectAnswer> {
	if (!isForLoopback(headers.host)) {
		return { status: 403, text: "This address is not served here." };
	}
	const mark = url.indexOf("?");
	if ((mark < 0 ? url : url.slice(0, mark)) !== redirectPath) {
		return { status: 404, text: "There is nothing here." };
	}
	// A link's preview is no visit.
	if (method !== "GET") {
		return { status: 405, text: "This page can only be visited.", headers: { Allow: "GET" } };
	}
	const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark));
	if (query.getAll("state").length !== 1 || !isSame(query.get("state") ?? "", state)) {
		return {
			status: 400,
			text: "This is not the sign-in that AWS Sessions waits for. Begin again in VS Code.",
		};
	}
	const error = query.get("error");
	if (error !== null) {
		const reason = /^[a-z_]{1,40}$/i.test(error) ? error : "unknown error";
		return {
			status: 200,
			text: "You are not signed in. You can close this page and go back to VS Code, which says why.",
			brought: { kind: "refused", reason },
		};
	}
	const code = query.get("code") ?? "";
	return code === ""
		? { status: 400, text: "There is no code in this address. Begin again in VS Code." }
		: {
				status: 200,
				text: "You can close this page and go back to VS Code, which signs you in.",
				brought: { kind: "code", code: new Secret(code) },
			};
}

function isSame(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}
