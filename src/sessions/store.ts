import type { SessionRecord } from "../core/session/sessionRecord.ts";

/**
 * Where sessions are kept beyond one window: the same for all windows of a machine, over reloads and restarts. Each
 * session is an entry of its own, so that windows never write over each other's.
 */
export interface SessionStore {
	/** The ids of all entries, those of other hosts among them perhaps. */
	ids(): Promise<readonly string[]>;
	/** What is kept under an id: its record, `corrupt` when it can't be read, undefined when there is nothing. */
	read(id: string): Promise<SessionRecord | "corrupt" | undefined>;
	write(record: SessionRecord): Promise<void>;
	remove(id: string): Promise<void>;
	/** Called with the id of an entry that was written or removed, in this window or in another. */
	onDidChange(listener: (id: string) => void): () => void;
}

/**
 * Which sessions have ended, for all windows of a machine, over reloads and restarts: a store can fail to forget, and
 * can't while a window goes. There are no secrets in it.
 */
export interface EndedSessions {
	/** Notes an end, before it returns. @param lineage what is the same from a session's start to its end */
	note(lineage: string, id: string): void;
	has(lineage: string): boolean;
	/** The ids of the sessions whose ends are noted. */
	ids(): readonly string[];
	/** Nothing of these sessions that has ended is in the store: their old notes can go. */
	tidy(ids: ReadonlySet<string>): void;
}

/**
 * How a lease ends that nobody gives back. `byItself`: when it runs out, also after its window has closed, as what
 * was told once stays told. `withWindow`: when its window closes, as then nobody does any more what it is for. One
 * that its window lives on with, it takes again after half of its duration at the latest: should the machine have
 * slept, or its clock been set, it has so much time to do that before the lease is another's.
 */
export type LeaseEnd = "byItself" | "withWindow";

/** Things that one window of a machine does for all of them. There are no secrets in it. */
export interface Leases {
	/**
	 * Takes a lease, unless another window has it. Taking it again before it runs out keeps it.
	 * @param duration ms until it runs out by itself, in case its window is gone
	 * @param end absent: `byItself`
	 */
	take(name: string, duration: number, end?: LeaseEnd): Promise<boolean>;
	/** Gives it back. */
	release(name: string): Promise<void>;
}
