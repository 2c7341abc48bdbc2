import type { SessionManager } from "./manager.ts";

/**
 * The sessions that were left by windows that are gone, told apart from those that are started here meanwhile.
 * To be made before anything is taken over.
 */
export class LeftSessions {
	readonly #manager: SessionManager;
	readonly #own = new Set<string>();
	readonly #unsubscribe: () => void;

	constructor(manager: SessionManager) {
		this.#manager = manager;
		this.#unsubscribe = manager.onDidChange((event) => {
			if ((event.kind === "started" || event.kind === "renewed") && event.isElsewhere !== true) {
				this.#own.add(event.session.id);
			}
		});
	}

	/** Ends all but the window's own. */
	end(): void {
		for (const { id } of this.#manager.sessions) {
			if (!this.#own.has(id)) {
				this.#manager.end(id);
			}
		}
	}

	dispose(): void {
		this.#unsubscribe();
	}
}
