import type { Clock } from "../../core/clock.ts";

/** Milliseconds for which a device shows a code: none is further away, unless the clock was set back. */
const longest = 30_000;

/**
 * Tells how many whole seconds it takes until a time, in ms since the epoch: now, with each second, and with 0 at the
 * end. @returns what stops it
 */
export function countSeconds(until: number, clock: Clock, tell: (seconds: number) => void): () => void {
	let callOff = (): void => {};
	const tick = (): void => {
		const left = until - clock.now();
		const seconds = left > longest ? 0 : Math.max(0, Math.ceil(left / 1000));
		if (seconds > 0) {
			callOff = clock.schedule(left - (seconds - 1) * 1000, tick);
		}
		tell(seconds);
	};
	tick();
	return () => callOff();
}

/** Sentences about a code, with how long it takes until the next one; 0 seconds: it is there, and nothing is said. */
export function sentencesWithNextCode(
	seconds: number,
	{ before, after }: { readonly before?: string; readonly after?: string },
): string {
	const next = seconds === 0 ? undefined : `Next code in ${seconds} s`;
	return [before, next, after].filter((sentence) => sentence !== undefined).join(". ");
}
