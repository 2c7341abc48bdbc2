import type { Session } from "../../core/session/session.ts";
import { profileVariables } from "../../delivery/conflicts.ts";
import { environmentVariables } from "../../delivery/environmentVariables.ts";
import type { App } from "../app.ts";
import { isProductionNow } from "../sessions/production.ts";

/** Opens a terminal for the active session. One of production has variables of its own, as it is delivered no other way. */
export function openTerminalOf(session: Session, { manager, terminals, environment }: App): void {
	const credentials = isProductionNow(session) ? manager.credentialsOf(session.id) : undefined;
	// A profile named in there would be a second identity beside the session's.
	terminals.open(
		session,
		profileVariables,
		credentials === undefined ? undefined : environmentVariables({ session, credentials }, environment),
	);
}
