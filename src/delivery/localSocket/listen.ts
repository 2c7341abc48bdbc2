import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import type { Clock } from "../../core/clock.ts";
import {
	answerLine,
	maxRequest,
	readRequest,
	type ShellAnswer,
	type ShellRequest,
} from "../../core/shells/shellRequest.ts";
import type { SocketPlace } from "./socketPlace.ts";

export interface ListenOptions {
	readonly place: SocketPlace;
	readonly clock: Clock;
	readonly answer: (request: ShellRequest) => Promise<ShellAnswer>;
	/** Told what the answering has failed with. */
	readonly failed: (error: unknown) => void;
}

/** How long (ms) a connection lasts at most, however slow the other side is. */
const connectionLimit = 2_000;
const maxConnections = 200;

/**
 * Answers on a socket, one request on each connection. What is no request is given nothing: the connection ends. Who
 * may connect is for the file system to say.
 * @returns what ends it, at once
 * @throws the system's error when there can be no socket
 */
export async function listenOnSocket({ place, clock, answer, failed }: ListenOptions): Promise<() => void> {
	const open = new Set<Socket>();
	const server = createServer((socket) => {
		open.add(socket);
		const callOff = clock.schedule(connectionLimit, () => socket.destroy());
		socket.on("error", () => socket.destroy());
		socket.on("close", () => {
			callOff();
			open.delete(socket);
		});
		oneLine(socket)
			.then(async (line) => {
				const request = line === undefined ? undefined : readRequest(line);
				if (request === undefined) {
					socket.destroy();
				} else {
					socket.end(answerLine(await answer(request)));
				}
			})
			.catch((error: unknown) => {
				socket.destroy();
				failed(error);
			});
	});
	server.maxConnections = maxConnections;
	const close = (): void => {
		server.close();
		for (const socket of open) {
			socket.destroy();
		}
		place.remove();
	};
	server.on("error", failed);
	try {
		server.listen(place.path);
		await once(server, "listening");
		if (!place.path.startsWith("\\\\")) {
			await chmod(place.path, 0o600);
		}
	} catch (error) {
		close();
		throw error;
	}
	return close;
}

/** The first line that comes, without its end; undefined when it is longer than a request, or none comes. */
function oneLine(socket: Socket): Promise<string | undefined> {
	return new Promise((resolve) => {
		let text = "";
		socket.setEncoding("utf8");
		socket.on("data", (part: string) => {
			text += part;
			const end = text.indexOf("\n");
			if (end >= 0 || text.length > maxRequest) {
				socket.removeAllListeners("data");
				// What still comes is of no interest, and must not pile up.
				socket.resume();
				resolve(end < 0 || end > maxRequest ? undefined : text.slice(0, end));
			}
		});
		socket.on("close", () => resolve(undefined));
	});
}
