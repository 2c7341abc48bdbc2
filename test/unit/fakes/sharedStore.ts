import { setImmediate } from "node:timers/promises";
import { readRecord, type SessionRecord, writeRecord } from "../../../src/core/session/sessionRecord.ts";
import type { LeaseEnd, Leases, SessionStore } from "../../../src/sessions/store.ts";
import type { FakeClock } from "./fakeClock.ts";

/**
 * A store that windows share: it keeps texts, as SecretStorage does, and tells every window of every change, that
 * which made it too. Each operation takes its turn in the microtask queue, so that windows interleave.
 */
export class SharedStore implements SessionStore {
	readonly texts = new Map<string, string>();
	readonly #listeners = new Set<(id: string) => void>();
	/** Makes every operation fail, as a locked keyring does. */
	isBroken = false;
	/** How many turns of the event loop the next operation takes. */
	delay: () => number = () => 0;
	/** How many operations are under way. */
	pending = 0;
	/** How often something was written. */
	writes = 0;
	/** The most that may be written: windows that answer each other's writes for ever would let no test end. */
	mostWrites = Number.POSITIVE_INFINITY;
	#held: Promise<void> | undefined;

	async ids(): Promise<readonly string[]> {
		this.#check();
		return [...this.texts.keys()];
	}

	/** Lets writes wait until the function returned is called. */
	holdWrites(): () => void {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#held = promise;
		return () => {
			this.#held = undefined;
			resolve();
		};
	}

	/** Has something else stand there, as when another version of the extension writes it. */
	spoil(id: string, text: string): void {
		this.texts.set(id, text);
		this.#tell(id);
	}

	async read(id: string): Promise<SessionRecord | "corrupt" | undefined> {
		await this.#takesTime();
		this.#check();
		const text = this.texts.get(id);
		return text === undefined ? undefined : (readRecord(text) ?? "corrupt");
	}

	async write(record: SessionRecord): Promise<void> {
		await this.#takesTime();
		await this.#held;
		this.#check();
		this.writes++;
		if (this.writes > this.mostWrites) {
			throw new Error(`more than ${this.mostWrites} writes`);
		}
		this.texts.set(record.session.id, writeRecord(record));
		this.#tell(record.session.id);
	}

	async remove(id: string): Promise<void> {
		await this.#takesTime();
		this.#check();
		if (this.texts.delete(id)) {
			this.#tell(id);
		}
	}

	onDidChange(listener: (id: string) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async #takesTime(): Promise<void> {
		this.pending++;
		await Promise.resolve();
		for (let turns = this.delay(); turns > 0; turns--) {
			await setImmediate();
		}
		this.pending--;
	}

	#tell(id: string): void {
		for (const listener of [...this.#listeners]) {
			queueMicrotask(() => listener(id));
		}
	}

	#check(): void {
		if (this.isBroken) {
			throw new Error("the keyring is locked");
		}
	}
}

/** What is held by a window, which may be gone. */
interface Held {
	readonly owner: { isGone: boolean };
	readonly until: number;
	readonly end: LeaseEnd;
}

/** A window's view of the leases; after `dispose` the window is gone. */
export interface WindowLeases extends Leases {
	dispose(): void;
}

/** The leases of one machine; each window has its own view of them. What ends with a window does not before it. */
export class SharedLeases {
	readonly #clock: FakeClock;
	readonly #held = new Map<string, Held>();

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	/** The leases as a new window sees them. */
	ofWindow(): WindowLeases {
		const owner = { isGone: false };
		return {
			dispose: () => {
				owner.isGone = true;
			},
			take: async (name, duration, end = "byItself") => {
				const held = this.#held.get(name);
				if (owner.isGone || (held !== undefined && held.owner !== owner && this.#isHeld(held))) {
					return false;
				}
				this.#held.set(name, { owner, until: this.#clock.now() + duration, end });
				return true;
			},
			release: async (name) => {
				if (this.#held.get(name)?.owner === owner) {
					this.#held.delete(name);
				}
			},
		};
	}

	#isHeld({ owner, until, end }: Held): boolean {
		return end === "withWindow" ? !owner.isGone : until > this.#clock.now();
	}
}
