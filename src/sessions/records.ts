import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Credentials } from "../core/session/credentials.ts";
import { isLive, type Session } from "../core/session/session.ts";
import { hasNews, type KeptSession, type SessionRecord } from "../core/session/sessionRecord.ts";
import { isSession } from "../core/session/sessionShape.ts";
import type { KnownEnds } from "./knownEnds.ts";
import type { SessionManager } from "./manager.ts";
import type { SessionStore } from "./store.ts";
import type { Unforgotten } from "./unforgotten.ts";

export interface RecordsOptions {
	readonly manager: SessionManager;
	readonly store: SessionStore;
	readonly ends: KnownEnds;
	/** Told what the store may still have that it is to forget. */
	readonly unforgotten: Unforgotten;
	/** Gets the keys of a session that has no end; undefined when they are not where they stood. */
	readonly keysAgain: (session: Session) => Promise<Credentials | undefined>;
	readonly host: string;
	readonly clock: Clock;
	readonly log: Log;
}

/** How long (ms) a session that has expired can still be renewed by those who come back. */
export const expiredKeptFor = 12 * 3_600_000;

/** How long (ms) after its start a session is remembered whose long-term keys are not found any more. */
const lostKeptFor = 30 * 24 * 3_600_000;

/** The records that the store has of a window's sessions: brings each session and its record to the same state. */
export class Records {
	readonly #manager: SessionManager;
	readonly #store: SessionStore;
	readonly #ends: KnownEnds;
	readonly #unforgotten: Unforgotten;
	readonly #keysAgain: (session: Session) => Promise<Credentials | undefined>;
	readonly #host: string;
	readonly #clock: Clock;
	readonly #log: Log;
	/**
	 * The lineages that are known to be in the store, by their ids: one that is not there any more was ended elsewhere.
	 * It need not be this window's: with long-term keys of their own, windows have different sessions under one id.
	 */
	readonly #inStore = new Map<string, string>();

	constructor({ manager, store, ends, unforgotten, keysAgain, host, clock, log }: RecordsOptions) {
		this.#manager = manager;
		this.#store = store;
		this.#ends = ends;
		this.#unforgotten = unforgotten;
		this.#keysAgain = keysAgain;
		this.#host = host;
		this.#clock = clock;
		this.#log = log;
	}

	/** Writes a session into the store as it is now, unless what is there is better. */
	async keep(id: string): Promise<void> {
		let own = this.#manager.kept(id);
		if (own === undefined) {
			return;
		}
		if (this.#ends.has(own.lineage)) {
			// By another window, which may have started it again.
			this.#inStore.delete(id);
			this.#manager.drop(id);
			await this.follow(id);
			return;
		}
		if (isForgotten(own.session, this.#clock.now())) {
			await this.forget(id, own.lineage);
			this.#manager.drop(id);
			return;
		}
		const isLasting = own.session.expiresAt === undefined;
		if (isLasting && (await this.#keysAgain(own.session)) === undefined) {
			// Nobody could go on with it; but those who have it do, though its keys were replaced where they stood.
			if (this.#inStore.get(id) !== own.lineage) {
				await this.forget(id);
			}
			return;
		}
		const { name } = own.session;
		if (!isSession(own.session)) {
			// Whoever reads it would take it for a corrupt one, and drop it: it stays this window's own.
			this.#log.warn("a session that says what none can is not shared", { session: name });
			await this.forget(id, own.lineage);
			return;
		}
		const kept = await this.#store.read(id);
		if (kept === undefined && this.#inStore.get(id) === own.lineage) {
			// Another window has ended it in the meantime.
			this.#inStore.delete(id);
			this.#manager.drop(id);
			return;
		}
		const isOver = isRecord(kept) && this.#ends.has(kept.lineage);
		if (isRecord(kept) && !isOver && kept.lineage === own.lineage && hasNews(kept, own)) {
			// Two windows have each changed something of it at once: both are to stay.
			await this.#adopt(kept, own);
			own = this.#manager.kept(id) ?? own;
		}
		if (!isRecord(kept) || isOver || changes(own, kept)) {
			const { credentials, ...rest } = own;
			// Long-term keys have a place already.
			await this.#store.write({
				host: this.#host,
				...rest,
				...(isLasting || credentials === undefined ? {} : { credentials }),
			});
			this.#inStore.set(id, own.lineage);
		} else {
			this.#inStore.set(id, kept.lineage);
		}
		this.#unforgotten.delete(id);
	}

	/** Comes to what is right for a session that may or may not be in the store. */
	async settle(id: string): Promise<void> {
		await this.follow(id);
		this.#unforgotten.delete(id);
	}

	/** Does here what the store says of a session. */
	async follow(id: string): Promise<void> {
		const record = await this.#store.read(id);
		if (record === undefined) {
			await this.#followRemoval(id);
		} else if (record === "corrupt") {
			this.#log.warn("a kept session can't be read and is dropped", { session: id });
			if (this.#manager.kept(id) === undefined) {
				await this.#store.remove(id);
			} else {
				// A removal would be taken for an end, by windows that have it.
				this.#inStore.delete(id);
				await this.keep(id);
			}
		} else if (record.host === this.#host) {
			await this.#take(record);
		} else {
			this.#log.info("a kept session is another host's and not used", { session: id });
		}
	}

	async #followRemoval(id: string): Promise<void> {
		const removed = this.#inStore.get(id);
		this.#inStore.delete(id);
		// One that was never kept (the store failed) is still this window's.
		if (removed === undefined) {
			return;
		}
		if (this.#manager.kept(id)?.lineage === removed) {
			this.#manager.drop(id);
		} else {
			// It stood in the place of this window's own, which can have it now.
			await this.keep(id);
		}
	}

	/** Takes a record over. What came too late, because windows write at the same time, is put right. */
	async #take(record: SessionRecord): Promise<void> {
		const now = this.#clock.now();
		const { id } = record.session;
		const own = this.#manager.kept(id);
		if (this.#isOver(record)) {
			await this.forget(id);
			await this.keep(id);
			return;
		}
		this.#inStore.set(id, record.lineage);
		if (own !== undefined && changes(own, record)) {
			await this.keep(id);
			return;
		}
		if (record.credentials !== undefined && !isLive(record.session, now)) {
			// They have expired while no window was there.
			await this.#store.write({ ...record, credentials: undefined });
		}
		await this.#adopt(record, own);
	}

	async #adopt(record: SessionRecord, own: KeptSession | undefined): Promise<void> {
		if (record.session.expiresAt === undefined) {
			await this.#adoptLasting(record, own);
		} else {
			this.#manager.adopt(record);
		}
	}

	async #adoptLasting(record: SessionRecord, own: KeptSession | undefined): Promise<void> {
		const { session, lineage } = record;
		if (own !== undefined && !hasNews(record, own)) {
			return;
		}
		const credentials = await this.#keysAgain(session);
		if (credentials === undefined) {
			if (session.startedAt + lostKeptFor < this.#clock.now()) {
				await this.forget(session.id, lineage);
			}
			return;
		}
		// It may have ended here meanwhile; one that is newer the manager keeps.
		if (!this.#ends.has(lineage)) {
			this.#manager.adopt({ ...record, credentials });
		}
	}

	/**
	 * Removes from the store what has ended, and leaves there what another window has under the same id.
	 * @param lineage what is to go though nobody has ended it
	 */
	async forget(id: string, lineage?: string): Promise<void> {
		this.#inStore.delete(id);
		this.#unforgotten.add(id);
		const kept = await this.#store.read(id);
		if (isRecord(kept) && kept.lineage !== lineage && !this.#isOver(kept)) {
			this.#inStore.set(id, kept.lineage);
		} else if (kept !== undefined) {
			await this.#store.remove(id);
		}
		this.#unforgotten.delete(id);
	}

	#isOver({ session, lineage }: SessionRecord): boolean {
		return isForgotten(session, this.#clock.now()) || this.#ends.has(lineage);
	}
}

function isForgotten({ expiresAt }: Session, now: number): boolean {
	return expiresAt !== undefined && expiresAt + expiredKeptFor < now;
}

function isRecord(kept: SessionRecord | "corrupt" | undefined): kept is SessionRecord {
	return kept !== undefined && kept !== "corrupt";
}

/** Whether a window's session is to take the place of what is kept: it is newer, or has expired in the meantime. */
function changes(own: KeptSession, kept: SessionRecord): boolean {
	const hasExpired = kept.credentials !== undefined && own.credentials === undefined;
	// A program may give the same access key again, with a later end: that is no expiry of what is kept.
	const isSame = own.session.accessKeyId === kept.session.accessKeyId && own.generation === kept.generation;
	return hasNews(own, kept) || (isSame && hasExpired);
}
