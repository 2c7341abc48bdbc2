import { Alarms } from "../../../src/core/alarms.ts";
import type { AlarmOptions, Clock } from "../../../src/core/clock.ts";

interface Scheduled {
	/** By the monotonic time. */
	readonly due: number;
	readonly callback: () => void;
}

/** A clock that stands still until the test moves it. Its timers know nothing of {@link jump}s, as those of machines. */
export class FakeClock implements Clock {
	#now: number;
	#monotonic = 5_000_000;
	#wakeUps = 0;
	readonly #scheduled = new Set<Scheduled>();
	readonly #alarms = new Alarms(this);
	#waiting: (() => void)[] = [];

	/** @param start milliseconds since the epoch */
	constructor(start = Date.UTC(2026, 2, 1, 12, 0, 10)) {
		this.#now = start;
	}

	now(): number {
		return this.#now;
	}

	monotonic(): number {
		return this.#monotonic;
	}

	schedule(delay: number, callback: () => void): () => void {
		const scheduled = { due: this.#monotonic + delay, callback };
		this.#scheduled.add(scheduled);
		for (const resolve of this.#waiting.splice(0)) {
			resolve();
		}
		return () => this.#scheduled.delete(scheduled);
	}

	alarm(at: number, callback: () => void, options?: AlarmOptions): () => void {
		return this.#alarms.set(at, callback, options);
	}

	look(): void {
		this.#alarms.look();
	}

	/** Moves on by `ms`, firing what falls due on the way at its own time and in order. */
	advance(ms: number): void {
		const end = this.#monotonic + ms;
		for (;;) {
			const next = this.#next();
			if (next === undefined || next.due > end) {
				break;
			}
			this.#scheduled.delete(next);
			this.#move(Math.max(0, next.due - this.#monotonic));
			this.#wakeUps++;
			next.callback();
		}
		this.#move(end - this.#monotonic);
	}

	/** Sets another time, as when the machine slept or its clock was set: what waits goes on waiting for as long. */
	jump(ms: number): void {
		this.#now += ms;
	}

	/** How many timers wait. All alarms together have one. */
	get pending(): number {
		return this.#scheduled.size;
	}

	/** How many timers have fired. */
	get wakeUps(): number {
		return this.#wakeUps;
	}

	/** In how many ms the next timer fires; undefined when none waits. */
	get nextDelay(): number | undefined {
		const next = this.#next();
		return next === undefined ? undefined : next.due - this.#monotonic;
	}

	/** Waits until a timer waits. */
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

	#move(ms: number): void {
		this.#monotonic += ms;
		this.#now += ms;
	}

	#next(): Scheduled | undefined {
		return [...this.#scheduled].reduce<Scheduled | undefined>(
			(first, item) => (first === undefined || item.due < first.due ? item : first),
			undefined,
		);
	}
}
