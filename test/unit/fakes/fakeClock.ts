import type { Clock } from "../../../src/core/clock.ts";

interface Scheduled {
	readonly due: number;
	readonly callback: () => void;
}

/** A clock that stands still until the test moves it. */
export class FakeClock implements Clock {
	#now: number;
	readonly #scheduled = new Set<Scheduled>();
	#waiting: (() => void)[] = [];

	/** @param start milliseconds since the epoch */
	constructor(start = Date.UTC(2026, 2, 1, 12, 0, 10)) {
		this.#now = start;
	}

	now(): number {
		return this.#now;
	}

	schedule(delay: number, callback: () => void): () => void {
		const scheduled = { due: this.#now + delay, callback };
		this.#scheduled.add(scheduled);
		for (const resolve of this.#waiting.splice(0)) {
			resolve();
		}
		return () => this.#scheduled.delete(scheduled);
	}

	/** Moves on by `ms`, firing what falls due on the way at its own time and in order. */
	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const next = this.#next();
			if (next === undefined || next.due > end) {
				break;
			}
			this.#scheduled.delete(next);
			this.#now = Math.max(this.#now, next.due);
			next.callback();
		}
		this.#now = end;
	}

	/** Sets another time without firing anything, as when the machine slept or its clock was set. */
	jump(ms: number): void {
		this.#now += ms;
	}

	/** How many callbacks wait. */
	get pending(): number {
		return this.#scheduled.size;
	}

	/** In how many ms the next callback is due; undefined when none waits. */
	get nextDelay(): number | undefined {
		const next = this.#next();
		return next === undefined ? undefined : next.due - this.#now;
	}

	/** Waits until a callback waits. */
	async scheduled(): Promise<void> {
		if (this.pending === 0) {
			await new Promise<void>((resolve) => {
				this.#waiting.push(resolve);
			});
		}
	}

	/** Waits until something is scheduled, then moves on to it. Gives the ms it moved. */
	async advanceToNext(): Promise<number> {
		await this.scheduled();
		const delay = this.nextDelay ?? 0;
		this.advance(delay);
		return delay;
	}

	#next(): Scheduled | undefined {
		return [...this.#scheduled].reduce<Scheduled | undefined>(
			(first, item) => (first === undefined || item.due < first.due ? item : first),
			undefined,
		);
	}
}
