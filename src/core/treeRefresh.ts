import type { Clock } from "./clock.ts";

export interface TreeRefreshOptions<Element> {
	readonly clock: Clock;
	/** Has the tree drawn anew, below an element or whole. */
	readonly fire: (element: Element | undefined) => void;
	readonly isInSight: () => boolean;
	/** In how many ms a row changes by itself; undefined when none does. */
	readonly nextChange: () => number | undefined;
}

/**
 * When a tree is drawn anew: when something has changed, and by the time for as long as it is in sight. Never while it
 * is loaded for the first time: what changes then is in that load already, and VS Code 1.103 would draw each row twice.
 */
export class TreeRefresh<Element> {
	readonly #options: TreeRefreshOptions<Element>;
	#isLoaded = false;
	/** Something has changed since the first load began. */
	#isStale = false;
	/** When a row changes by itself (ms since the epoch). */
	#dueAt: number | undefined;
	#callOff: (() => void) | undefined;

	constructor(options: TreeRefreshOptions<Element>) {
		this.#options = options;
	}

	/** The tree's first level, which `rows` gives: again when something changes meanwhile, for the first time. */
	async load<Row>(rows: () => Promise<readonly Row[]>): Promise<Row[]> {
		let loaded: readonly Row[];
		try {
			do {
				this.#isStale = false;
				loaded = await rows();
			} while (this.#isStale && !this.#isLoaded);
		} finally {
			// Also what could not be loaded is drawn anew when something changes.
			this.#isLoaded = true;
		}
		const { clock, nextChange } = this.#options;
		const next = nextChange();
		this.#dueAt = next === undefined ? undefined : clock.now() + next;
		this.look();
		return [...loaded];
	}

	/** Something has changed: below an element, or anywhere. */
	now(element?: Element): void {
		if (!this.#isLoaded) {
			this.#isStale = true;
			return;
		}
		if (element === undefined) {
			// The load that comes of it says what is due next: out of sight that is when it comes in sight.
			this.dispose();
		}
		this.#options.fire(element);
	}

	/** It may have come in sight, or gone out of it. */
	look(): void {
		this.#callOff?.();
		this.#callOff =
			this.#dueAt !== undefined && this.#options.isInSight()
				? this.#options.clock.alarm(this.#dueAt, () => this.now())
				: undefined;
	}

	/** Nothing is drawn by the time any more, until the next load. */
	dispose(): void {
		this.#dueAt = undefined;
		this.look();
	}
}
