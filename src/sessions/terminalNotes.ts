import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lifetime } from "../core/session/session.ts";

/** The session that a terminal has, by name, and until when its keys work. Never a secret. */
export interface HeldSession extends Lifetime {
	readonly id: string;
	/** It has no keys, but asks the window's endpoint for them. */
	readonly byEndpoint?: true;
}

/**
 * Which terminals of a machine have keys, by their shells' process IDs, in a folder that its windows share: terminals
 * outlive the extension host when a window is reloaded.
 */
export class TerminalNotes {
	readonly #folder: string;
	readonly #isAlive: (pid: number) => boolean;
	/** The last step: one follows the other. The first removes what is left of shells that are gone. */
	#done: Promise<unknown>;

	constructor(folder: string, isAlive: (pid: number) => boolean) {
		this.#folder = folder;
		this.#isAlive = isAlive;
		this.#done = this.#tidy().catch(() => undefined);
	}

	/** What was noted of a shell; undefined when nothing was. */
	read(pid: number): Promise<HeldSession | undefined> {
		return this.#next(async () => {
			try {
				const { id, expiresAt, byEndpoint } = JSON.parse(
					await readFile(this.#fileOf(pid), "utf8"),
				) as Partial<HeldSession>;
				return typeof id === "string"
					? {
							id,
							...(typeof expiresAt === "number" ? { expiresAt } : {}),
							...(byEndpoint === true ? { byEndpoint } : {}),
						}
					: undefined;
			} catch {
				return undefined;
			}
		});
	}

	/** Notes what a shell has; undefined: nothing any more. */
	write(pid: number, held: HeldSession | undefined): Promise<void> {
		return this.#next(async () => {
			if (held === undefined) {
				await rm(this.#fileOf(pid), { force: true });
				return;
			}
			const { id, expiresAt, byEndpoint } = held;
			await mkdir(this.#folder, { recursive: true, mode: 0o700 });
			await writeFile(this.#fileOf(pid), JSON.stringify({ id, expiresAt, byEndpoint }), { mode: 0o600 });
		});
	}

	async #tidy(): Promise<void> {
		const gone = (await readdir(this.#folder)).filter((name) => !this.#isAlive(Number(name)));
		await Promise.all(gone.map((name) => rm(join(this.#folder, name), { force: true })));
	}

	#next<T>(step: () => Promise<T>): Promise<T> {
		const done = this.#done.then(step);
		this.#done = done.catch(() => undefined);
		return done;
	}

	#fileOf(pid: number): string {
		return join(this.#folder, String(pid));
	}
}
