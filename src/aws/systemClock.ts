import { Alarms } from "../core/alarms.ts";
import type { Clock } from "../core/clock.ts";

/** What a timer takes (ms): 24 days. */
const longestDelay = 2 ** 31 - 1;

const timers: Omit<Clock, "alarm" | "look"> = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	schedule: (delay, callback) => {
		// A longer delay would be taken for none. Whoever waits that long looks at the clock again when called.
		const timer = setTimeout(callback, Math.min(delay, longestDelay));
		return () => clearTimeout(timer);
	},
};

const alarms = new Alarms(timers);

/** The machine's own clock and timers. */
export const systemClock: Clock = {
	...timers,
	alarm: (at, callback, options) => alarms.set(at, callback, options),
	look: () => alarms.look(),
};
