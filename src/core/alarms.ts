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
			this.#hasJumped();
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
		const now = this.#clock.now();
		const ringing = [...this.#waiting]
			.filter(({ at, early }) => hasJumped || at - early <= now)
			.toSorted((one, other) => one.at - other.at);
		try {
			for (const alarm of ringing) {
				// One may call off another.
				if (this.#waiting.delete(alarm)) {
					alarm.callback();
				}
			}
		} finally {
			this.#setTimer();
		}
	}

	/** Whether the time has jumped since it was last asked. */
	#hasJumped(): boolean {
		const before = this.#offset;
		this.#lookedAt = this.#clock.monotonic();
		this.#offset = this.#clock.now() - this.#lookedAt;
		return Math.abs(this.#offset - before) >= leastJump;
	}

	#setTimer(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		if (this.#waiting.size === 0) {
			return;
		}
		const now = this.#clock.now();
		const sinceLook = this.#clock.monotonic() - this.#lookedAt;
		const delays = [...this.#waiting].map(({ at, nap }) => Math.min(at - now, nap - sinceLook));
		this.#cancelTimer = this.#clock.schedule(Math.max(0, Math.min(...delays)), () => this.look());
	}
}
