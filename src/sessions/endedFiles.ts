import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { sha256 } from "../core/text/sha256.ts";
import type { EndedSessions } from "./store.ts";

/** How long (ms) an end stays noted at least: storages may give back what they had long taken away. */
const notedFor = 3 * 24 * 3_600_000;

/**
 * Ends of sessions as small files in a folder that a machine's windows share. All at once, as nothing that takes time
 * gets done while a window is reloaded or closed.
 */
export class EndedFiles implements EndedSessions {
	readonly #folder: string;
	readonly #clock: Clock;

	constructor(folder: string, clock: Clock) {
		this.#folder = folder;
		this.#clock = clock;
	}

	note(lineage: string, id: string): void {
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
		writeFileSync(this.#fileOf(lineage), id, { mode: 0o600 });
	}

	has(lineage: string): boolean {
		return statSync(this.#fileOf(lineage), { throwIfNoEntry: false }) !== undefined;
	}

	ids(): readonly string[] {
		return [...new Set(this.#list().map(({ id }) => id))];
	}

	tidy(ids: ReadonlySet<string>): void {
		for (const { file, id, at } of this.#list()) {
			if (ids.has(id) && at + notedFor < this.#clock.now()) {
				rmSync(file, { force: true });
			}
		}
	}

	#list(): { readonly file: string; readonly id: string; readonly at: number }[] {
		return namesIn(this.#folder).flatMap((name) => {
			const file = join(this.#folder, name);
			try {
				return [{ file, id: readFileSync(file, "utf8"), at: statSync(file).mtimeMs }];
			} catch {
				// Another window was faster.
				return [];
			}
		});
	}

	#fileOf(lineage: string): string {
		return join(this.#folder, sha256(lineage));
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
