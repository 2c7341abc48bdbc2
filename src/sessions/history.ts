import type { Clock } from "../core/clock.ts";
import type { Identity } from "../core/places/arn.ts";
import { isLive, type Session } from "../core/session/session.ts";
import type { SessionManager, SessionsEvent } from "./manager.ts";

/** How a session ended. */
export type Ending = "ended" | "ended in another window" | "expired";

/** From when (ms since the epoch) a session worked in a region. */
export interface RegionTime {
	readonly region: string;
	readonly at: number;
}

/** One session from its start to its end. There are no secrets in it. */
export interface HistoryEntry {
	readonly id: string;
	readonly name: string;
	readonly identity: Identity;
	/** Where it worked, the first one at its start. Empty: nobody said. */
	readonly regions: readonly RegionTime[];
	/** The profiles it came through. */
	readonly source: readonly string[];
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	/** Times (ms since the epoch) at which it got new credentials. */
	readonly renewedAt: readonly number[];
	/** Until when its last credentials work, or did (ms since the epoch). Absent: long-term keys. */
	readonly expiresAt: number | undefined;
	/** Absent: it lives. */
	readonly end?: { readonly at: number; readonly how: Ending };
	/** When it was made the active session of this window. */
	readonly activeAt: readonly number[];
}

/** How many sessions are remembered. */
const limit = 500;

/** What this window's sessions were, since it was opened. In memory only; the log has what happened, line by line. */
export class SessionHistory {
	readonly #manager: SessionManager;
	readonly #clock: Clock;
	#entries: HistoryEntry[] = [];
	#activeId: string | undefined;
	readonly #unsubscribe: () => void;

	constructor(manager: SessionManager, clock: Clock) {
		this.#manager = manager;
		this.#clock = clock;
		this.#unsubscribe = manager.onDidChange((event) => this.#note(event));
	}

	/** The newest first. */
	get entries(): readonly HistoryEntry[] {
		return this.#entries.toReversed();
	}

	dispose(): void {
		this.#unsubscribe();
	}

	#note(event: SessionsEvent): void {
		const now = this.#clock.now();
		switch (event.kind) {
			case "started":
				this.#begin(event.session, now);
				break;
			case "renewed":
				this.#renew(event.session, now);
				break;
			case "changed":
				this.#change(event.session.id, ({ regions }) => ({
					regions: withRegion(regions, event.session, now),
				}));
				break;
			case "expired":
				// It ended when its time was up, whenever that was noticed.
				this.#change(event.session.id, () => ({
					end: { at: Math.min(now, event.session.expiresAt ?? now), how: "expired" },
				}));
				break;
			case "ended":
				for (const { id } of event.sessions) {
					const how = event.isElsewhere === true ? "ended in another window" : "ended";
					this.#change(id, ({ end }) => (end === undefined ? { end: { at: now, how } } : {}));
				}
				break;
		}
		this.#noteActive(now);
	}

	#begin(session: Session, now: number): void {
		const { id, name, identity, source, startedAt, expiresAt } = session;
		const end = isLive(session, now) ? {} : { end: { at: expiresAt ?? now, how: "expired" as const } };
		const entry: HistoryEntry = {
			id,
			name,
			identity,
			regions: withRegion([], session, startedAt),
			source,
			startedAt,
			renewedAt: [],
			expiresAt,
			// One that has stayed active beyond its end goes on so.
			activeAt: id === this.#activeId ? [now] : [],
			...end,
		};
		this.#entries = [...this.#entries, entry].slice(-limit);
	}

	#renew(session: Session, now: number): void {
		const { id, expiresAt, identity, startedAt } = session;
		const last = this.#last(id);
		if (last === undefined || last.end !== undefined) {
			this.#begin(session, now);
			return;
		}
		this.#change(id, ({ renewedAt, regions }) => ({
			identity,
			regions: withRegion(regions, session, startedAt),
			expiresAt,
			renewedAt: [...renewedAt, startedAt],
		}));
	}

	#noteActive(now: number): void {
		const id = this.#manager.active?.id;
		if (id !== this.#activeId) {
			this.#activeId = id;
			if (id !== undefined) {
				this.#change(id, ({ activeAt }) => ({ activeAt: [...activeAt, now] }));
			}
		}
	}

	#last(id: string): HistoryEntry | undefined {
		return this.#entries.findLast((entry) => entry.id === id);
	}

	#change(id: string, change: (entry: HistoryEntry) => Partial<HistoryEntry>): void {
		const last = this.#last(id);
		if (last !== undefined) {
			this.#entries = this.#entries.map((entry) => (entry === last ? { ...entry, ...change(entry) } : entry));
		}
	}
}

function withRegion(regions: readonly RegionTime[], { region }: Session, at: number): readonly RegionTime[] {
	return region === undefined || region === regions.at(-1)?.region ? regions : [...regions, { region, at }];
}
