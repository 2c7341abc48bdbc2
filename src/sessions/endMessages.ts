import type { Clock } from "../core/clock.ts";
import type { Session } from "../core/session/session.ts";
import type { SessionManager } from "./manager.ts";

export interface EndMessagesOptions {
	readonly manager: SessionManager;
	readonly clock: Clock;
	/** Whether a session is never renewed unasked. */
	readonly isProduction: (session: Session) => boolean;
	/**
	 * Tells the person that sessions end soon, or have ended, and that they are needed. Once for all windows; those that
	 * come due together are told of together, the first to end first, apart from production.
	 */
	readonly tell: (sessions: readonly Session[]) => void;
}

/** How long (ms) the message on some sessions waits for others that are still being renewed. */
const patience = 2_000;

/** Gathers what a person is to be told of the ends of sessions, so that several make one message. */
export class EndMessages {
	readonly #options: EndMessagesOptions;
	/** How many sessions are being seen to, which may have to be told of too. */
	#holding = 0;
	#untold: Session[] = [];
	#cancelTelling: (() => void) | undefined;
	#isDisposed = false;

	constructor(options: EndMessagesOptions) {
		this.#options = options;
	}

	/** Has messages wait a while for one more session, until {@link letGo}. */
	hold(): void {
		this.#holding++;
	}

	/** Adds a session, while messages are held. */
	add(session: Session): void {
		this.#untold.push(session);
	}

	letGo(): void {
		this.#holding--;
		if (this.#untold.length === 0 || this.#isDisposed) {
			return;
		}
		if (this.#holding === 0) {
			this.#tell();
		} else {
			this.#cancelTelling ??= this.#options.clock.schedule(patience, () => this.#tell());
		}
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#cancelTelling?.();
	}

	#tell(): void {
		const { manager, tell, isProduction } = this.#options;
		this.#cancelTelling?.();
		this.#cancelTelling = undefined;
		// One may have been renewed or ended meanwhile.
		const sessions = this.#untold.splice(0).filter(({ id, accessKeyId, expiresAt }) => {
			const now = manager.get(id);
			return now?.accessKeyId === accessKeyId && now.expiresAt === expiresAt;
		});
		// As they end, not as they were found: what comes first is named, and renewed, first.
		sessions.sort(byEnd);
		for (const group of [sessions.filter(isProduction), sessions.filter((one) => !isProduction(one))]) {
			if (group.length > 0) {
				tell(group);
			}
		}
	}
}

function byEnd(one: Session, other: Session): number {
	// Keys that last end never and come into no message.
	return (one.expiresAt ?? 0) - (other.expiresAt ?? 0) || one.name.localeCompare(other.name);
}
