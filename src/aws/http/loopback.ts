import { once } from "node:events";
import type { Server } from "node:http";

/** Where servers for this machine alone listen. */
export const loopbackHost = "127.0.0.1";

/**
 * Has a server listen on loopback, where no other program listens.
 * @param port 0: one that is free
 * @returns the port. Rejects with Node's error when it is not to be had
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
	server.listen({ host: loopbackHost, port, exclusive: true });
	await once(server, "listening");
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}
