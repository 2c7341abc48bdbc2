import type { Clock } from "../../core/clock.ts";
import { CancelledError } from "../../core/errors.ts";

/** Milliseconds for which a device is another window's, should that be gone and nobody see it. */
const leaseDuration = 60_000;

/** Milliseconds after which one's own lease is extended, while it is needed. */
const leaseExtension = 20_000;

/** Milliseconds between looks at whether another window is done. */
const pollInterval = 1000;

/** What only one window of a machine does at a time. */
export interface DeviceLeases {
	/** Takes a lease for so many ms, or keeps it; false while another window has it. It ends with its window. */
	take(name: string, duration: number, end: "withWindow"): Promise<boolean>;
	release(name: string): Promise<void>;
}

/** Lets one thing at a time ask for codes of a device: in this window by itself, among windows with a lease. */
export class DeviceTurns {
	readonly #clock: Clock;
	readonly #leases: DeviceLeases | undefined;
	/** When the last of those who wait for a device will be through. */
	readonly #turns = new Map<string, Promise<void>>();

	/** @param leases what windows take turns with; absent: there is one window */
	constructor(clock: Clock, leases?: DeviceLeases) {
		this.#clock = clock;
		this.#leases = leases;
	}

	/**
	 * Does something with a device while nobody else does, in any window: a person has one code of it at a time, and is
	 * asked for one thing at a time. @throws CancelledError when `signal` aborts while it waits, and whatever `work` throws
	 * @param onElsewhere called once when it has to wait for another window
	 */
	async take<T>(
		serial: string,
		signal: AbortSignal,
		work: () => Promise<T>,
		onElsewhere?: () => void,
	): Promise<T> {
		const before = this.#turns.get(serial) ?? Promise.resolve();
		const turn = Promise.withResolvers<void>();
		const last = before.then(() => turn.promise);
		this.#turns.set(serial, last);
		try {
			await unlessAborted(before, signal);
			return await this.#oneWindow(`mfa ${serial}`, signal, work, onElsewhere);
		} finally {
			turn.resolve();
			// Who gave up waiting is through before those who came earlier: the next one still waits for them.
			void last.then(() => {
				if (this.#turns.get(serial) === last) {
					this.#turns.delete(serial);
				}
			});
		}
	}

	async #oneWindow<T>(
		name: string,
		signal: AbortSignal,
		work: () => Promise<T>,
		onElsewhere: (() => void) | undefined,
	): Promise<T> {
		const release = await this.#take(name, signal, onElsewhere);
		try {
			if (signal.aborted) {
				throw new CancelledError();
			}
			return await work();
		} finally {
			// Before the next one of this window has its turn, which would lose its lease by this.
			await release();
		}
	}

	/** Takes a lease as soon as it is to be had, and holds it until it is given back by what this gives. */
	async #take(
		name: string,
		signal: AbortSignal,
		onElsewhere: (() => void) | undefined,
	): Promise<() => Promise<void>> {
		const leases = this.#leases;
		try {
			for (let isFirst = true; leases !== undefined; isFirst = false) {
				if (await leases.take(name, leaseDuration, "withWindow")) {
					return this.#hold(leases, name);
				}
				if (isFirst) {
					onElsewhere?.();
				}
				await wait(pollInterval, this.#clock, signal);
			}
		} catch (error) {
			if (error instanceof CancelledError) {
				throw error;
			}
			// Two prompts at once are better than none: it goes on as the only window.
		}
		return async () => {};
	}

	#hold(leases: DeviceLeases, name: string): () => Promise<void> {
		let extending = Promise.resolve();
		const extend = async (): Promise<void> => {
			try {
				await leases.take(name, leaseDuration, "withWindow");
			} catch {
				// The next time, perhaps.
			}
		};
		const extendLater = (): (() => void) =>
			this.#clock.schedule(leaseExtension, () => {
				extending = extending.then(extend);
				callOff = extendLater();
			});
		let callOff = extendLater();
		return async () => {
			callOff();
			await extending;
			try {
				await leases.release(name);
			} catch {
				// It runs out by itself.
			}
		};
	}
}

function wait(delay: number, clock: Clock, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const callOff = clock.schedule(delay, resolve);
	return unlessAborted(promise, signal).finally(callOff);
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = (): void => reject(new CancelledError());
		if (signal.aborted) {
			abort();
		}
		signal.addEventListener("abort", abort, { once: true });
		void promise.then(resolve).finally(() => signal.removeEventListener("abort", abort));
	});
}
