import type { Session } from "../core/session/session.ts";
import type { SessionsEvent } from "./manager.ts";

/** What a workspace works with, by name. Never a secret. */
export interface Remembered {
	/** Of the session. Absent: it has ended. */
	readonly id?: string;
	/** The profile worked with last. */
	readonly profile?: string;
}

/** What a workspace works with after something has happened to the sessions; the same when that changes nothing. */
export function remembered(
	before: Remembered,
	event: SessionsEvent,
	active: Session | undefined,
): Remembered {
	if (active !== undefined && active.id !== before.id) {
		return memoryOf(active);
	}
	if (event.kind === "ended" && event.sessions.some(({ id }) => id === before.id)) {
		// It may have ended in another window, and is the one to start again here whichever it was.
		return before.profile === undefined ? {} : { profile: before.profile };
	}
	return before;
}

/** A session as what a workspace works with. */
export function memoryOf({ id, request }: Session): Remembered {
	return { id, ...(request.kind === "profile" ? { profile: request.profile } : {}) };
}

/** What was written, as far as it is that. */
export function readMemory(written: unknown): Remembered {
	const { id, profile } = (written ?? {}) as { readonly id?: unknown; readonly profile?: unknown };
	return {
		...(typeof id === "string" ? { id } : {}),
		...(typeof profile === "string" ? { profile } : {}),
	};
}
