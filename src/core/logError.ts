import { CancelledError, SessionsError } from "./errors.ts";
import { type Log, stackFrames } from "./log.ts";

/** Writes an error to the log: its code or class, and where it arose; never its text, which may hold anything. */
export function logError(log: Log, event: string, error: unknown): void {
	if (error instanceof CancelledError) {
		log.debug(`${event}: cancelled`);
	} else if (error instanceof SessionsError) {
		log.error(event, { code: error.code, requestId: error.requestId });
	} else {
		log.error(event, { code: error instanceof Error ? error.name : typeof error, stack: stackFrames(error) });
	}
}
