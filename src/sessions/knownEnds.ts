import type { SessionManager } from "./manager.ts";
import type { EndedSessions } from "./store.ts";

/** Which sessions have ended, by their lineages: here, and as far as windows note it for each other. */
export class KnownEnds {
	readonly #manager: SessionManager;
	readonly #ended: EndedSessions | undefined;
	/** The lineages of the window's sessions by their ids: who hears of an end can't ask for it any more. */
	readonly #lineages = new Map<string, string>();

	/** @param ended absent: only this window knows what it has ended */
	constructor(manager: SessionManager, ended: EndedSessions | undefined) {
		this.#manager = manager;
		this.#ended = ended;
	}

	/** The ids of the sessions whose ends are noted. */
	get ids(): readonly string[] {
		return this.#ended?.ids() ?? [];
	}

	has(lineage: string): boolean {
		return this.#manager.hasEnded(lineage) || this.#ended?.has(lineage) === true;
	}

	/** Remembers a session of the window's, for when it ends. */
	remember(id: string): void {
		const lineage = this.#manager.kept(id)?.lineage;
		if (lineage !== undefined) {
			this.#lineages.set(id, lineage);
		}
	}

	/** A session of the window's has ended in another one, which has noted it. */
	forget(id: string): void {
		this.#lineages.delete(id);
	}

	/**
	 * Notes that a session of the window's has ended. At once: when the window goes the next moment, the store is not
	 * asked any more. @throws Error when it can't be noted
	 */
	note(id: string): void {
		const lineage = this.#lineages.get(id);
		this.#lineages.delete(id);
		if (lineage !== undefined) {
			this.#ended?.note(lineage, id);
		}
	}

	/** Nothing of these sessions that has ended is in the store: their old notes can go. */
	tidy(ids: ReadonlySet<string>): void {
		this.#ended?.tidy(ids);
	}
}
