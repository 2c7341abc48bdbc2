import type { Clock } from "../core/clock.ts";
import { CancelledError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";

/** How long (ms) a code can come back: its own 30 s window and the next, in which AWS still takes it. */
const memory = 90_000;

/** Remembers each device's last code sent, as AWS accepts a code only once. */
export class MfaCodes {
	readonly #clock: Clock;
	readonly #sent = new Map<string, { code: Secret; at: number }>();
	/** When the last of those who wait for a device will be through. */
	readonly #turns = new Map<string, Promise<void>>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/**
	 * Does something with a device while nobody else does: a person has one code of it at a time, and is asked for one
	 * thing at a time. @throws CancelledError when `signal` aborts while it waits, and whatever `work` throws
	 */
	async oneAtATime<T>(serial: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
		const before = this.#turns.get(serial) ?? Promise.resolve();
		const turn = Promise.withResolvers<void>();
		const last = before.then(() => turn.promise);
		this.#turns.set(serial, last);
		try {
			await unlessAborted(before, signal);
			return await work();
		} finally {
			turn.resolve();
			if (this.#turns.get(serial) === last) {
				this.#turns.delete(serial);
			}
		}
	}

	/** Whether this code of the device was sent lately. */
	wasSent(serial: string, code: Secret): boolean {
		const last = this.#sent.get(serial);
		return last !== undefined && this.#clock.now() - last.at < memory && last.code.equals(code);
	}

	/** To be called when a code turned out not to have been sent. */
	forget(serial: string): void {
		this.#sent.delete(serial);
	}

	/** To be called before a code is sent. */
	remember(serial: string, code: Secret): void {
		this.#sent.set(serial, { code, at: this.#clock.now() });
	}
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = (): void => reject(new CancelledError());
		if (signal.aborted) {
			abort();
		}
		signal.addEventListener("abort", abort, { once: true });
		void promise.then(resolve).finally(() => signal.removeEventListener("abort", abort));
	});
}
