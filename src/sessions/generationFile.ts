import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Which of the things that a machine's windows keep still count: those of this generation. A new one voids all at once,
 * before what takes time gets done, or does not because the window goes.
 */
export class GenerationFile {
	readonly #file: string;

	constructor(file: string) {
		this.#file = file;
	}

	/** Empty until the first {@link next}. */
	get current(): string {
		try {
			return readFileSync(this.#file, "utf8");
		} catch {
			return "";
		}
	}

	/** Begins another one. @throws Error when it can't be noted */
	next(): void {
		mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
		writeFileSync(this.#file, randomUUID(), { mode: 0o600 });
	}
}
