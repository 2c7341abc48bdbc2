import type { Clock } from "../../core/clock.ts";
import { CancelledError, SessionsError, throwIfCancelled } from "../../core/errors.ts";

export interface RetryOptions {
	readonly clock: Clock;
	readonly signal?: AbortSignal | undefined;
	/** Whether sending again can help and can do no harm. */
	readonly isRetryable: (error: unknown) => boolean;
	/** A number in [0, 1). */
	readonly random?: () => number;
}

const attempts = 3;
/** Milliseconds. */
const baseDelay = 200;
const maxDelay = 5_000;

/** Runs `task` up to three times, waiting between with exponential backoff and full jitter. */
export async function withRetries<T>(task: () => Promise<T>, options: RetryOptions): Promise<T> {
	const { clock, signal, isRetryable, random = Math.random } = options;
	for (let attempt = 1; ; attempt++) {
		throwIfCancelled(signal);
		try {
			return await task();
		} catch (error) {
			if (attempt === attempts || error instanceof CancelledError || !isRetryable(error)) {
				throw error;
			}
			await delay(random() * Math.min(maxDelay, baseDelay * 2 ** attempt), clock, signal);
		}
	}
}

/** Whether STS did not look at the request, being asked too often. */
export function isThrottled(error: unknown): boolean {
	return error instanceof SessionsError && error.code === "Throttled";
}

/** Whether the connection was cut, so that nobody knows what became of the request. */
export function isConnectionLost(error: unknown): boolean {
	return error instanceof SessionsError && error.code === "ConnectionLost";
}

/** Whether STS was busy or had a fault of its own: worth another try. */
export function isTransient(error: unknown): boolean {
	return (
		error instanceof SessionsError && (error.code === "Throttled" || error.code === "ServiceUnavailable")
	);
}

function delay(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		const cancel = (): void => {
			callOff();
			reject(new CancelledError());
		};
		const callOff = clock.schedule(ms, () => {
			signal?.removeEventListener("abort", cancel);
			resolve();
		});
		signal?.addEventListener("abort", cancel, { once: true });
	});
}
