import type { Clock } from "../../core/clock.ts";
import type { Secret } from "../../core/text/secret.ts";
import { type DeviceLeases, DeviceTurns } from "./deviceTurns.ts";
import { isSameWindow, untilNextWindow } from "./totp.ts";

/**
 * How long (ms) a code can come back: its own 30 s window, the next, in which AWS still takes it, and as much again, as
 * clocks differ.
 */
export const codeMemory = 90_000;

/** Notes of the codes sent that all windows see, over reloads too, and that no code can be had from. */
export interface SentCodes {
	/** Notes a code, and gives the name of the note. */
	add(serial: string, code: Secret): Promise<string>;
	/** Notes that AWS took it for none of the device's. */
	refused(note: string): Promise<void>;
	remove(note: string): Promise<void>;
	has(serial: string, code: Secret): Promise<boolean>;
	/** When codes of a device were sent lately and not refused, in milliseconds since the epoch. */
	usedAt(serial: string): Promise<readonly number[]>;
}

/** A code that this window has sent. */
interface Sent {
	readonly code: Secret;
	/** Milliseconds since the epoch. */
	readonly at: number;
	isRefused: boolean;
	/** Its note for all windows; undefined when there could be none. */
	note: string | undefined;
}

/**
 * Lets one thing at a time ask for codes of a device, and remembers the codes sent, as AWS accepts a code only once:
 * this window's in memory, and all windows' in notes.
 */
export class MfaCodes {
	readonly #clock: Clock;
	readonly #notes: SentCodes | undefined;
	readonly #sent = new Map<string, readonly Sent[]>();
	readonly #turns: DeviceTurns;

	/**
	 * @param leases what windows take turns with; absent: there is one window
	 * @param notes what windows know of each other's codes; absent: there is one window
	 */
	constructor(clock: Clock, leases?: DeviceLeases, notes?: SentCodes) {
		this.#clock = clock;
		this.#notes = notes;
		this.#turns = new DeviceTurns(clock, leases);
	}

	/**
	 * Does something with a device while nobody else does, in any window.
	 * @throws CancelledError when `signal` aborts while it waits, and whatever `work` throws
	 * @param onElsewhere called once when it has to wait for another window
	 */
	oneAtATime<T>(
		serial: string,
		signal: AbortSignal,
		work: () => Promise<T>,
		onElsewhere?: () => void,
	): Promise<T> {
		return this.#turns.take(serial, signal, work, onElsewhere);
	}

	/** Whether this code of the device was sent lately, by any window. */
	async wasSent(serial: string, code: Secret): Promise<boolean> {
		return (
			this.#find(serial, code) !== undefined ||
			(await this.#noted((notes) => notes.has(serial, code))) === true
		);
	}

	/** To be called before a code is sent. */
	async remember(serial: string, code: Secret): Promise<void> {
		const sent: Sent = { code, at: this.#clock.now(), isRefused: false, note: undefined };
		this.#sent.set(serial, [...this.#lately(serial), sent]);
		sent.note = await this.#noted((notes) => notes.add(serial, code));
	}

	/** To be called when AWS took a code for none of the device's. It is not sent again either. */
	async refused(serial: string, code: Secret): Promise<void> {
		const sent = this.#find(serial, code);
		if (sent !== undefined) {
			sent.isRefused = true;
			const { note } = sent;
			await this.#noted(async (notes) => note && notes.refused(note));
		}
	}

	/** To be called when a code turned out not to have been sent. */
	async forget(serial: string, code: Secret): Promise<void> {
		const sent = this.#find(serial, code);
		this.#sent.set(
			serial,
			this.#lately(serial).filter((other) => other !== sent),
		);
		await this.#noted(async (notes) => sent?.note && notes.remove(sent.note));
	}

	/**
	 * When the device shows its next code, in milliseconds since the epoch; undefined when none was used, by any window,
	 * since it shows the present one.
	 */
	async nextCodeAt(serial: string): Promise<number | undefined> {
		const noted = await this.#noted((notes) => notes.usedAt(serial));
		const own = this.#lately(serial).filter(({ isRefused }) => !isRefused);
		const now = this.#clock.now();
		return [...own.map(({ at }) => at), ...(noted ?? [])].some((at) => isSameWindow(at, now))
			? now + untilNextWindow(now)
			: undefined;
	}

	#find(serial: string, code: Secret): Sent | undefined {
		return this.#lately(serial).find((sent) => sent.code.equals(code));
	}

	#lately(serial: string): readonly Sent[] {
		return (this.#sent.get(serial) ?? []).filter(({ at }) => this.#clock.now() - at < codeMemory);
	}

	/** Notes that fail keep nobody from asking: at worst AWS refuses what was sent before. */
	async #noted<T>(use: (notes: SentCodes) => Promise<T>): Promise<T | undefined> {
		try {
			return this.#notes === undefined ? undefined : await use(this.#notes);
		} catch {
			return undefined;
		}
	}
}
