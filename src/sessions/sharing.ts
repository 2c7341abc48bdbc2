import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { Session } from "../core/session/session.ts";
import { KnownEnds } from "./knownEnds.ts";
import type { SessionManager, SessionsEvent } from "./manager.ts";
import { Records } from "./records.ts";
import { Steps } from "./steps.ts";
import type { EndedSessions, SessionStore } from "./store.ts";
import { Unforgotten } from "./unforgotten.ts";

export interface SharingOptions {
	readonly manager: SessionManager;
	readonly store: SessionStore;
	/** Absent: only this window knows what it has ended. */
	readonly ended?: EndedSessions;
	/**
	 * Gets the keys of a session that has no end from where they stand, asking nobody; undefined when they are not there.
	 * Such sessions are kept without their keys. Absent: they are not kept.
	 */
	readonly keysAgain?: (session: Session) => Promise<Credentials | undefined>;
	/** The machine and person that this window's sessions belong to. */
	readonly host: string;
	readonly clock: Clock;
	readonly log: Log;
}

/**
 * Keeps a window's sessions and the store in step: what starts, is renewed or ends here goes into the store, and what
 * happens in other windows comes from there. When the store fails, the window's own sessions go on.
 */
export class SessionSharing {
	readonly #store: SessionStore;
	readonly #ends: KnownEnds;
	readonly #records: Records;
	readonly #unforgotten: Unforgotten;
	#isDisposed = false;
	readonly #log: Log;
	readonly #steps: Steps;
	readonly #subscriptions: (() => void)[];

	constructor({ manager, store, ended, keysAgain, host, clock, log }: SharingOptions) {
		this.#store = store;
		this.#ends = new KnownEnds(manager, ended);
		this.#unforgotten = new Unforgotten(clock, () => void this.forgetAgain());
		this.#records = new Records({
			manager,
			store,
			ends: this.#ends,
			unforgotten: this.#unforgotten,
			keysAgain: keysAgain ?? (async () => undefined),
			host,
			clock,
			log,
		});
		this.#log = log;
		this.#steps = new Steps(
			(error) => this.#failed("a session could not be shared", error),
			() => this.#isDisposed || this.#unforgotten.schedule(),
		);
		this.#subscriptions = [
			manager.onDidChange((event) => this.#publish(event)),
			store.onDidChange((id) => this.#steps.add(id, () => this.#records.follow(id))),
		];
	}

	/** Takes over what is kept. Resolves when all of it is there. */
	async load(): Promise<void> {
		try {
			const listed = await this.#store.ids();
			// What is not listed may be there all the same, when a window went in the midst of a removal.
			const ids = new Set([...listed, ...this.#ends.ids]);
			const clear = new Set<string>();
			const settle = async (id: string): Promise<void> => {
				await this.#records.settle(id);
				clear.add(id);
			};
			await Promise.all([...ids].map((id) => this.#steps.add(id, () => settle(id))));
			this.#ends.tidy(clear);
		} catch (error) {
			this.#failed("sessions could not be listed", error);
		}
	}

	/** Resolves when everything that has happened so far is in the store. */
	settled(): Promise<void> {
		return this.#steps.settled();
	}

	/** Whether a session that has ended may still be in the store. It is tried again now and then. */
	isUnforgotten(id: string): boolean {
		return this.#unforgotten.has(id);
	}

	/** Tries at once to forget what could not be forgotten. Resolves when that is done, or has failed again. */
	async forgetAgain(): Promise<void> {
		await Promise.all(this.#unforgotten.ids.map((id) => this.#steps.add(id, () => this.#records.settle(id))));
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#unforgotten.dispose();
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
	}

	#publish(event: SessionsEvent): void {
		if (event.kind === "switched") {
			return;
		}
		if (event.kind === "ended") {
			for (const { id } of event.sessions) {
				if (event.isElsewhere === true) {
					this.#ends.forget(id);
				} else {
					this.#noteEnd(id);
					this.#steps.add(id, () => this.#records.forget(id));
				}
			}
			return;
		}
		const { id } = event.session;
		this.#ends.remember(id);
		if (event.isElsewhere !== true) {
			this.#steps.add(id, () => this.#records.keep(id));
		}
	}

	#noteEnd(id: string): void {
		try {
			this.#ends.note(id);
		} catch (error) {
			this.#failed("a session's end could not be noted", error);
		}
	}

	#failed(what: string, error: unknown): void {
		this.#log.warn(what, { code: error instanceof Error ? error.name : typeof error });
	}
}
