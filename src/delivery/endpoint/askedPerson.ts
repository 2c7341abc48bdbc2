import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { Leases } from "../../sessions/store.ts";

export interface AskedPersonOptions {
	readonly manager: SessionManager;
	readonly clock: Clock;
	readonly leases: Leases;
	readonly log: Log;
	/** Asks the person to renew a session that a client has asked for, until it is answered. */
	readonly ask: (session: Session) => Promise<void>;
}

/** Milliseconds for which a question is one window's, should that be gone and nobody see it. */
const leaseDuration = 600_000;

/** Milliseconds after which one's own lease is extended, while the question stands there. */
const leaseExtension = 200_000;

/** How long (ms) no window asks again what was answered. */
const answeredFor = 12 * 3_600_000;

/**
 * Asks the person to renew what has expired: once for each time that it does, in one window. A question that goes with
 * its window unanswered is asked in another one.
 */
export class AskedPerson {
	readonly #options: AskedPersonOptions;
	/** The access key IDs of what this window asks about, or has asked about. */
	readonly #about = new Set<string>();

	constructor(options: AskedPersonOptions) {
		this.#options = options;
	}

	/** Sees to it that the person is asked about a session in some window. Doesn't wait for the answer. */
	async about(session: Session): Promise<void> {
		const { manager, leases, log } = this.#options;
		const { id, accessKeyId } = session;
		if (this.#about.has(accessKeyId)) {
			return;
		}
		this.#about.add(accessKeyId);
		const lease = `ask ${id} ${accessKeyId} ${manager.kept(id)?.session.expiresAt}`;
		try {
			if (!(await leases.take(lease, leaseDuration, "withWindow"))) {
				this.#about.delete(accessKeyId);
				return;
			}
		} catch (error) {
			// When leases don't work, each window is on its own.
			logError(log, "a lease could not be taken", error);
		}
		void this.#ask(session, lease);
	}

	async #ask(session: Session, lease: string): Promise<void> {
		const { leases, log, ask } = this.#options;
		const letGo = this.#hold(session, lease);
		let isAnswered = false;
		try {
			await ask(session);
			isAnswered = true;
		} catch (error) {
			logError(log, "a person could not be asked to renew a session", error);
		}
		await letGo();
		try {
			await (isAnswered ? leases.take(lease, answeredFor) : leases.release(lease));
		} catch (error) {
			logError(log, "a lease could not be changed", error);
		}
	}

	/** Extends a lease, until what this gives is called, or there is nothing to ask any more. */
	#hold({ id, accessKeyId }: Session, lease: string): () => Promise<void> {
		const { manager, clock, leases } = this.#options;
		let extending = Promise.resolve();
		const extend = async (): Promise<void> => {
			try {
				await leases.take(lease, leaseDuration, "withWindow");
			} catch {
				// The next time, perhaps.
			}
		};
		const extendLater = (): (() => void) =>
			clock.schedule(leaseExtension, () => {
				if (manager.get(id)?.accessKeyId === accessKeyId) {
					extending = extending.then(extend);
					callOff = extendLater();
				}
			});
		let callOff = extendLater();
		return () => {
			callOff();
			return extending;
		};
	}
}
