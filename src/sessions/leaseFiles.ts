import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Leases } from "./store.ts";

interface Held {
	readonly owner: string;
	/** Milliseconds since the epoch. */
	readonly until: number;
}

/**
 * Leases as small files in a folder that a machine's windows share. A lease is a row of numbered files, the highest
 * one counts: whoever takes over one that has run out creates the next number, which only one window can.
 */
export class LeaseFiles implements Leases {
	readonly #folder: string;
	readonly #clock: Clock;
	readonly #owner = randomUUID();

	constructor(folder: string, clock: Clock) {
		this.#folder = folder;
		this.#clock = clock;
	}

	async take(name: string, duration: number): Promise<boolean> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		const { number, held } = await this.#last(name);
		const mine: Held = { owner: this.#owner, until: this.#clock.now() + duration };
		if (held !== undefined && held.until > this.#clock.now()) {
			if (held.owner !== this.#owner) {
				return false;
			}
			await this.#write(name, number, mine);
			return true;
		}
		return this.#create(name, number + 1, mine);
	}

	async release(name: string): Promise<void> {
		const { number, held } = await this.#last(name);
		if (held?.owner === this.#owner) {
			// The number stays taken: somebody may be about to create the next one.
			await this.#write(name, number, { owner: "", until: 0 });
		}
	}

	/** The file that counts, and who holds the lease by it; none: number 0. One that can't be read holds nothing. */
	async #last(name: string): Promise<{ readonly number: number; readonly held: Held | undefined }> {
		const prefix = prefixOf(name);
		const numbers = (await list(this.#folder)).flatMap((file) =>
			file.startsWith(prefix) && /^\d+$/.test(file.slice(prefix.length))
				? [Number(file.slice(prefix.length))]
				: [],
		);
		const number = Math.max(0, ...numbers);
		return { number, held: number === 0 ? undefined : await readHeld(this.#fileOf(name, number)) };
	}

	/** Creates the file of a number with its text already in it; false when another window was faster. */
	async #create(name: string, number: number, held: Held): Promise<boolean> {
		const file = this.#fileOf(name, number);
		const whole = await this.#draft(held);
		try {
			await link(whole, file);
		} catch (error) {
			if (codeOf(error) === "EEXIST") {
				return false;
			}
			throw error;
		} finally {
			await rm(whole, { force: true });
		}
		await rm(this.#fileOf(name, number - 1), { force: true });
		return true;
	}

	async #write(name: string, number: number, held: Held): Promise<void> {
		await rename(await this.#draft(held), this.#fileOf(name, number));
	}

	async #draft(held: Held): Promise<string> {
		const file = join(this.#folder, `${randomUUID()}.draft`);
		await writeFile(file, JSON.stringify(held), { mode: 0o600 });
		return file;
	}

	#fileOf(name: string, number: number): string {
		return join(this.#folder, `${prefixOf(name)}${number}`);
	}
}

/** Names hold what file systems don't take. */
function prefixOf(name: string): string {
	return `${createHash("sha256").update(name).digest("hex").slice(0, 32)}.`;
}

async function list(folder: string): Promise<readonly string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if (codeOf(error) === "ENOENT") {
			return [];
		}
		throw error;
	}
}

async function readHeld(file: string): Promise<Held | undefined> {
	try {
		const { owner, until } = JSON.parse(await readFile(file, "utf8")) as Partial<Held>;
		return typeof owner === "string" && typeof until === "number" ? { owner, until } : undefined;
	} catch {
		return undefined;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
