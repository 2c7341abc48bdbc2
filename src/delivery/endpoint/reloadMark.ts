import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../core/clock.ts";

/** What stays the same when a window is reloaded, and does not when VS Code or the machine is restarted. */
export interface RunMarks {
	/** The process that starts extension hosts: VS Code itself, or its server on a remote host. */
	readonly parent: number;
	/** How long (ms) the machine has been up. */
	readonly uptime: () => number;
}

interface Mark {
	readonly parent: number;
	/** Milliseconds since the epoch. */
	readonly bootedAt: number;
	/** Milliseconds since the epoch. Absent: the window is open, or went without a word. */
	readonly closedAt?: number;
}

/** How long (ms) a window that is reloaded is away at most. */
const reloadTime = 30_000;

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

	/** Whether this is the window that left the mark, reloaded or its extension host restarted, in the same run of VS Code. */
	isReload(): boolean {
		const mark = readMark(this.#file);
		if (mark === undefined || mark.parent !== this.#marks.parent) {
			return false;
		}
		if (Math.abs(mark.bootedAt - this.#bootedAt()) > bootSlack) {
			return false;
		}
		const away = mark.closedAt === undefined ? 0 : this.#clock.now() - mark.closedAt;
		return away >= 0 && away < reloadTime;
	}

	/** Leaves the mark of an open window. */
	async leave(): Promise<void> {
		await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
		this.#write({ parent: this.#marks.parent, bootedAt: this.#bootedAt() });
	}

	/** Marks the window as closed: at once, as nothing that takes time gets done while a window closes. */
	close(): void {
		if (readMark(this.#file) !== undefined) {
			this.#write({
				parent: this.#marks.parent,
				bootedAt: this.#bootedAt(),
				closedAt: this.#clock.now(),
			});
		}
	}

	remove(): void {
		rmSync(this.#file, { force: true });
	}

	#write(mark: Mark): void {
		writeFileSync(this.#file, JSON.stringify(mark), { mode: 0o600 });
	}

	#bootedAt(): number {
		return this.#clock.now() - this.#marks.uptime();
	}
}

function readMark(file: string): Mark | undefined {
	try {
		const { parent, bootedAt, closedAt } = JSON.parse(readFileSync(file, "utf8")) as Partial<Mark>;
		return typeof parent === "number" && typeof bootedAt === "number"
			? { parent, bootedAt, ...(typeof closedAt === "number" ? { closedAt } : {}) }
			: undefined;
	} catch {
		return undefined;
	}
}
