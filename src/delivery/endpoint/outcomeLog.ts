import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";

/** What came of a request. */
export type Outcome = "answered" | "unavailable" | "delayed" | "failed" | "denied";

const levels: Readonly<Record<Outcome, keyof Log>> = {
	answered: "debug",
	unavailable: "info",
	delayed: "info",
	failed: "error",
	denied: "warn",
};

/** Milliseconds between two lines on the same. */
const period = 60_000;

interface Counted {
	count: number;
	readonly cancel: () => void;
	readonly write: () => void;
}

/** Logs what came of requests: the first of a kind at once, and of those that follow their number in each minute. */
export class OutcomeLog {
	readonly #log: Log;
	readonly #clock: Clock;
	readonly #counted = new Map<string, Counted>();

	constructor(log: Log, clock: Clock) {
		this.#log = log;
		this.#clock = clock;
	}

	/** @returns whether it is the first of its kind for a while */
	note(outcome: Outcome, session?: string): boolean {
		const key = `${outcome} ${session ?? ""}`;
		const counted = this.#counted.get(key);
		if (counted !== undefined) {
			counted.count += 1;
			return false;
		}
		this.#write(outcome, session, 1);
		this.#count(key, outcome, session);
		return true;
	}

	/** Logs what was only counted, and ends. */
	dispose(): void {
		for (const { cancel, write } of this.#counted.values()) {
			cancel();
			write();
		}
		this.#counted.clear();
	}

	#count(key: string, outcome: Outcome, session: string | undefined): void {
		const counted: Counted = {
			count: 0,
			write: () => {
				if (counted.count > 0) {
					this.#write(outcome, session, counted.count);
				}
			},
			cancel: this.#clock.schedule(period, () => {
				this.#counted.delete(key);
				counted.write();
				if (counted.count > 0) {
					this.#count(key, outcome, session);
				}
			}),
		};
		this.#counted.set(key, counted);
	}

	#write(outcome: Outcome, session: string | undefined, count: number): void {
		this.#log[levels[outcome]](`Credentials endpoint: ${outcome}`, {
			...(session === undefined ? {} : { session }),
			...(count === 1 ? {} : { count }),
		});
	}
}
