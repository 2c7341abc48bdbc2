import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";

export interface LocalServer {
	readonly port: number;
	/** The connections so far. */
	readonly sockets: readonly Socket[];
	/** Resolves when the first connection is gone. */
	readonly firstClosed: Promise<void>;
}

/** A server on 127.0.0.1 for one test: HTTP, HTTPS when it has a certificate, or bare TCP without a listener. */
export async function localServer(
	t: TestContext,
	listener?: RequestListener,
	tls?: { readonly key: string; readonly cert: string },
): Promise<LocalServer> {
	const server: Server =
		listener === undefined
			? createTcpServer()
			: tls === undefined
				? createHttpServer(listener)
				: createTlsServer(tls, listener);
	const sockets: Socket[] = [];
	const closed = Promise.withResolvers<void>();
	server.on("connection", (socket: Socket) => {
		sockets.push(socket);
		socket.on("error", () => {});
		if (listener === undefined) {
			// Unread, a connection's end would not be seen.
			socket.resume();
		}
		socket.on("close", () => closed.resolve());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(async () => {
		for (const socket of sockets) {
			socket.destroy();
		}
		server.close();
	});
	const address = server.address();
	return {
		port: typeof address === "object" && address !== null ? address.port : 0,
		sockets,
		firstClosed: closed.promise,
	};
}
