import type { Clock } from "../core/clock.ts";
import type { Secret } from "../core/secret.ts";

/** How long (ms) a code can come back: its own 30 s window and the next, in which AWS still takes it. */
const memory = 90_000;

/** Remembers each device's last code sent, as AWS accepts a code only once. */
export class MfaCodes {
	readonly #clock: Clock;
	readonly #sent = new Map<string, { code: Secret; at: number }>();

	constructor(clock: Clock) {
		this.#clock = clock;
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
