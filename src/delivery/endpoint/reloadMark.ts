import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../core/clock.ts";

/** What stays the same when a window is reloaded, and does not when VS Code or the machine is restarted. */
export interface RunMarks {
	/** This extension host. */
	readonly pid: number;
	/** The process that starts extension hosts: VS Code itself, or its server on a remote host. */
	readonly parent: number;
	/** How long (ms) the machine has been up. */
	readonly uptime: () => number;
	readonly isAlive: (pid: number) => boolean;
}

interface Mark {
	readonly pid: number;
	readonly parent: number;
	/** Milliseconds since the epoch. */
	readonly bootedAt: number;
	/** When the window was last there for sure. Milliseconds since the epoch. */
	readonly seenAt: number;
	/** Milliseconds since the epoch. Absent: the window is open, or went without a word. */
	readonly closedAt?: number;
}

/** How often (ms) a window that is open says so: when something wakes up anyway, or at last by itself. */
export const seenInterval = { shortest: 30_000, longest: 150_000 } as const;

/** How long (ms) a window that is reloaded is away at most. */
const reloadTime = 30_000;

/** How long (ms) ago one that went without a word, as servers end extension hosts, was last seen at most. */
const crashTime = seenInterval.longest + reloadTime;

/** How often (ms, times) one that seems to be open is looked at again. */
const wait = { delay: 200, times: 25 };

/** How much (ms) the machine's start may seem to move: clocks are put right. */
const bootSlack = 60_000;

/** A file by which a window that comes back knows whether it was merely reloaded: to an extension that looks like a close. */
export class ReloadMark {
	readonly #file: string;
	readonly #clock: Clock;
	readonly #marks: RunMarks;

	constructor(file: string, clock: Clock, marks: RunMarks) {
		this.#file = file;
		this.#clock = clock;
		this.#marks = marks;
	}

	/**
	 * Whose the mark is: this window's, which was `reloaded` in the same run of VS Code; that of `another` that is open, as
	 * in a browser two can be on one folder; or of one that is `gone`, if there is any. The extension host of before a
	 * reload may take its time to go, which is waited for.
	 */
	async origin(): Promise<"reloaded" | "another" | "gone"> {
		for (let tries = 0; tries <= wait.times; tries++) {
			const mark = readMark(this.#file);
			if (mark === undefined || !this.#isOfThisRun(mark)) {
				return "gone";
			}
			if (mark.closedAt !== undefined || !this.#marks.isAlive(mark.pid)) {
				return this.#isFresh(mark) ? "reloaded" : "gone";
			}
			await new Promise<void>((resolve) => this.#clock.schedule(wait.delay, resolve));
		}
		return "another";
	}

	/** Whether the window that left the mark may still be there, or come back. */
	isLeft(): boolean {
		const mark = readMark(this.#file);
		if (mark === undefined || !this.#isOfThisRun(mark)) {
			return true;
		}
		const isClosed = mark.closedAt !== undefined || !this.#marks.isAlive(mark.pid);
		return isClosed && !this.#isFresh(mark);
	}

	/** Says that the window is still there: from time to time, after {@link leave}. */
	seen(): void {
		this.#write(this.#own());
	}

	/** Leaves the mark of an open window. */
	async leave(): Promise<void> {
		await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
		this.#write(this.#own());
	}

	/** Marks the window as closed: at once, as nothing that takes time gets done while a window closes. */
	close(): void {
		if (readMark(this.#file)?.pid === this.#marks.pid) {
			this.#write({ ...this.#own(), closedAt: this.#clock.now() });
		}
	}

	remove(): void {
		rmSync(this.#file, { force: true });
	}

	#write(mark: Mark): void {
		writeFileSync(this.#file, JSON.stringify(mark), { mode: 0o600 });
	}

	#own(): Mark {
		const { pid, parent } = this.#marks;
		return { pid, parent, bootedAt: this.#bootedAt(), seenAt: this.#clock.now() };
	}

	#isFresh({ seenAt, closedAt }: Mark): boolean {
		const away = this.#clock.now() - (closedAt ?? seenAt);
		return away >= 0 && away < (closedAt === undefined ? crashTime : reloadTime);
	}

	#isOfThisRun({ parent, bootedAt }: Mark): boolean {
		return parent === this.#marks.parent && Math.abs(bootedAt - this.#bootedAt()) <= bootSlack;
	}

	#bootedAt(): number {
		return this.#clock.now() - this.#marks.uptime();
	}
}

function readMark(file: string): Mark | undefined {
	try {
		const { pid, parent, bootedAt, seenAt, closedAt } = JSON.parse(
			readFileSync(file, "utf8"),
		) as Partial<Mark>;
		return typeof pid === "number" &&
			typeof parent === "number" &&
			typeof bootedAt === "number" &&
			typeof seenAt === "number"
			? { pid, parent, bootedAt, seenAt, ...(typeof closedAt === "number" ? { closedAt } : {}) }
			: undefined;
	} catch {
		return undefined;
	}
}
