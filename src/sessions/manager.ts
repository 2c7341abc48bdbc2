import type { Clock } from "../core/clock.ts";
import { Emitter } from "../core/emitter.ts";
import { CancelledError, PersonNeededError, SessionsError } from "../core/errors.ts";
import type { Identity } from "../core/places/arn.ts";
import type { Credentials } from "../core/session/credentials.ts";
import { identityChange, isSameIdentity } from "../core/session/identityChange.ts";
import {
	isLive,
	type Session,
	type SessionRequest,
	sessionId,
	sessionName,
} from "../core/session/session.ts";
import { isNewer, type SessionRecord } from "../core/session/sessionRecord.ts";
import type { Interaction } from "../credentials/context.ts";
import type { Acquired } from "../credentials/operations/acquire.ts";
import { type Attempt, Attempts, type Purpose } from "./attempts.ts";
import { inTimesOfItsOwn, inTimesOfNow, type LifeSpan, lifeSpanOf } from "./lifeSpan.ts";
import { Unattended } from "./unattended.ts";

/** Gets the credentials of a request. */
export type Acquire = (request: SessionRequest, interaction: Interaction) => Promise<Acquired>;

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

/** A session as windows hand it on to each other. */
export type KeptSession = Omit<SessionRecord, "host">;

export interface ManagerOptions {
	readonly clock: Clock;
	readonly acquire: Acquire;
}

interface Entry {
	/** The same from the session's start to its end. */
	readonly lineage: string;
	/** Counts the credentials that the session has had. */
	readonly generation: number;
	readonly lifeSpan: LifeSpan | undefined;
	readonly session: Session;
	/** Forgotten when they expire. */
	readonly credentials: Credentials | undefined;
}

/** The sessions of this window: starts, renews, switches and ends them, and says when one expires. */
export class SessionManager {
	readonly #clock: Clock;
	readonly #acquire: Acquire;
	readonly #entries = new Map<string, Entry>();
	/** Lineages of sessions that have ended: whatever still comes of them from elsewhere is late. */
	readonly #ended = new Set<string>();
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
		return this.#obtain(this.#require(id).session.request, interaction, "keep");
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

	/**
	 * Has a session work in another region from now on, with the credentials it has, and when it is renewed.
	 * @throws SessionsError `SessionNotFound`
	 */
	setRegion(id: string, region: string): Session {
		const entry = this.#require(id);
		if (entry.session.region === region) {
			return entry.session;
		}
		const session: Session = { ...entry.session, region, workRegion: region };
		this.#entries.set(id, { ...entry, generation: entry.generation + 1, session });
		this.#changed.fire({ kind: "changed", session });
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

	/** Takes a session over as another window has it: started, renewed or expired. The newer one wins. */
	adopt({ lineage, generation, session, credentials }: KeptSession): void {
		const known = this.#entries.get(session.id);
		if (known !== undefined && !isNewer({ lineage, generation, session }, known)) {
			return;
		}
		const lifeSpan = lifeSpanOf(session, this.#clock, known);
		const current = inTimesOfNow(session, lifeSpan, this.#clock);
		const isUsable = credentials !== undefined && isLive(current, this.#clock.now());
		this.#entries.set(session.id, {
			lineage,
			generation,
			lifeSpan,
			session: isUsable ? current : { ...current, hasExpired: true },
			credentials: isUsable ? credentials : undefined,
		});
		this.#scheduleExpiry();
		const kind =
			known === undefined
				? "started"
				: known.session.accessKeyId === session.accessKeyId
					? "changed"
					: "renewed";
		this.#changed.fire({ kind, session: this.#require(session.id).session, isElsewhere: true });
	}

	/** A session as it is to be kept. */
	kept(id: string): KeptSession | undefined {
		const entry = this.#entries.get(id);
		if (entry === undefined) {
			return undefined;
		}
		const { lineage, generation, session, lifeSpan } = entry;
		const credentials = this.#liveCredentials(entry);
		return { lineage, generation, session: inTimesOfItsOwn(session, lifeSpan), credentials };
	}

	/** Whether a session with such a lineage has ended, as far as this window knows. */
	hasEnded(lineage: string): boolean {
		return this.#ended.has(lineage);
	}

	/** Lets go of a session that another window has ended. */
	drop(id: string): void {
		const entry = this.#entries.get(id);
		if (entry !== undefined) {
			this.#end([entry.session], true);
		}
	}

	/** Looks at the clock: sessions that have run out are told, and those whose end it has moved. */
	checkExpiry(): void {
		for (const [id, entry] of this.#entries) {
			if (entry.credentials === undefined) {
				continue;
			}
			const session = inTimesOfNow(entry.session, entry.lifeSpan, this.#clock);
			if (!isLive(session, this.#clock.now())) {
				const expired: Session = { ...session, hasExpired: true };
				this.#entries.set(id, { ...entry, session: expired, credentials: undefined });
				this.#changed.fire({ kind: "expired", session: expired });
			} else if (session !== entry.session) {
				this.#entries.set(id, { ...entry, session });
				this.#changed.fire({ kind: "changed", session });
			}
		}
		this.#scheduleExpiry();
	}

	dispose(): void {
		this.#cancelExpiry?.();
		this.#attempts.callOffAll();
		this.#entries.clear();
	}

	#end(sessions: readonly Session[], isElsewhere = false): void {
		for (const { id } of sessions) {
			this.#attempts.callOff(id);
			this.#ended.add(this.#entries.get(id)?.lineage ?? "");
			this.#entries.delete(id);
			if (this.#activeId === id) {
				this.#activeId = undefined;
			}
		}
		this.#scheduleExpiry();
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
			const acquired = await this.#acquire(request, attempt.interaction);
			if (attempt.isCalledOff) {
				throw new CancelledError();
			}
			const isLook = attempt.purpose === "look" && !isKept();
			return isLook
				? describe(request, acquired, this.#clock.now())
				: this.#settle(request, acquired, attempt);
		});
	}

	#settle(request: SessionRequest, acquired: Acquired, { purpose, interaction }: Attempt): Session {
		const described = describe(request, acquired, this.#clock.now());
		const { credentials } = acquired;
		const known = this.#entries.get(described.id);
		const was = formerIdentity(known?.session, described);
		if (was !== undefined && interaction instanceof Unattended) {
			throw new PersonNeededError();
		}
		const fresh = inWorkRegion(withNoteOf(was, described), known?.session.workRegion);
		const lifeSpan = lifeSpanOf(fresh, this.#clock, known);
		const session = inTimesOfNow(fresh, lifeSpan, this.#clock);
		const generation = (known?.generation ?? 0) + 1;
		const lineage = known?.lineage ?? `${credentials.accessKeyId} ${session.startedAt}`;
		this.#entries.set(session.id, { lineage, generation, lifeSpan, session, credentials });
		if (purpose === "activate") {
			this.#activeId = session.id;
		}
		this.#scheduleExpiry();
		this.#changed.fire(
			known === undefined
				? { kind: "started", session }
				: { kind: "renewed", session, ...(was === undefined ? {} : { was }) },
		);
		return session;
	}

	#liveCredentials(entry: Entry | undefined): Credentials | undefined {
		if (entry === undefined) {
			return undefined;
		}
		const session = inTimesOfNow(entry.session, entry.lifeSpan, this.#clock);
		return isLive(session, this.#clock.now()) ? entry.credentials : undefined;
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
			this.#cancelExpiry = this.#clock.alarm(Math.min(...due), () => this.checkExpiry());
		}
	}
}

function describe(request: SessionRequest, acquired: Acquired, now: number): Session {
	const { identity, roleArn, isUnchained, source, region, credentials, notes } = acquired;
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
		...(isUnchained === undefined ? {} : { isUnchained }),
		...(notes === undefined || notes.length === 0 ? {} : { notes }),
		...(isRegionKnown ? { region: region.region } : {}),
		...(credentials.expiresAt === undefined ? {} : { expiresAt: credentials.expiresAt }),
	};
}

/** Whose a session was; undefined when it still is, or is new. */
function formerIdentity(known: Session | undefined, { identity }: Session): Identity | undefined {
	return known === undefined || isSameIdentity(known.identity, identity) ? undefined : known.identity;
}

function withNoteOf(was: Identity | undefined, session: Session): Session {
	if (was === undefined) {
		return session;
	}
	const note = `It was ${identityChange(was, session.identity).was} before it was renewed`;
	return { ...session, notes: [...(session.notes ?? []), note] };
}

function inWorkRegion(session: Session, workRegion: string | undefined): Session {
	return workRegion === undefined ? session : { ...session, region: workRegion, workRegion };
}
