/** Where time comes from, so that tests need not wait for it. */
export interface Clock {
	/** Milliseconds since the epoch. They jump when the machine has slept, or its clock is set. */
	now(): number;
	/** Milliseconds since some moment, whatever the clock is set to. On some systems they stand still while it sleeps. */
	monotonic(): number;
	/**
	 * Runs `callback` once after `delay` ms of {@link monotonic}; the function returned calls that off. For how long
	 * something may take.
	 */
	schedule(delay: number, callback: () => void): () => void;
	/**
	 * Runs `callback` once when {@link now} has come to `at`; the function returned calls that off. For moments, such as
	 * an end that somebody else has set. It comes earlier when the time has jumped: whoever is called looks at the clock.
	 */
	alarm(at: number, callback: () => void, options?: AlarmOptions): () => void;
	/** Sees whether the time has jumped, as when the machine has slept, and if so doesn't let alarms wait for timers. */
	look(): void;
}

export interface AlarmOptions {
	/** How late (ms) it may come after the time has jumped. Each such span costs a wake-up; none given: none does. */
	readonly nap?: number;
	/** How much earlier (ms) it may come, when something else wakes up anyway. */
	readonly early?: number;
}
