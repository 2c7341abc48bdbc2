import { countdown } from "./countdown.ts";
import { isLive, type Session } from "./session.ts";

/** How many sessions are named. */
const shownNames = 3;

/** What a person is told at a moment (ms since the epoch) of sessions that end soon or have ended: of one at least. */
export function endNotice(sessions: readonly Session[], now: number): string {
	const live = sessions.filter((session) => isLive(session, now));
	const first = Math.min(...live.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY));
	const { label } = countdown({ expiresAt: first }, now);
	const isOne = sessions.length === 1;
	const subject = `AWS ${isOne ? "session" : "sessions"} ${named(sessions)}`;
	if (live.length === 0) {
		return `${subject} ${isOne ? "has" : "have"} expired`;
	}
	if (live.length < sessions.length) {
		return `${subject} end soon or have expired`;
	}
	return isOne ? `${subject} ends in ${label}` : `${subject} end soon, the first in ${label}`;
}

function named(sessions: readonly Session[]): string {
	const names = sessions.map(({ name }) => name);
	const shown = names.slice(0, shownNames);
	const others = names.length - shown.length;
	const parts = others > 0 ? [...shown, `${others} more`] : shown;
	return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
