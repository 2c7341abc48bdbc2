import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";

interface WindowFile {
	readonly pid: number;
	/** Milliseconds since the epoch. Absent: it is open, or went without a word. */
	readonly closedAt?: number;
}

/** How long (ms) a window that is reloaded is away at most: to an extension a reload looks like a close. */
const reloadTime = 30_000;

/** Which windows of a machine are open, by a small file for each in a folder that they share. */
export class OpenWindows {
	readonly #folder: string;
	readonly #file: string;
	readonly #clock: Clock;
	readonly #isAlive: (pid: number) => boolean;
	readonly #pid: number;
	#isRegistered = false;

	constructor(folder: string, clock: Clock, pid = process.pid, isAlive = isRunning) {
		this.#folder = folder;
		this.#file = join(folder, randomUUID());
		this.#clock = clock;
		this.#pid = pid;
		this.#isAlive = isAlive;
	}

	/**
	 * Registers this window, and says whether it is the first one since all others were closed for good: neither is
	 * one open, nor was one closed so lately that this may be it, reloaded.
	 */
	async open(): Promise<boolean> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		const others = await this.#others();
		const isFirst = !others.some(({ file }) => this.#isThere(file));
		const gone = others.filter(({ file }) => !this.#isThere(file));
		await Promise.all(gone.map(({ path }) => rm(path, { force: true })));
		await writeFile(this.#file, JSON.stringify({ pid: this.#pid } satisfies WindowFile), { mode: 0o600 });
		this.#isRegistered = true;
		return isFirst;
	}

	/** At once, as nothing that takes time gets done while a window closes. */
	close(): void {
		if (this.#isRegistered) {
			const file: WindowFile = { pid: this.#pid, closedAt: this.#clock.now() };
			writeFileSync(this.#file, JSON.stringify(file), { mode: 0o600 });
		}
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
		if (file?.closedAt === undefined) {
			return file !== undefined && this.#isAlive(file.pid);
		}
		const since = this.#clock.now() - file.closedAt;
		return since >= 0 && since < reloadTime;
	}
}

async function read(path: string): Promise<WindowFile | undefined> {
	try {
		const { pid, closedAt } = JSON.parse(await readFile(path, "utf8")) as Partial<WindowFile>;
		return typeof pid === "number"
			? { pid, ...(typeof closedAt === "number" ? { closedAt } : {}) }
			: undefined;
	} catch {
		return undefined;
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is one too.
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
