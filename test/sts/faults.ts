import { setTimeout as sleep } from "node:timers/promises";

/** An answer that does not come from STS's own logic. */
export type CannedAnswer = {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
};

/** What happens to one request instead of the usual. */
export type Fault =
	| { readonly kind: "throttle" }
	| { readonly kind: "fail"; readonly status: number }
	| { readonly kind: "answer"; readonly answer: () => CannedAnswer }
	/** The request takes full effect, but its answer breaks off half-way. */
	| { readonly kind: "cut" };

/** Faults that a test orders. Those with a count queue up and befall one request each, in order. */
export class Faults {
	#queue: Fault[] = [];
	#slowMs = 0;
	#skewMs = 0;
	#waiting = new AbortController();
	readonly #gates = new Set<{ readonly opened: Promise<void>; readonly open: () => void }>();

	/** The next `count` requests: 400 Throttling. */
	throttle(count = 1): void {
		this.#order(count, { kind: "throttle" });
	}

	/** The next `count` requests: this 5xx status, with STS's InternalFailure or ServiceUnavailable. */
	fail(status = 500, count = 1): void {
		this.#order(count, { kind: "fail", status });
	}

	/** The next `count` requests take effect, but the connection breaks half-way through the answer's body. */
	cut(count = 1): void {
		this.#order(count, { kind: "cut" });
	}

	/** The next `count` requests: exactly this answer, whatever they ask; a function makes it when they come. */
	answer(count: number, answer: CannedAnswer | (() => CannedAnswer)): void {
		this.#order(count, { kind: "answer", answer: typeof answer === "function" ? answer : () => answer });
	}

	/** Every request takes this many milliseconds of real time longer, until `reset`. */
	slow(ms: number): void {
		this.#slowMs = ms;
	}

	/** Sets the double's clock this many milliseconds ahead of (negative: behind) the one handed in. */
	skewClock(ms: number): void {
		this.#skewMs = ms;
	}

	/** Holds every request, after it is logged and before it has an effect, until the function given back is called. */
	hold(): () => void {
		const { promise, resolve } = Promise.withResolvers<void>();
		const gate = { opened: promise, open: resolve };
		this.#gates.add(gate);
		return () => {
			this.#gates.delete(gate);
			gate.open();
		};
	}

	/** Takes all faults back and lets held requests go. */
	reset(): void {
		this.#queue = [];
		this.#slowMs = 0;
		this.#skewMs = 0;
		this.#waiting.abort();
		this.#waiting = new AbortController();
		for (const gate of this.#gates) gate.open();
		this.#gates.clear();
	}

	/** How far the clock is set off, in milliseconds. */
	get skewMs(): number {
		return this.#skewMs;
	}

	/** The fault that befalls the request at hand. For the server. */
	take(): Fault | undefined {
		return this.#queue.shift();
	}

	/** Waits as long as `slow` and `hold` say. For the server. */
	async delay(): Promise<void> {
		await Promise.all([...this.#gates].map((gate) => gate.opened));
		if (this.#slowMs === 0) return;
		const { signal } = this.#waiting;
		await sleep(this.#slowMs, undefined, { signal }).catch(() => undefined);
	}

	#order(count: number, fault: Fault): void {
		this.#queue.push(...Array.from({ length: count }, () => fault));
	}
}
