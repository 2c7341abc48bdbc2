import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Leases } from "./store.ts";

interface Held {
	readonly owner: string;
	/** Milliseconds since the epoch. */
	readonly until: number;
	/** Milliseconds from when it was taken. */
	readonly duration: number;
}

const contents = "held";

/** How far (ms) a clock may be set back without a lease counting as taken in the future. */
const clockSlack = 60_000;

/** How long (ms) after a lease ran out what is left of it goes. */
const leftFor = 24 * 3_600_000;

/**
 * Leases as small files in a folder that a machine's windows share. A lease is a row of numbered folders with a file
 * in each, the highest one counts: whoever takes over one that has run out puts the next number there, which only one
 * window can, as no folder takes the place of one that has something in it. Not every file system has links for that.
 */
export class LeaseFiles implements Leases {
	readonly #folder: string;
	readonly #clock: Clock;
	readonly #owner = randomUUID();
	#tidied: Promise<void> | undefined;

	constructor(folder: string, clock: Clock) {
		this.#folder = folder;
		this.#clock = clock;
	}

	async take(name: string, duration: number): Promise<boolean> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		this.#tidied ??= this.#tidy();
		await this.#tidied;
		const { number, held } = await this.#last(name);
		const now = this.#clock.now();
		const mine: Held = { owner: this.#owner, until: now + duration, duration };
		if (held !== undefined && isHeld(held, now)) {
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
			await this.#write(name, number, { owner: "", until: this.#clock.now(), duration: 0 });
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
		return { number, held: number === 0 ? undefined : await readHeld(this.#folderOf(name, number)) };
	}

	/** Puts a number there with its text already in it; false when another window was faster. */
	async #create(name: string, number: number, held: Held): Promise<boolean> {
		const folder = this.#folderOf(name, number);
		const draft = await this.#draft(held);
		try {
			await rename(draft, folder);
		} catch (error) {
			await removeFolder(draft);
			// What the system calls it differs, and is also said of other failures.
			if (await exists(folder)) {
				return false;
			}
			throw error;
		}
		// One that has looked long ago may come with a number that has been and gone.
		if ((await this.#last(name)).number !== number) {
			await removeFolder(folder);
			return false;
		}
		await removeFolder(this.#folderOf(name, number - 1));
		return true;
	}

	async #write(name: string, number: number, held: Held): Promise<void> {
		const draft = await this.#draft(held);
		try {
			await rename(join(draft, contents), join(this.#folderOf(name, number), contents));
		} finally {
			await removeFolder(draft);
		}
	}

	async #draft(held: Held): Promise<string> {
		const folder = join(this.#folder, `${randomUUID()}.draft`);
		await mkdir(folder, { mode: 0o700 });
		await writeFile(join(folder, contents), JSON.stringify(held), { mode: 0o600 });
		return folder;
	}

	/** Removes what nobody comes back to: most leases are of one session's keys. */
	async #tidy(): Promise<void> {
		const now = this.#clock.now();
		const folders = (await list(this.#folder)).map((name) => join(this.#folder, name));
		await Promise.all(
			folders.map(async (folder) => {
				const held = await readHeld(folder);
				if (held !== undefined && held.until + leftFor < now) {
					await removeFolder(folder).catch(() => undefined);
				}
			}),
		);
	}

	#folderOf(name: string, number: number): string {
		return join(this.#folder, `${prefixOf(name)}${number}`);
	}
}

/** One that ends later than it could if it had been taken by now is of a clock that was set back. */
function isHeld({ owner, until, duration }: Held, now: number): boolean {
	return owner !== "" && until > now && until - now <= duration + clockSlack;
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

async function readHeld(folder: string): Promise<Held | undefined> {
	try {
		const { owner, until, duration } = JSON.parse(
			await readFile(join(folder, contents), "utf8"),
		) as Partial<Held>;
		return typeof owner === "string" && typeof until === "number" && typeof duration === "number"
			? { owner, until, duration }
			: undefined;
	} catch {
		return undefined;
	}
}

function removeFolder(folder: string): Promise<void> {
	return rm(folder, { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch {
		return false;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
