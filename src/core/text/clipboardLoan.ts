import type { Clock } from "../clock.ts";
import type { Secret } from "./secret.ts";
import { sha256 } from "./sha256.ts";

/** A clipboard, as far as it is needed here. */
export interface Clipboard {
	readText(): PromiseLike<string>;
	writeText(text: string): PromiseLike<void>;
}

/** What is known of a secret in the clipboard, without the secret. */
export interface Loan {
	/** SHA-256 of it. */
	readonly digest: string;
	/** When it goes, in ms since the epoch. */
	readonly dueAt: number;
}

/** Where the loan that runs is noted for windows to come; failures are its own matter. */
export interface LoanNote {
	read(): Loan | undefined;
	write(loan: Loan | undefined): void;
}

/** How long (ms) a secret stays in the clipboard. */
const loanTime = 60_000;
/** A clipboard may be out of reach while the window has no focus: how often (ms, times) it is tried again. */
const retry = { delay: 10_000, times: 60 };

/** Puts secrets into the clipboard for a minute. Of two only the later is there, so there is never more than one. */
export class ClipboardLoans {
	readonly #clipboard: Clipboard;
	readonly #clock: Clock;
	readonly #note: LoanNote;
	#running: Loan | undefined;
	#callOff: () => void = () => undefined;

	constructor(clipboard: Clipboard, clock: Clock, note: LoanNote) {
		this.#clipboard = clipboard;
		this.#clock = clock;
		this.#note = note;
	}

	/**
	 * Puts a secret into the clipboard, and takes it out again after a minute, if it is still there.
	 * @throws whatever the clipboard throws when it can't be written to
	 */
	async lend(secret: Secret): Promise<void> {
		const text = secret.reveal();
		await this.#clipboard.writeText(text);
		const loan = { digest: sha256(text), dueAt: this.#clock.now() + loanTime };
		this.#note.write(loan);
		this.#follow(loan);
	}

	/** Sees to what another window lent, which may be reloaded or closed before the minute is over. */
	resume(): void {
		const loan = this.#note.read();
		if (loan !== undefined && loan.digest !== this.#running?.digest) {
			this.#follow(loan);
		}
	}

	/** Takes back at once what is lent, if the clipboard is in reach; else `resume` of a window to come does. */
	async end(): Promise<void> {
		this.#callOff();
		const loan = this.#running;
		this.#running = undefined;
		if (loan !== undefined) {
			// Out of reach: the note stays.
			await this.#takeBack(loan).catch(() => undefined);
		}
	}

	#follow(loan: Loan): void {
		this.#callOff();
		this.#running = loan;
		const left = Math.min(Math.max(loan.dueAt - this.#clock.now(), 0), loanTime);
		this.#schedule(loan, left, retry.times);
	}

	#schedule(loan: Loan, delay: number, triesLeft: number): void {
		this.#callOff = this.#clock.schedule(delay, () => void this.#try(loan, triesLeft));
	}

	async #try(loan: Loan, triesLeft: number): Promise<void> {
		const isTakenBack = await this.#takeBack(loan).then(
			() => true,
			() => false,
		);
		if (this.#running !== loan) {
			return;
		}
		if (!isTakenBack && triesLeft > 0) {
			this.#schedule(loan, retry.delay, triesLeft - 1);
			return;
		}
		this.#running = undefined;
		// One that was out of reach for so long would be for windows to come.
		this.#forget(loan);
	}

	/** @throws whatever the clipboard throws when it is out of reach */
	async #takeBack(loan: Loan): Promise<void> {
		if (sha256(await this.#clipboard.readText()) === loan.digest) {
			await this.#clipboard.writeText("");
		}
		this.#forget(loan);
	}

	#forget({ digest }: Loan): void {
		if (this.#note.read()?.digest === digest) {
			this.#note.write(undefined);
		}
	}
}
