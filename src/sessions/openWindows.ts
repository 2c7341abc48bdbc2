import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";

/** What tells windows apart, over reloads and restarts of the machine too. */
export interface WindowMarks {
	readonly pid: number;
	/** The same as long as the window is not loaded anew: also after its extension host crashed and came back. */
	readonly session: string;
	/** How long (ms) the machine has been up. */
	readonly uptime: () => number;
	readonly isAlive: (pid: number) => boolean;
}

interface WindowFile {
	readonly pid: number;
	readonly session: string;
	/** When the machine was started, in milliseconds since the epoch: after that its process IDs begin anew. */
	readonly bootedAt: number;
	/** When it last wrote this, in milliseconds since the epoch. */
	readonly seenAt: number;
	/** Milliseconds since the epoch. Absent: it is open, or went without a word. */
	readonly closedAt?: number;
}

/** How long (ms) a window that is reloaded is away at most: to an extension a reload looks like a close. */
const reloadTime = 30_000;

/** How long (ms) one that went without a word is taken to come back. */
const crashTime = 60_000;

/** How much (ms) the machine's start may seem to move: clocks are put right. No two starts are closer. */
const bootSlack = 60_000;

/** Which windows of a machine are open, by a small file for each in a folder that they share. */
export class OpenWindows {
	readonly #folder: string;
	readonly #file: string;
	readonly #clock: Clock;
	readonly #marks: WindowMarks;
	#isRegistered = false;

	constructor(folder: string, clock: Clock, marks: WindowMarks) {
		this.#folder = folder;
		this.#file = join(folder, randomUUID());
		this.#clock = clock;
		this.#marks = marks;
	}

	/**
	 * Registers this window, and says whether it is the first one since all others were closed for good: neither is
	 * one open, nor was one closed or lost so lately that this may be it, come back.
	 */
	async open(): Promise<boolean> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		const others = await this.#others();
		const isFirst = !others.some(({ file }) => this.#isThere(file));
		const gone = others.filter(({ file }) => !this.#isThere(file));
		await Promise.all(gone.map(({ path }) => rm(path, { force: true })));
		await writeFile(this.#file, JSON.stringify(this.#own()), { mode: 0o600 });
		this.#isRegistered = true;
		return isFirst;
	}

	/** Notes that the window is still there; now and then is enough, and after the clock was set. */
	seen(): void {
		this.#rewrite(this.#own());
	}

	/** At once, as nothing that takes time gets done while a window closes. */
	close(): void {
		this.#rewrite({ ...this.#own(), closedAt: this.#clock.now() });
		this.#isRegistered = false;
	}

	#rewrite(file: WindowFile): void {
		if (this.#isRegistered) {
			writeFileSync(this.#file, JSON.stringify(file), { mode: 0o600 });
		}
	}

	#own(): WindowFile {
		const { pid, session } = this.#marks;
		return { pid, session, bootedAt: this.#bootedAt(), seenAt: this.#clock.now() };
	}

	#bootedAt(): number {
		return this.#clock.now() - this.#marks.uptime();
	}

	async #others(): Promise<{ readonly path: string; readonly file: WindowFile | undefined }[]> {
		const names = await readdir(this.#folder);
		return Promise.all(
			names.map(async (name) => {
				const path = join(this.#folder, name);
				return { path, file: await read(path) };
			}),
		);
	}

	#isThere(file: WindowFile | undefined): boolean {
		if (file === undefined) {
			return false;
		}
		if (file.closedAt !== undefined) {
			return this.#isWithin(reloadTime, file.closedAt);
		}
		if (Math.abs(file.bootedAt - this.#bootedAt()) > bootSlack) {
			return false;
		}
		const { session, isAlive } = this.#marks;
		return isAlive(file.pid) || file.session === session || this.#isWithin(crashTime, file.seenAt);
	}

	#isWithin(time: number, since: number): boolean {
		const elapsed = this.#clock.now() - since;
		return elapsed >= 0 && elapsed < time;
	}
}

async function read(path: string): Promise<WindowFile | undefined> {
	try {
		const file = JSON.parse(await readFile(path, "utf8")) as Partial<WindowFile>;
		const { pid, session, bootedAt, seenAt, closedAt } = file;
		return typeof pid === "number" &&
			typeof session === "string" &&
			typeof bootedAt === "number" &&
			typeof seenAt === "number"
			? { pid, session, bootedAt, seenAt, ...(typeof closedAt === "number" ? { closedAt } : {}) }
			: undefined;
	} catch {
		return undefined;
	}
}

/** The marks of this process's window. `session`: VS Code's own, of the window. */
export function marksOf(session: string): WindowMarks {
	return { pid: process.pid, session, uptime: () => uptime() * 1000, isAlive: isRunning };
}

/** Whether a process of this machine runs. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is one too.
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
