import { CancelledError, SessionsError } from "./errors.ts";
import { type Log, stackFrames } from "./log.ts";

/** Writes an error to the log: its code or class, and where it arose; never its text, which may hold anything. */
export function logError(log: Log, event: string, error: unknown): void {
	if (error instanceof CancelledError) {
		log.debug(`${event}: cancelled`);
	} else if (error instanceof SessionsError) {
		const { code, requestId, about } = error;
		log.error(event, { code, ...about, requestId, cause: causeCode(error.cause) });
	} else {
		log.error(event, { code: error instanceof Error ? error.name : typeof error, stack: stackFrames(error) });
	}
}

/** The code of a cause, if it has the form of one: nothing else of it is known to be harmless. */
function causeCode(cause: unknown): string | undefined {
	const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
	return typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : undefined;
}
