import { createHash, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { codeOf } from "../aws/files/errorCode.ts";
import { renamePatiently } from "../aws/files/renamePatiently.ts";
import type { Clock } from "../core/clock.ts";
import { type Held, heldFile, isInTime, readHeld } from "./heldLease.ts";
import { isRunning } from "./openWindows.ts";
import type { LeaseEnd, Leases } from "./store.ts";

/** A lease that has run out, and was not given back by a window that seems to live. */
interface Overdue {
	readonly until: number;
	/** It was like that for long enough. */
	isLeft: boolean;
	readonly callOff: () => void;
}

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
	readonly #isAlive: (pid: number) => boolean;
	readonly #owner = randomUUID();
	/** The folders of what ends with this window, by name. */
	readonly #kept = new Map<string, string>();
	readonly #overdue = new Map<string, Overdue>();
	#tidied: Promise<void> | undefined;
	#isDisposed = false;

	/** @param isAlive whether a process of this machine runs */
	constructor(folder: string, clock: Clock, isAlive: (pid: number) => boolean = isRunning) {
		this.#folder = folder;
		this.#clock = clock;
		this.#isAlive = isAlive;
	}

	async take(name: string, duration: number, end: LeaseEnd = "byItself"): Promise<boolean> {
		if (this.#isDisposed) {
			return false;
		}
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		// What can't be tidied is left for another time: nobody's lease depends on it.
		this.#tidied ??= this.#tidy().catch(() => undefined);
		await this.#tidied;
		const { number, held } = await this.#last(name);
		const now = this.#clock.now();
		const mine: Held = {
			owner: this.#owner,
			until: now + duration,
			duration,
			...(end === "withWindow" ? { keeper: { pid: process.pid, machine: hostname() } } : {}),
		};
		if (held?.owner === this.#owner && isInTime(held, now)) {
			await this.#write(name, number, mine);
			return this.#keep(name, number, mine);
		}
		if (held !== undefined && this.#isOthers(name, held, now)) {
			return false;
		}
		return (await this.#create(name, number + 1, mine)) && this.#keep(name, number + 1, mine);
	}

	async release(name: string): Promise<void> {
		this.#kept.delete(name);
		const { number, held } = await this.#last(name);
		if (held?.owner === this.#owner) {
			// The number stays taken: somebody may be about to create the next one.
			await this.#write(name, number, this.#givenBack());
		}
	}

	/** Gives back what ends with the window. At once, as nothing that takes time gets done while a window closes. */
	dispose(): void {
		this.#isDisposed = true;
		for (const folder of this.#kept.values()) {
			this.#giveBackNow(folder);
		}
		for (const { callOff } of this.#overdue.values()) {
			callOff();
		}
	}

	/** Remembers to give back what ends with the window. Always true, unless that has closed meanwhile. */
	#keep(name: string, number: number, { keeper }: Held): boolean {
		this.#forgetOverdue(name);
		if (keeper === undefined) {
			this.#kept.delete(name);
			return true;
		}
		const folder = this.#folderOf(name, number);
		if (this.#isDisposed) {
			this.#giveBackNow(folder);
			return false;
		}
		this.#kept.set(name, folder);
		return true;
	}

	#giveBackNow(folder: string): void {
		try {
			writeFileSync(join(folder, heldFile), JSON.stringify(this.#givenBack()), { mode: 0o600 });
		} catch {
			// Another window has it by now, or sees that this process is gone.
		}
	}

	#givenBack(): Held {
		return { owner: "", until: this.#clock.now(), duration: 0 };
	}

	#isOthers(name: string, held: Held, now: number): boolean {
		const { owner, keeper } = held;
		if (owner === "" || owner === this.#owner) {
			return false;
		}
		if (keeper === undefined) {
			return isInTime(held, now);
		}
		if (keeper.machine === hostname() && !this.#isAlive(keeper.pid)) {
			return false;
		}
		return isInTime(held, now) || !this.#isLeft(name, held);
	}

	/**
	 * Whether a lease that has run out stays as it is. After sleep, or when the clock was set, all of them have run out
	 * without a window having had the time to do anything about it.
	 */
	#isLeft(name: string, { until, duration }: Held): boolean {
		const known = this.#overdue.get(name);
		if (known?.until === until) {
			return known.isLeft;
		}
		known?.callOff();
		const overdue: Overdue = {
			until,
			isLeft: false,
			callOff: this.#clock.schedule(duration / 2, () => {
				overdue.isLeft = true;
			}),
		};
		this.#overdue.set(name, overdue);
		return false;
	}

	#forgetOverdue(name: string): void {
		this.#overdue.get(name)?.callOff();
		this.#overdue.delete(name);
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
			await renamePatiently(draft, folder, this.#clock, () => exists(folder));
		} catch (error) {
			await remove(draft);
			// What the system calls it differs, and is also said of other failures.
			if (await exists(folder)) {
				return false;
			}
			throw error;
		}
		// One that has looked long ago may come with a number that has been and gone.
		if ((await this.#last(name)).number !== number) {
			await remove(folder);
			return false;
		}
		await remove(this.#folderOf(name, number - 1));
		return true;
	}

	async #write(name: string, number: number, held: Held): Promise<void> {
		const file = join(this.#folderOf(name, number), heldFile);
		const draft = `${file}.${randomUUID()}`;
		try {
			await writeFile(draft, JSON.stringify(held), { mode: 0o600 });
			await renamePatiently(draft, file, this.#clock);
		} catch (error) {
			await remove(draft);
			throw error;
		}
	}

	async #draft(held: Held): Promise<string> {
		const folder = join(this.#folder, `${randomUUID()}.draft`);
		await mkdir(folder, { mode: 0o700 });
		await writeFile(join(folder, heldFile), JSON.stringify(held), { mode: 0o600 });
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
					await remove(folder);
				}
			}),
		);
	}

	#folderOf(name: string, number: number): string {
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

/** What another program has open just now goes a day later: it counts for nothing. */
async function remove(path: string): Promise<void> {
	await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch {
		return false;
	}
}
