/**
 * What a log line may carry beside its event. There is no field for free text and none for anything secret:
 * what is not listed can't be logged.
 */
export interface LogFields {
	readonly profile?: string;
	readonly session?: string;
	/** An sso-session's name, or a start URL's host. */
	readonly signIn?: string;
	readonly account?: string;
	readonly region?: string | undefined;
	/** A role's name. */
	readonly role?: string | undefined;
	/** A time, as ISO 8601 has it. */
	readonly until?: string | undefined;
	/** Which of several known ways it went. */
	readonly how?: string | undefined;
	readonly operation?: string;
	readonly host?: string;
	readonly status?: number;
	readonly requestId?: string | undefined;
	/** One of our own error codes, or the name of an unexpected error's class. */
	readonly code?: string;
	/** What Node or the operating system calls the reason: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
	readonly cause?: string | undefined;
	/** Milliseconds. */
	readonly duration?: number;
	readonly file?: string;
	/** From 1. */
	readonly line?: number;
	readonly count?: number;
	/** Where in the code: the frames of a stack, without the error's message. */
	readonly stack?: string;
}

/** The one log. Events are fixed texts; what varies goes into the fields. */
export interface Log {
	debug(event: string, fields?: LogFields): void;
	info(event: string, fields?: LogFields): void;
	warn(event: string, fields?: LogFields): void;
	error(event: string, fields?: LogFields): void;
}

/** `event key=value …`, with values that hold blanks in quotes. */
export function logLine(event: string, fields: LogFields = {}): string {
	const parts = Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => `${key}=${/[\s"]/.test(String(value)) ? JSON.stringify(value) : value}`);
	return [event, ...parts].join(" ");
}

/** The frames of an error's stack, without its message, even where that looks like frames. */
export function stackFrames(error: unknown): string {
	if (!(error instanceof Error)) {
		return "";
	}
	const { stack = "", message } = error;
	return (message === "" ? stack : stack.replaceAll(message, ""))
		.split("\n")
		.filter((line) => /^\s+at /.test(line))
		.map((line) => line.trim())
		.join(" < ");
}
