import type { Credentials } from "../core/session/credentials.ts";
import type { Session } from "../core/session/session.ts";

/** A session with the credentials that make it work. */
export interface DeliveredSession {
	readonly session: Session;
	readonly credentials: Credentials;
}

/** A way for credentials to reach what runs in the window. */
export interface Delivery {
	/**
	 * Delivers this session from now on, in place of the one before; undefined: none.
	 * @param credentials undefined: it has expired
	 */
	deliver(session: Session | undefined, credentials: Credentials | undefined): void;
}
