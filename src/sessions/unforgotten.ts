import type { Clock } from "../core/clock.ts";

/** After how long (ms) it is tried again the first time; then twice as long, and so on. */
const firstDelay = 60_000;
const longestDelay = 10 * 60_000;

/** The sessions that are to be forgotten, and that the store may still have: that is tried again, ever less often. */
export class Unforgotten {
	readonly #clock: Clock;
	readonly #tryAgain: () => void;
	readonly #ids = new Set<string>();
	#tries = 0;
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, tryAgain: () => void) {
		this.#clock = clock;
		this.#tryAgain = tryAgain;
	}

	get ids(): readonly string[] {
		return [...this.#ids];
	}

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	add(id: string): void {
		this.#ids.add(id);
	}

	delete(id: string): void {
		this.#ids.delete(id);
	}

	/** To be called when all that was under way has come to its end. While nothing is left nobody is woken up. */
	schedule(): void {
		if (this.#ids.size === 0) {
			this.dispose();
			this.#tries = 0;
			return;
		}
		this.#cancel ??= this.#clock.schedule(Math.min(firstDelay * 2 ** this.#tries++, longestDelay), () => {
			this.#cancel = undefined;
			this.#tryAgain();
		});
	}

	dispose(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}
}
