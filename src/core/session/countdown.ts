import { expiringBelow, freshness, type Lifetime } from "./session.ts";

/** How a session's remaining time is shown, and when that next changes. */
export interface Countdown {
	/** `59m`, `1h 5m`, `1m 59s`, `expired`; undefined for keys that last. */
	readonly label: string | undefined;
	/** The same in words, for a screen reader. */
	readonly spoken: string;
	readonly severity: "normal" | "warning" | "error";
	/** Milliseconds until label or severity changes; undefined when they never will. */
	readonly nextChange: number | undefined;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Below this (ms) seconds are shown. */
const secondsBelow = 2 * minute;

/** The countdown of a session at a moment (ms since the epoch). */
export function countdown(session: Lifetime, now: number): Countdown {
	const state = freshness(session, now);
	switch (state.kind) {
		case "lasting":
			return { label: undefined, spoken: "does not expire", severity: "normal", nextChange: undefined };
		case "expired":
			return { label: "expired", spoken: "expired", severity: "error", nextChange: undefined };
		default: {
			const { remaining } = state;
			const step = remaining < secondsBelow ? second : minute;
			const shown = Math.floor(remaining / step) * step;
			// The label changes just below the shown value, the severity at its own threshold.
			const toLabel = remaining - shown + 1;
			const toSeverity = remaining > expiringBelow ? remaining - expiringBelow : Number.POSITIVE_INFINITY;
			return {
				label: label(shown),
				spoken: `${spoken(shown)} left`,
				severity: state.kind === "expiring" ? "warning" : "normal",
				nextChange: Math.min(toLabel, toSeverity, remaining),
			};
		}
	}
}

/** Milliseconds until the countdown of one of the sessions changes; undefined when none ever will. */
export function nextCountdownChange(sessions: readonly Lifetime[], now: number): number | undefined {
	const changes = sessions.flatMap((session) => countdown(session, now).nextChange ?? []);
	return changes.length > 0 ? Math.min(...changes) : undefined;
}

/** A span of ms as the countdown shows it. */
export function label(span: number): string {
	if (span < secondsBelow) {
		const minutes = Math.floor(span / minute);
		const seconds = Math.floor((span % minute) / second);
		return minutes > 0 ? `${minutes}m ${seconds}s` : `${seconds}s`;
	}
	const hours = Math.floor(span / hour);
	const minutes = Math.floor((span % hour) / minute);
	return hours > 0 ? (minutes > 0 ? `${hours}h ${minutes}m` : `${hours}h`) : `${minutes}m`;
}

/** A span of ms that may be long, as what others have made and kept can be: from two days, in days or years. */
export function longLabel(span: number): string {
	const days = Math.floor(span / (24 * hour));
	if (days < 2) {
		return label(span);
	}
	const years = Math.floor(days / 365);
	return years < 2 ? `${days} days` : `${years} years`;
}

function spoken(span: number): string {
	const hours = Math.floor(span / hour);
	const minutes = Math.floor((span % hour) / minute);
	const seconds = span < secondsBelow ? Math.floor((span % minute) / second) : 0;
	const parts = [count(hours, "hour"), count(minutes, "minute"), count(seconds, "second")].filter(Boolean);
	return parts.length > 0 ? parts.join(" ") : "less than a second";
}

function count(value: number, unit: string): string {
	return value === 0 ? "" : `${value} ${unit}${value === 1 ? "" : "s"}`;
}
