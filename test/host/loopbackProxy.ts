import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";

/** An HTTP proxy on loopback, as organisations have them: CONNECT for https, whole addresses for http. */
export interface LoopbackProxy extends AsyncDisposable {
	readonly url: string;
	/** What went through it: `CONNECT host:port` or `POST http://host/`. */
	readonly passed: readonly string[];
}

/** Starts a proxy that leads every host to one port on this machine. */
export async function startLoopbackProxy(toPort: number): Promise<LoopbackProxy> {
	const passed: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((incoming: IncomingMessage, answer: ServerResponse) => {
		passed.push(`${incoming.method} ${incoming.url}`);
		const { method, headers } = incoming;
		const onward = request({ host: "127.0.0.1", port: toPort, path: "/", method, headers }, (answered) => {
			answer.writeHead(answered.statusCode ?? 502, answered.headers);
			answered.pipe(answer);
		});
		incoming.pipe(onward);
	});
	server.on("connect", (incoming: IncomingMessage, socket: Socket) => {
		passed.push(`CONNECT ${incoming.url}`);
		const onward = connect(toPort, "127.0.0.1", () => {
			socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
			onward.pipe(socket).pipe(onward);
		});
		onward.on("error", () => socket.destroy());
		socket.on("error", () => onward.destroy());
	});
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
		passed,
		[Symbol.asyncDispose]: async () => {
			for (const socket of sockets) {
				socket.destroy();
			}
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
