import { identityLabel } from "../places/arn.ts";
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

/** What else there is beside the active session. */
export interface StatusSurroundings {
	/** How many other sessions. */
	readonly others?: number;
	/** Whether the active session is marked as production. */
	readonly isProduction?: boolean;
	/** A profile that a click starts a session of. */
	readonly offered?: string | undefined;
}

const icons: Readonly<Record<Countdown["severity"], string>> = {
	normal: "$(key)",
	// Themes of high contrast have no colours for these.
	warning: "$(warning)",
	error: "$(error)",
};

/** The status of the active session at a moment (ms since the epoch), or of there being none. */
export function sessionStatus(
	session: Session | undefined,
	{ others = 0, isProduction = false, offered }: StatusSurroundings,
	now: number,
): SessionStatus {
	if (session === undefined) {
		return withoutSession(others, offered);
	}
	const { label, spoken, severity, nextChange } = countdown(session, now);
	const icon = isProduction && severity === "normal" ? "$(flame)" : icons[severity];
	const time = label === undefined ? "" : ` · ${label}`;
	return {
		text: `${icon} ${isProduction ? "PROD " : ""}${session.name}${time}`,
		spoken: `AWS session ${session.name}${isProduction ? ", production" : ""}, ${identityLabel(session.identity)} in account ${session.identity.account}, ${spoken}`,
		severity,
		nextChange,
	};
}

function withoutSession(others: number, offered: string | undefined): SessionStatus {
	const status = (text: string, spoken: string): SessionStatus => ({
		text: `$(key) ${text}`,
		spoken,
		severity: "normal",
		nextChange: undefined,
	});
	if (others > 0) {
		return status(`AWS: none of ${others} active`, `AWS: no active session, ${others} to switch to`);
	}
	return offered === undefined
		? status("AWS: no session", "AWS: no session. Assume a role")
		: status(`AWS: start ${offered}`, `AWS: no session. Start ${offered}, which this workspace works with`);
}
