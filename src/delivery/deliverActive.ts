import type { SessionManager } from "../sessions/manager.ts";
import type { Delivery } from "./delivery.ts";

/** Keeps a delivery in step with the active session: its credentials while it lives, none after. */
export function deliverActive(manager: SessionManager, delivery: Delivery): () => void {
	const update = (): void => {
		const session = manager.active;
		const credentials = session === undefined ? undefined : manager.credentialsOf(session.id);
		delivery.deliver(
			session === undefined || credentials === undefined ? undefined : { session, credentials },
		);
	};
	return manager.onDidChange(update);
}
