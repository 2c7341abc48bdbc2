import type { Clock } from "../core/clock.ts";

/** The machine's own clock and timers. */
export const systemClock: Clock = {
	now: () => Date.now(),
	schedule: (delay, callback) => {
		const timer = setTimeout(callback, delay);
		return () => clearTimeout(timer);
	},
};
