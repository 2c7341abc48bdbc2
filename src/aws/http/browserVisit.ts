import { createServer, type IncomingMessage } from "node:http";
import { CancelledError, type SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { listenOnLoopback, loopbackHost } from "./loopback.ts";
import { type LoopbackPage, loopbackLimits, sendPage } from "./loopbackPage.ts";

/** What a visit is answered, and what it has brought when it is the one that is waited for. */
export interface Visit<T> extends LoopbackPage {
	readonly brought?: T;
}

/** An address of this machine at which one visit of the person's browser is waited for. */
export interface BrowserListener<T> {
	/** As in `http://127.0.0.1:41234`. */
	readonly origin: string;
	/** What the first visit that brought something has brought. Rejects with CancelledError when it is closed before. */
	readonly brought: Promise<T>;
	/** Ends it. Resolves when the port is free again. */
	close(): Promise<void>;
}

export interface BrowserListenerOptions<T> {
	/** 0: one that is free. */
	readonly port: number;
	/** Aborting it closes the listener. */
	readonly signal: AbortSignal;
	/** A visit that has brought nothing is answered, and the waiting goes on. Throws when the browser goes away. */
	readonly replyTo: (request: IncomingMessage) => Visit<T> | Promise<Visit<T>>;
	readonly portUnavailable: (cause: unknown) => SessionsError;
}

/**
 * Waits on loopback for the browser to bring something, once. Any page can send a browser here: `replyTo` says what is
 * taken.
 * @throws what `portUnavailable` makes; CancelledError
 */
export async function listenForBrowser<T>({
	port,
	signal,
	replyTo,
	portUnavailable,
}: BrowserListenerOptions<T>): Promise<BrowserListener<T>> {
	throwIfCancelled(signal);
	const outcome = Promise.withResolvers<T>();
	// Whoever closes it need not wait for the visit as well.
	outcome.promise.catch(() => {});
	const closed = Promise.withResolvers<void>();
	const server = createServer(loopbackLimits, async (request, response) => {
		try {
			const { brought, ...page } = await replyTo(request);
			if (brought !== undefined) {
				// Also when the browser does not wait for the page.
				response.once("close", () => {
					finish();
					outcome.resolve(brought);
				});
			}
			sendPage(response, page);
		} catch {
			// The browser went away half-way.
			response.destroy();
		}
	});
	const finish = (): void => {
		signal.removeEventListener("abort", cancel);
		server.close(() => closed.resolve());
		server.closeAllConnections();
	};
	const cancel = (): void => {
		finish();
		outcome.reject(new CancelledError());
	};
	let bound: number;
	try {
		bound = await listenOnLoopback(server, port);
	} catch (cause) {
		throw portUnavailable(cause);
	}
	if (signal.aborted) {
		finish();
		throw new CancelledError();
	}
	server.on("error", cancel);
	signal.addEventListener("abort", cancel, { once: true });
	return {
		origin: `http://${loopbackHost}:${bound}`,
		brought: outcome.promise,
		close: async () => {
			cancel();
			await closed.promise;
		},
	};
}
