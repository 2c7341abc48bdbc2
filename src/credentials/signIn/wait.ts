import type { Clock } from "../../core/clock.ts";
import { CancelledError } from "../../core/errors.ts";

/** Waits so many ms. @throws CancelledError when the signal is aborted before */
export function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const callOff = clock.schedule(ms, resolve);
	return unlessAborted(promise, signal, () => {
		callOff();
		reject(new CancelledError());
	});
}

/**
 * What a promise brings, unless the signal is aborted before: that ends the waiting, not the work.
 * @throws CancelledError
 */
export async function unlessAborted<T>(
	work: Promise<T>,
	signal: AbortSignal,
	aborted: () => void = () => {},
): Promise<T> {
	const { promise, reject } = Promise.withResolvers<never>();
	const cancel = (): void => {
		aborted();
		reject(new CancelledError());
	};
	if (signal.aborted) {
		cancel();
	}
	signal.addEventListener("abort", cancel, { once: true });
	try {
		return await Promise.race([promise, work]);
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}
