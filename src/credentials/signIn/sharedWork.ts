import { throwIfCancelled } from "../../core/errors.ts";
import { unlessAborted } from "./wait.ts";

/** One piece of work that several wait for. It goes on as long as anybody does. */
export class SharedWork<T> {
	readonly #controller = new AbortController();
	readonly #result: Promise<T>;
	#waiting = 0;

	constructor(start: (signal: AbortSignal) => Promise<T>) {
		this.#result = start(this.#controller.signal);
		// Whoever waits is told.
		this.#result.catch(() => {});
	}

	/** Everybody has left: there will be no result. */
	get isAbandoned(): boolean {
		return this.#controller.signal.aborted;
	}

	/** Waits for the result. @throws CancelledError when the signal is aborted before; whatever the work does */
	async join(signal: AbortSignal): Promise<T> {
		this.#waiting++;
		try {
			return await unlessAborted(this.#result, signal);
		} finally {
			if (--this.#waiting === 0) {
				this.#controller.abort();
			}
		}
	}
}

/** Lets so many tasks run at once; the others wait for their turn. */
export class Slots {
	readonly #waiting: (() => void)[] = [];
	#free: number;

	constructor(count: number) {
		this.#free = count;
	}

	/** @throws CancelledError when the signal is aborted by the time it is its turn; whatever the task does */
	async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
		if (this.#free > 0) {
			this.#free--;
		} else {
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
		try {
			throwIfCancelled(signal);
			return await task();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) {
				this.#free++;
			} else {
				next();
			}
		}
	}
}
