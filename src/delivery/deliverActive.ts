import type { Session } from "../core/session/session.ts";
import type { SessionManager } from "../sessions/manager.ts";
import type { Delivery } from "./delivery.ts";

/** A delivery that follows the active session until it is disposed of. */
export interface Following {
	/** To be called when what decides about delivering has changed otherwise. */
	update(): void;
	dispose(): void;
}

/**
 * Keeps a delivery in step with the active session.
 * @param isShared whether a session may go to everything in the window; one that may not is delivered by its own
 * terminals alone
 */
export function deliverActive(
	manager: SessionManager,
	delivery: Delivery,
	isShared: (session: Session) => boolean,
): Following {
	const update = (): void => {
		const { active } = manager;
		const session = active !== undefined && isShared(active) ? active : undefined;
		delivery.deliver(session, session === undefined ? undefined : manager.credentialsOf(session.id));
	};
	return { update, dispose: manager.onDidChange(update) };
}
