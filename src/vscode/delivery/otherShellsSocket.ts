import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pid, platform } from "node:process";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { ShellAnswer, ShellRequest } from "../../core/shells/shellRequest.ts";
import { listenOnSocket } from "../../delivery/localSocket/listen.ts";
import { makeSocketPlace } from "../../delivery/localSocket/socketPlace.ts";
import { announceWindow } from "../../delivery/localSocket/windowFile.ts";
import { isRunning } from "../../sessions/openWindows.ts";

export interface SocketOptions {
	readonly storage: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly answer: (request: ShellRequest) => Promise<ShellAnswer>;
}

/** Where this window answers other shells, as long as it is open. */
export class OtherShellsSocket {
	readonly #options: SocketOptions;
	#close: (() => void) | undefined;
	#path = "";

	constructor(options: SocketOptions) {
		this.#options = options;
	}

	get isOpen(): boolean {
		return this.#close !== undefined;
	}

	/** Whether somebody has taken it away, as whoever tidies up temporary folders may. */
	get isGone(): boolean {
		return this.isOpen && platform !== "win32" && !existsSync(this.#path);
	}

	/** Listens, and says so to the program that other shells run. Only for one that is closed. */
	async open(): Promise<void> {
		const { storage, clock, log, answer } = this.#options;
		const place = await makeSocketPlace([tmpdir(), "/tmp"], platform);
		const close = await listenOnSocket({
			place,
			clock,
			answer,
			failed: (error) => logError(log, "another shell could not be answered", error),
		});
		try {
			const window = { pid, socket: place.path, since: clock.now() };
			const withdraw = await announceWindow(join(storage, "other-shells", "windows"), window, isRunning);
			this.#path = place.path;
			this.#close = () => {
				withdraw();
				close();
			};
		} catch (error) {
			close();
			throw error;
		}
	}

	close(): void {
		this.#close?.();
		this.#close = undefined;
	}
}
