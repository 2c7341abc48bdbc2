import type { EndedSessions } from "../../../src/sessions/store.ts";

/** The ends that a machine's windows note, in memory. */
export class SharedEnds implements EndedSessions {
	readonly #ids = new Map<string, string>();

	note(lineage: string, id: string): void {
		this.#ids.set(lineage, id);
	}

	has(lineage: string): boolean {
		return this.#ids.has(lineage);
	}

	ids(): readonly string[] {
		return [...new Set(this.#ids.values())];
	}

	tidy(): void {
		// They are never old.
	}
}
