import type { Clock } from "../core/clock.ts";
import type { Credentials } from "../core/credentials.ts";
import { Emitter } from "../core/emitter.ts";
import { CancelledError, SessionsError } from "../core/errors.ts";
import { isLive, type Session, type SessionRequest, sessionId, sessionName } from "../core/session.ts";
import type { Acquired } from "../credentials/acquire.ts";
import type { Interaction } from "../credentials/context.ts";
import { Attempts } from "./attempts.ts";

/** Gets the credentials of a request. */
export type Acquire = (request: SessionRequest, interaction: Interaction) => Promise<Acquired>;

/** What happened to a session. */
export type SessionsEvent =
	| { readonly kind: "started" | "renewed" | "expired"; readonly session: Session }
	| { readonly kind: "ended"; readonly sessions: readonly Session[] }
	| { readonly kind: "switched" };

export interface ManagerOptions {
	readonly clock: Clock;
	readonly acquire: Acquire;
}

interface Entry {
	readonly session: Session;
	/** Forgotten when they expire. */
	readonly credentials: Credentials | undefined;
}

/** The sessions of this window: starts, renews, switches and ends them, and says when one expires. */
export class SessionManager {
	readonly #clock: Clock;
	readonly #acquire: Acquire;
	readonly #entries = new Map<string, Entry>();
	readonly #attempts = new Attempts();
	readonly #changed = new Emitter<SessionsEvent>();
	#activeId: string | undefined;
	#cancelExpiry: (() => void) | undefined;

	readonly onDidChange = this.#changed.subscribe;

	constructor({ clock, acquire }: ManagerOptions) {
		this.#clock = clock;
		this.#acquire = acquire;
	}

	/** All sessions, expired ones that nobody has ended yet among them, in order of start. */
	get sessions(): readonly Session[] {
		return [...this.#entries.values()].map(({ session }) => session);
	}

	/** The session new terminals get; it may have expired. */
	get active(): Session | undefined {
		return this.#entries.get(this.#activeId ?? "")?.session;
	}

	/** A session by its id or, failing that, by its name, which several may have. */
	find(idOrName: string): readonly Session[] {
		const entry = this.#entries.get(idOrName);
		return entry === undefined ? this.sessions.filter(({ name }) => name === idOrName) : [entry.session];
	}

	/** A session by its id. */
	get(id: string): Session | undefined {
		return this.#entries.get(id)?.session;
	}

	/** The credentials of a session that is live; undefined for any other. */
	credentialsOf(id: string): Credentials | undefined {
		const entry = this.#entries.get(id);
		return entry !== undefined && isLive(entry.session, this.#clock.now()) ? entry.credentials : undefined;
	}

	/**
	 * Starts a session and makes it the active one; one that exists is renewed. Whoever asks for the same one
	 * while it starts shares the attempt. On failure everything stays as it was.
	 * @throws SessionsError by reason and remedy; CancelledError
	 */
	start(request: SessionRequest, interaction: Interaction): Promise<Session> {
		return this.#obtain(request, interaction, true);
	}

	/**
	 * Gets new credentials for a session, which stays active or inactive as it is.
	 * @throws SessionsError by reason and remedy; CancelledError
	 */
	async renew(id: string, interaction: Interaction): Promise<Session> {
		return this.#obtain(this.#require(id).session.request, interaction, false);
	}

	/** Makes a session the active one. @throws SessionsError `SessionNotFound` */
	switchTo(id: string): Session {
		const { session } = this.#require(id);
		if (this.#activeId !== id) {
			this.#activeId = id;
			this.#changed.fire({ kind: "switched" });
		}
		return session;
	}

	/** Ends a session, calling off its renewal, and forgets its credentials. @throws SessionsError `SessionNotFound` */
	end(id: string): Session {
		const { session } = this.#require(id);
		this.#end([session]);
		return session;
	}

	/** Ends every session, and calls off every start. */
	endAll(): readonly Session[] {
		const { sessions } = this;
		this.#attempts.callOffAll();
		this.#end(sessions);
		return sessions;
	}

	/** Looks at the clock: sessions that have run out are told. For wake-ups and clock changes. */
	checkExpiry(): void {
		const now = this.#clock.now();
		for (const [id, { session, credentials }] of this.#entries) {
			if (credentials !== undefined && !isLive(session, now)) {
				const expired: Session = { ...session, hasExpired: true };
				this.#entries.set(id, { session: expired, credentials: undefined });
				this.#changed.fire({ kind: "expired", session: expired });
			}
		}
		this.#scheduleExpiry();
	}

	dispose(): void {
		this.#cancelExpiry?.();
		this.#attempts.callOffAll();
		this.#entries.clear();
	}

	#end(sessions: readonly Session[]): void {
		for (const { id } of sessions) {
			this.#attempts.callOff(id);
			this.#entries.delete(id);
			if (this.#activeId === id) {
				this.#activeId = undefined;
			}
		}
		this.#scheduleExpiry();
		if (sessions.length > 0) {
			this.#changed.fire({ kind: "ended", sessions });
		}
	}

	#obtain(request: SessionRequest, interaction: Interaction, activates: boolean): Promise<Session> {
		return this.#attempts.share(request, interaction, activates, async (attempt) => {
			const acquired = await this.#acquire(request, attempt.interaction);
			if (attempt.isCalledOff) {
				throw new CancelledError();
			}
			return this.#settle(request, acquired, attempt.activates);
		});
	}

	#settle(request: SessionRequest, acquired: Acquired, activates: boolean): Session {
		const session = describe(request, acquired, this.#clock.now());
		const isRenewal = this.#entries.has(session.id);
		this.#entries.set(session.id, { session, credentials: acquired.credentials });
		if (activates) {
			this.#activeId = session.id;
		}
		this.#scheduleExpiry();
		this.#changed.fire({ kind: isRenewal ? "renewed" : "started", session });
		return session;
	}

	#require(id: string): Entry {
		const entry = this.#entries.get(id);
		if (entry === undefined) {
			throw new SessionsError("SessionNotFound", `There is no session '${id}'`);
		}
		return entry;
	}

	#scheduleExpiry(): void {
		this.#cancelExpiry?.();
		this.#cancelExpiry = undefined;
		const due = [...this.#entries.values()].flatMap(({ session, credentials }) =>
			credentials !== undefined && session.expiresAt !== undefined ? [session.expiresAt] : [],
		);
		if (due.length > 0) {
			const delay = Math.max(0, Math.min(...due) - this.#clock.now());
			this.#cancelExpiry = this.#clock.schedule(delay, () => this.checkExpiry());
		}
	}
}

function describe(request: SessionRequest, acquired: Acquired, now: number): Session {
	const { identity, roleArn, source, region, credentials } = acquired;
	const isRegionKnown = region.from === "profile" || region.from === "request";
	return {
		id: sessionId(request),
		name: sessionName(request),
		request,
		identity,
		source,
		accessKeyId: credentials.accessKeyId,
		startedAt: now,
		stsRegion: region,
		...(roleArn === undefined ? {} : { roleArn }),
		...(isRegionKnown ? { region: region.region } : {}),
		...(credentials.expiresAt === undefined ? {} : { expiresAt: credentials.expiresAt }),
	};
}
