import { identityLabel } from "./arn.ts";
import { type Countdown, countdown } from "./countdown.ts";
import type { Session } from "./session.ts";

/** What the status bar shows at a moment. */
export interface SessionStatus {
	readonly text: string;
	/** For a screen reader. */
	readonly spoken: string;
	readonly severity: Countdown["severity"];
	/** Milliseconds until any of it changes; undefined when time does not change it. */
	readonly nextChange: number | undefined;
}

/** The status of the active session at a moment (ms since the epoch), or of there being none. */
export function sessionStatus(session: Session | undefined, now: number): SessionStatus {
	if (session === undefined) {
		return {
			text: "$(key) AWS: no session",
			spoken: "AWS: no session. Assume a role",
			severity: "normal",
			nextChange: undefined,
		};
	}
	const { label, spoken, severity, nextChange } = countdown(session, now);
	return {
		text: `$(key) ${session.name}${label === undefined ? "" : ` · ${label}`}`,
		spoken: `AWS session ${session.name}, ${identityLabel(session.identity)} in account ${session.identity.account}, ${spoken}`,
		severity,
		nextChange,
	};
}
