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

const icons: Readonly<Record<Countdown["severity"], string>> = {
	normal: "$(key)",
	// Themes of high contrast have no colours for these.
	warning: "$(warning)",
	error: "$(error)",
};

/**
 * The status of the active session at a moment (ms since the epoch), or of there being none; `others`: how many
 * sessions there are beside it.
 */
export function sessionStatus(session: Session | undefined, others: number, now: number): SessionStatus {
	if (session === undefined && others > 0) {
		return {
			text: `$(key) AWS: none of ${others} active`,
			spoken: `AWS: no active session, ${others} to switch to`,
			severity: "normal",
			nextChange: undefined,
		};
	}
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
		text: `${icons[severity]} ${session.name}${label === undefined ? "" : ` · ${label}`}`,
		spoken: `AWS session ${session.name}, ${identityLabel(session.identity)} in account ${session.identity.account}, ${spoken}`,
		severity,
		nextChange,
	};
}
