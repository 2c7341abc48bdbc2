import type { Clock } from "../core/clock.ts";
import { Emitter } from "../core/emitter.ts";
import { CancelledError, PersonNeededError, SessionsError } from "../core/errors.ts";
import type { Identity } from "../core/places/arn.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { Session, SessionRequest } from "../core/session/session.ts";
import { hasNews, inWorkRegion, type KeptSession, newestOf } from "../core/session/sessionRecord.ts";
import type { Interaction } from "../credentials/context.ts";
import type { Acquired } from "../credentials/operations/acquire.ts";
import { type Attempt, Attempts, type Purpose } from "./attempts.ts";
import { HeldSessions } from "./heldSessions.ts";
import { describe, formerIdentity, withNoteOf } from "./newSession.ts";
import { Unattended } from "./unattended.ts";

/**
 * Gets the credentials of a request.
 * @param isLook whether it is only looked whose they are. Somebody may come who wants to keep them
 */
export type Acquire = (
	request: SessionRequest,
	interaction: Interaction,
	isLook: () => boolean,
) => Promise<Acquired>;

/** What happened to a session. `isElsewhere`: it was another window that did it. */
export type SessionsEvent =
	| {
			readonly kind: "started" | "changed" | "expired";
			readonly session: Session;
			readonly isElsewhere?: true;
	  }
	| {
			readonly kind: "renewed";
			readonly session: Session;
			/** Whose the session was, when it is somebody else's now. */
			readonly was?: Identity;
			readonly isElsewhere?: true;
	  }
	| { readonly kind: "ended"; readonly sessions: readonly Session[]; readonly isElsewhere?: true }
	| { readonly kind: "switched" };

export interface ManagerOptions {
	readonly clock: Clock;
	readonly acquire: Acquire;
}

/** The sessions of this window: starts, renews, switches and ends them, and says when one expires. */
export class SessionManager {
	readonly #clock: Clock;
	readonly #acquire: Acquire;
	readonly #held: HeldSessions;
	/** Lineages of sessions that have ended: whatever still comes of them from elsewhere is late. */
	readonly #ended = new Set<string>();
	readonly #attempts = new Attempts();
	readonly #changed = new Emitter<SessionsEvent>();
	#activeId: string | undefined;

	readonly onDidChange = this.#changed.subscribe;

	constructor({ clock, acquire }: ManagerOptions) {
		this.#clock = clock;
		this.#acquire = acquire;
		this.#held = new HeldSessions(clock, (kind, session) => this.#changed.fire({ kind, session }));
	}

	/** All sessions, expired ones that nobody has ended yet among them, in order of start. */
	get sessions(): readonly Session[] {
		return this.#held.all;
	}

	/** The session new terminals get; it may have expired. */
	get active(): Session | undefined {
		return this.#held.get(this.#activeId ?? "");
	}

	/** A session by its id or, failing that, by its name, which several may have. */
	find(idOrName: string): readonly Session[] {
		const session = this.#held.get(idOrName);
		return session === undefined ? this.sessions.filter(({ name }) => name === idOrName) : [session];
	}

	/** A session by its id. */
	get(id: string): Session | undefined {
		return this.#held.get(id);
	}

	/** The credentials of a session that is live; undefined for any other. */
	credentialsOf(id: string): Credentials | undefined {
		return this.#held.credentialsOf(id);
	}

	/**
	 * Starts a session and makes it the active one, unless `activates` is false; one that exists is renewed.
	 * Whoever asks for the same one while it starts shares the attempt. On failure everything stays as it was.
	 * @throws SessionsError by reason and remedy; CancelledError
	 */
	start(request: SessionRequest, interaction: Interaction, activates = true): Promise<Session> {
		return this.#obtain(request, interaction, activates ? "activate" : "keep");
	}

	/**
	 * Gets the credentials of a request to tell whose they are, and forgets them. When `isKept` says so once they are
	 * there, they are kept as a session, which does not become the active one.
	 * @throws SessionsError by reason and remedy; CancelledError
	 */
	look(request: SessionRequest, interaction: Interaction, isKept: () => boolean): Promise<Session> {
		return this.#obtain(request, interaction, "look", isKept);
	}

	/**
	 * Gets new credentials for a session, which stays active or inactive as it is.
	 * @throws SessionsError by reason and remedy; PersonNeededError, when they are somebody else's and nobody is there
	 * to be told; CancelledError
	 */
	async renew(id: string, interaction: Interaction): Promise<Session> {
		return this.#obtain(this.#require(id).request, interaction, "keep");
	}

	/** Makes a session the active one. @throws SessionsError `SessionNotFound` */
	switchTo(id: string): Session {
		const session = this.#require(id);
		if (this.#activeId !== id) {
			this.#activeId = id;
			this.#changed.fire({ kind: "switched" });
		}
		return session;
	}

	/**
	 * Has a session work in another region from now on, with the credentials it has, and when it is renewed.
	 * @throws SessionsError `SessionNotFound`
	 */
	setRegion(id: string, region: string): Session {
		this.checkExpiry();
		const kept = this.kept(id);
		if (kept === undefined || this.get(id)?.region === region) {
			return this.#require(id);
		}
		const session = this.#held.put({
			...kept,
			switches: (kept.switches ?? 0) + 1,
			session: inWorkRegion(kept.session, region),
		});
		this.#changed.fire({ kind: "changed", session });
		return session;
	}

	/** Ends a session, calling off its renewal, and forgets its credentials. @throws SessionsError `SessionNotFound` */
	end(id: string): Session {
		const session = this.#require(id);
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

	/** Takes a session over as another window has it: started, renewed, expired or switched. What is newer wins. */
	adopt(kept: KeptSession): void {
		const known = this.kept(kept.session.id);
		if (known !== undefined && !hasNews(kept, known)) {
			return;
		}
		const session = this.#held.take(known === undefined ? kept : newestOf(known, kept));
		const kind =
			known === undefined
				? "started"
				: known.session.accessKeyId === session.accessKeyId
					? "changed"
					: "renewed";
		this.#changed.fire({ kind, session, isElsewhere: true });
	}

	/** A session as it is to be kept. */
	kept(id: string): KeptSession | undefined {
		return this.#held.kept(id);
	}

	/** Whether a session with such a lineage has ended, as far as this window knows. */
	hasEnded(lineage: string): boolean {
		return this.#ended.has(lineage);
	}

	/** Lets go of a session that another window has ended. */
	drop(id: string): void {
		const session = this.#held.get(id);
		if (session !== undefined) {
			this.#end([session], true);
		}
	}

	/** Looks at the clock: sessions that have run out are told, and those whose end it has moved. */
	checkExpiry(): void {
		this.#held.checkExpiry();
	}

	dispose(): void {
		this.#attempts.callOffAll();
		this.#held.clear();
	}

	#end(sessions: readonly Session[], isElsewhere = false): void {
		for (const { id } of sessions) {
			this.#attempts.callOff(id);
			this.#ended.add(this.kept(id)?.lineage ?? "");
			this.#held.delete(id);
			if (this.#activeId === id) {
				this.#activeId = undefined;
			}
		}
		if (sessions.length > 0) {
			this.#changed.fire({ kind: "ended", sessions, ...(isElsewhere ? { isElsewhere } : {}) });
		}
	}

	#obtain(
		request: SessionRequest,
		interaction: Interaction,
		purpose: Purpose,
		isKept = () => false,
	): Promise<Session> {
		return this.#attempts.share(request, interaction, purpose, async (attempt) => {
			const isLook = (): boolean => attempt.purpose === "look" && !isKept();
			const acquired = await this.#acquire(request, attempt.interaction, isLook);
			if (attempt.isCalledOff) {
				throw new CancelledError();
			}
			return isLook()
				? describe(request, acquired, this.#clock.now())
				: this.#settle(request, acquired, attempt);
		});
	}

	#settle(request: SessionRequest, acquired: Acquired, { purpose, interaction }: Attempt): Session {
		const described = describe(request, acquired, this.#clock.now());
		const { credentials } = acquired;
		const known = this.kept(described.id);
		const was = formerIdentity(known?.session, described);
		if (was !== undefined && interaction instanceof Unattended) {
			throw new PersonNeededError();
		}
		const session = this.#held.put({
			lineage: known?.lineage ?? `${credentials.accessKeyId} ${described.startedAt}`,
			generation: (known?.generation ?? 0) + 1,
			...(known?.switches === undefined ? {} : { switches: known.switches }),
			session: inWorkRegion(withNoteOf(was, described), known?.session.workRegion),
			credentials,
		});
		if (purpose === "activate") {
			this.#activeId = session.id;
		}
		this.#changed.fire(
			known === undefined
				? { kind: "started", session }
				: { kind: "renewed", session, ...(was === undefined ? {} : { was }) },
		);
		return session;
	}

	#require(id: string): Session {
		const session = this.get(id);
		if (session === undefined) {
			throw new SessionsError("SessionNotFound", `There is no session '${id}'`);
		}
		return session;
	}
}
