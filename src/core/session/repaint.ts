import type { Clock } from "../clock.ts";

/** Paints now and again exactly when the picture next changes, so that nothing wakes up in vain. */
export class Repaint {
	readonly #clock: Clock;
	readonly #paint: () => number | undefined;
	#callOff: (() => void) | undefined;

	/** `paint` returns in how many ms the picture changes next, or undefined when time does not change it. */
	constructor(clock: Clock, paint: () => number | undefined) {
		this.#clock = clock;
		this.#paint = paint;
	}

	/** Paints now. */
	now(): void {
		this.stop();
		const next = this.#paint();
		// Painting may have led to another painting, which set its own time.
		this.stop();
		if (next !== undefined) {
			this.#callOff = this.#clock.alarm(this.#clock.now() + next, () => this.now());
		}
	}

	/** Paints no more until {@link now}. */
	stop(): void {
		this.#callOff?.();
		this.#callOff = undefined;
	}
}
