import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Secret } from "../../core/text/secret.ts";
import { listenOnLoopback, loopbackHost } from "../http/loopback.ts";
import { loopbackLimits } from "../http/loopbackPage.ts";

/** An address on this machine that leads a browser on to another one, once. There is nothing secret in it. */
export interface OneTimeAddress {
	readonly url: string;
	/** Resolves when it is of no use any more: `opened` by a browser, or closed before that. */
	readonly outcome: Promise<"opened" | "closed">;
	/** Closes it. Does nothing the second time. */
	close(): void;
}

/** Milliseconds that a browser has to come. */
export const addressLife = 60_000;

/**
 * Opens an address on loopback that answers one visit by leading on to `target`, so that whoever hands the address to
 * the browser, shows it or logs it has nothing in hands. Only its path, which can't be guessed, gives anything.
 * @throws SessionsError `PortUnavailable`
 */
export async function openOneTimeAddress(target: Secret, clock: Clock): Promise<OneTimeAddress> {
	const path = `/${randomBytes(24).toString("base64url")}`;
	const { promise: outcome, resolve } = Promise.withResolvers<"opened" | "closed">();
	let isSpent = false;
	const server = createServer(loopbackLimits, (message, response) => {
		const status = isSpent ? 404 : statusFor(message, path);
		const isVisit = status === 302;
		if (isVisit) {
			isSpent = true;
			// Only when the browser has it, or has gone away.
			response.once("close", () => finish("opened"));
		}
		response.writeHead(status, {
			...(isVisit ? { Location: target.reveal() } : {}),
			...(status === 405 ? { Allow: "GET" } : {}),
			"Content-Length": "0",
			"Cache-Control": "no-store",
			"Referrer-Policy": "no-referrer",
			"X-Content-Type-Options": "nosniff",
			Connection: "close",
		});
		response.end();
	});
	const finish = (how: "opened" | "closed"): void => {
		isSpent = true;
		cancelExpiry();
		server.close();
		server.closeAllConnections();
		resolve(how);
	};
	let cancelExpiry = (): void => undefined;
	let port: number;
	try {
		port = await listenOnLoopback(server, 0);
	} catch (error) {
		throw new SessionsError("PortUnavailable", "No port of this machine can be opened for the browser", {
			remedies: [{ kind: "retry" }],
			cause: error,
		});
	}
	server.on("error", () => finish("closed"));
	cancelExpiry = clock.schedule(addressLife, () => finish("closed"));
	return { url: `http://${loopbackHost}:${port}${path}`, outcome, close: () => finish("closed") };
}

/** Looking ahead, which browsers do unasked, is no visit, and neither is another page's script. */
function statusFor({ method, url, headers }: IncomingMessage, path: string): number {
	if (url !== path) {
		return 404;
	}
	if (method !== "GET") {
		return 405;
	}
	const isAhead = /prefetch|prerender|preview/i.test(
		`${headers["sec-purpose"] ?? ""} ${headers["purpose"] ?? ""}`,
	);
	return isAhead || headers.origin !== undefined ? 403 : 302;
}
