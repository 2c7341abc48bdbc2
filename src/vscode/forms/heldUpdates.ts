import type { Clock } from "../../core/clock.ts";

/** How long (ms) after somebody has typed or moved a list keeps still. */
const quiet = 1000;
/** How long (ms) after what is typed has changed VS Code may still be choosing the highlighted row by itself. */
const settling = 500;
/** The same (ms) after a list that was opened has its first row. */
const opening = 100;

/**
 * Holds a list's updates back that nobody has asked for, so that the highlight does not move under the person's hands:
 * for a moment after each thing they do, and while they have moved away from the row that was highlighted for them.
 */
export class HeldUpdates {
	readonly #clock: Clock;
	readonly #apply: () => boolean;
	/** The row that was highlighted without the person, and until when (ms since the epoch) it may become another. */
	#own: string | undefined;
	#settlesUntil = Number.POSITIVE_INFINITY;
	#active: string | undefined;
	#quietUntil = 0;
	#isWaiting = false;
	#callOff: (() => void) | undefined;

	/** @param apply shows what is new, unless the highlighted row would go with that: then it returns false */
	constructor(clock: Clock, apply: () => boolean) {
		this.#clock = clock;
		this.#apply = apply;
	}

	/** There is something new: shown at once, or as soon as the list need not keep still. */
	update(): void {
		this.#isWaiting = true;
		this.#proceed();
	}

	/** The text has changed. What was held back is for the caller to show now: whether there is such a thing. */
	typed(): boolean {
		const now = this.#clock.now();
		const wasWaiting = this.#isWaiting;
		this.#isWaiting = false;
		this.#quietUntil = now + quiet;
		this.replaced();
		return wasWaiting;
	}

	/** The list has changed, as the person wanted: VS Code may choose another row to highlight. */
	replaced(): void {
		this.#own = this.#active;
		this.#settlesUntil = this.#clock.now() + settling;
	}

	/** Another row is highlighted, by the person or by VS Code; undefined: none is. */
	activated(row: string | undefined): void {
		const now = this.#clock.now();
		this.#active = row;
		if (now < this.#settlesUntil) {
			this.#own = row;
			if (this.#settlesUntil === Number.POSITIVE_INFINITY) {
				this.#settlesUntil = now + opening;
			}
			return;
		}
		if (row !== this.#own) {
			this.#quietUntil = now + quiet;
		}
		this.#proceed();
	}

	dispose(): void {
		this.#isWaiting = false;
		this.#callOff?.();
	}

	#proceed(): void {
		this.#callOff?.();
		this.#callOff = undefined;
		const left = this.#quietUntil - this.#clock.now();
		if (!this.#isWaiting || this.#active !== this.#own) {
			return;
		}
		if (left > 0) {
			this.#callOff = this.#clock.schedule(left, () => this.#proceed());
			return;
		}
		this.#isWaiting = !this.#apply();
		if (this.#active === undefined) {
			this.replaced();
		}
	}
}
