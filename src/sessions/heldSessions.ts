import type { Clock } from "../core/clock.ts";
import type { Credentials } from "../core/session/credentials.ts";
import { isLive, type Session } from "../core/session/session.ts";
import type { KeptSession } from "../core/session/sessionRecord.ts";
import { inTimesOfItsOwn, inTimesOfNow, type LifeSpan, lifeSpanOf } from "./lifeSpan.ts";

/** A session in the times of now, with credentials that are forgotten when they expire. */
interface Entry extends KeptSession {
	readonly lifeSpan: LifeSpan | undefined;
}

/** The sessions of a window with their credentials, for as long as these live by its clock. */
export class HeldSessions {
	readonly #clock: Clock;
	readonly #tell: (kind: "expired" | "changed", session: Session) => void;
	readonly #entries = new Map<string, Entry>();
	#cancelExpiry: (() => void) | undefined;

	/** @param tell what time has done to a session: it has run out, or the clock has moved its end */
	constructor(clock: Clock, tell: (kind: "expired" | "changed", session: Session) => void) {
		this.#clock = clock;
		this.#tell = tell;
	}

	/** In order of start. */
	get all(): readonly Session[] {
		return [...this.#entries.values()].map(({ session }) => session);
	}

	get(id: string): Session | undefined {
		return this.#entries.get(id)?.session;
	}

	/** The credentials of a session that is live; undefined for any other. */
	credentialsOf(id: string): Credentials | undefined {
		const entry = this.#entries.get(id);
		const credentials = this.#liveCredentials(entry);
		// What is shown as expired, until the next look at a clock that was set again, is not handed out either.
		if (entry === undefined || credentials === undefined || !isLive(entry.session, this.#clock.now())) {
			return undefined;
		}
		// Whoever gets them goes by the clock as it is set now.
		const { expiresAt } = entry.session;
		return expiresAt === undefined || expiresAt === credentials.expiresAt
			? credentials
			: { ...credentials, expiresAt };
	}

	/** A session as it is to be kept, in its own times. */
	kept(id: string): KeptSession | undefined {
		const entry = this.#entries.get(id);
		if (entry === undefined) {
			return undefined;
		}
		const { lineage, generation, switches, session, lifeSpan } = entry;
		return {
			lineage,
			generation,
			...(switches === undefined ? {} : { switches }),
			session: inTimesOfItsOwn(session, lifeSpan),
			credentials: this.#liveCredentials(entry),
		};
	}

	/** Holds a session from now on, in place of the one of its id. @returns it, in the times of now */
	put(kept: KeptSession): Session {
		const { id } = kept.session;
		const lifeSpan = lifeSpanOf(kept.session, this.#clock, this.#entries.get(id));
		const session = inTimesOfNow(kept.session, lifeSpan, this.#clock);
		this.#entries.set(id, { ...kept, lifeSpan, session });
		this.#scheduleExpiry();
		return session;
	}

	/** The same with one that may have run out on its way here, of which nobody is told. */
	take(kept: KeptSession): Session {
		const session = this.put(kept);
		return kept.credentials === undefined || !isLive(session, this.#clock.now())
			? this.#forget(session)
			: session;
	}

	delete(id: string): void {
		this.#entries.delete(id);
		this.#scheduleExpiry();
	}

	clear(): void {
		this.#entries.clear();
		this.#scheduleExpiry();
	}

	/** Looks at the clock. */
	checkExpiry(): void {
		for (const [id, entry] of this.#entries) {
			if (entry.credentials === undefined) {
				continue;
			}
			const session = inTimesOfNow(entry.session, entry.lifeSpan, this.#clock);
			if (!isLive(session, this.#clock.now())) {
				this.#tell("expired", this.#forget(session));
			} else if (session !== entry.session) {
				this.#entries.set(id, { ...entry, session });
				this.#tell("changed", session);
			}
		}
		this.#scheduleExpiry();
	}

	/** Forgets the credentials of a session that has expired. @returns it as that */
	#forget(session: Session): Session {
		const expired: Session = { ...session, hasExpired: true };
		const entry = this.#entries.get(session.id);
		if (entry !== undefined) {
			this.#entries.set(session.id, { ...entry, session: expired, credentials: undefined });
		}
		this.#scheduleExpiry();
		return expired;
	}

	#liveCredentials(entry: Entry | undefined): Credentials | undefined {
		if (entry === undefined) {
			return undefined;
		}
		const session = inTimesOfNow(entry.session, entry.lifeSpan, this.#clock);
		return isLive(session, this.#clock.now()) ? entry.credentials : undefined;
	}

	#scheduleExpiry(): void {
		this.#cancelExpiry?.();
		this.#cancelExpiry = undefined;
		const due = [...this.#entries.values()].flatMap(({ session, credentials }) =>
			credentials !== undefined && session.expiresAt !== undefined ? [session.expiresAt] : [],
		);
		if (due.length > 0) {
			this.#cancelExpiry = this.#clock.alarm(Math.min(...due), () => this.checkExpiry());
		}
	}
}
