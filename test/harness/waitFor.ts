import { setTimeout as delay } from "node:timers/promises";

/** How long waiting for a condition may take before a test fails, in milliseconds: generous, for slow machines. */
export const patience = 30_000;

/** The same for what loads a whole workbench: several processes start, and a slow machine's cores are busy with others. */
export const startPatience = 4 * patience;

const pollInterval = 25;

/**
 * Asks again and again until the answer is something.
 * @param what names the condition in the error, as in "the port of the server"
 * @param probe answers undefined or false while the condition does not hold; its errors count as "not yet"
 * @param timeout in milliseconds
 * @throws Error that names the condition and the probe's last error, when the time is over
 */
export async function waitFor<T>(
	what: string,
	probe: () => Promise<T | undefined | false> | T | undefined | false,
	timeout: number = patience,
): Promise<T> {
	const deadline = performance.now() + timeout;
	let lastError: unknown;
	do {
		try {
			const answer = await probe();
			if (answer !== undefined && answer !== false) {
				return answer;
			}
			lastError = undefined;
		} catch (error) {
			lastError = error;
		}
		await delay(pollInterval);
	} while (performance.now() < deadline);
	const why = lastError instanceof Error ? `: ${lastError.message}` : "";
	throw new Error(`Waited ${timeout} ms in vain for ${what}${why}`, { cause: lastError });
}
