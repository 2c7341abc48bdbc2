import type { AlarmOptions, Clock } from "./clock.ts";

interface Alarm {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly callback: () => void;
	readonly nap: number;
	readonly early: number;
}

/** By how much (ms) the time jumps at least that counts: clocks are put right a little all the time. */
const leastJump = 1000;

/**
 * The alarms of a clock, all on one timer. Timers know nothing of the time that a machine sleeps, nor of clocks that
 * are set; so whatever wakes up sees whether the time has jumped, and then nothing waits for its timer.
 */
export class Alarms {
	readonly #clock: Omit<Clock, "alarm" | "look">;
	readonly #waiting = new Set<Alarm>();
	#cancelTimer: (() => void) | undefined;
	/** At the last look: how far the clock is ahead of the monotonic time, and that time itself. */
	#offset = 0;
	#lookedAt = 0;

	constructor(clock: Omit<Clock, "alarm" | "look">) {
		this.#clock = clock;
	}

	/** See {@link Clock.alarm}. */
	set(
		at: number,
		callback: () => void,
		{ nap = Number.POSITIVE_INFINITY, early = 0 }: AlarmOptions = {},
	): () => void {
		if (this.#waiting.size === 0) {
			// Nobody was to be told of what has been until now.
			this.#noteTime();
		}
		const alarm: Alarm = { at, callback, nap, early };
		this.#waiting.add(alarm);
		this.#setTimer();
		return () => {
			if (this.#waiting.delete(alarm)) {
				this.#setTimer();
			}
		};
	}

	/** See {@link Clock.look}. */
	look(): void {
		const hasJumped = this.#hasJumped();
		this.#noteTime();
		const now = this.#clock.now();
		const ringing = [...this.#waiting]
			.filter(({ at, early }) => hasJumped || at - early <= now)
			.toSorted((one, other) => one.at - other.at);
		for (const alarm of ringing) {
			// One may call off another.
			if (this.#waiting.delete(alarm)) {
				ring(alarm);
			}
		}
		this.#setTimer();
	}

	/** Whether the time has jumped since the last look. */
	#hasJumped(): boolean {
		return Math.abs(this.#clock.now() - this.#clock.monotonic() - this.#offset) >= leastJump;
	}

	#noteTime(): void {
		this.#lookedAt = this.#clock.monotonic();
		this.#offset = this.#clock.now() - this.#lookedAt;
	}

	#setTimer(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		if (this.#waiting.size === 0) {
			return;
		}
		const now = this.#clock.now();
		const sinceLook = this.#clock.monotonic() - this.#lookedAt;
		// Who sets an alarm after a jump may have been told by nobody, and the others neither.
		const delays = this.#hasJumped()
			? [0]
			: [...this.#waiting].map(({ at, nap }) => Math.min(at - now, nap - sinceLook));
		this.#cancelTimer = this.#clock.schedule(Math.max(0, Math.min(...delays)), () => this.look());
	}
}

function ring({ callback }: Alarm): void {
	try {
		callback();
	} catch (error) {
		// A fault of one alarm's is its own: the others would not be told of a jump a second time.
		queueMicrotask(() => {
			throw error;
		});
	}
}
