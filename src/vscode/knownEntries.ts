import type * as vscode from "vscode";
import type { Clock } from "../core/clock.ts";

const prefix = "secretEntries:";

/** How far (ms) machines' clocks may be apart. */
const slack = 24 * 3_600_000;

/** Keys in the secret storage, and until when (ms since the epoch) what is there can be of use. */
type Known = Readonly<Record<string, number>>;

/**
 * Which entries machines have in VS Code's secret storage. It is in the editor's own state, a list for each machine:
 * the storage can't list what it holds, and a machine's own list goes with the machine.
 */
export class KnownEntries {
	readonly #secrets: vscode.SecretStorage;
	readonly #state: vscode.Memento;
	readonly #clock: Clock;
	/** What this machine's list is under. */
	readonly #own: string;

	/** @param host what this machine's entries are marked with */
	constructor(secrets: vscode.SecretStorage, state: vscode.Memento, host: string, clock: Clock) {
		this.#secrets = secrets;
		this.#state = state;
		this.#clock = clock;
		this.#own = prefix + host;
	}

	has(key: string): boolean {
		return Object.hasOwn(this.#read(this.#own), key);
	}

	/** Notes an entry of this machine that is about to be written. @param until ms since the epoch */
	async note(key: string, until: number): Promise<void> {
		const known = this.#read(this.#own);
		if (known[key] !== until) {
			await this.#write(this.#own, { ...known, [key]: until });
		}
	}

	/** An entry of this machine is removed. */
	async forget(key: string): Promise<void> {
		await this.#drop(this.#own, key);
	}

	/** Removes the entries of other machines that can't be of use any more: those machines may be gone. */
	async removeLeft(): Promise<void> {
		const lists = this.#state.keys().filter((list) => list.startsWith(prefix) && list !== this.#own);
		const now = this.#clock.now();
		for (const list of lists) {
			const left = Object.entries(this.#read(list)).filter(([, until]) => until + slack < now);
			for (const [key] of left) {
				await this.#secrets.delete(key);
				await this.#drop(list, key);
			}
		}
	}

	async #drop(list: string, key: string): Promise<void> {
		const { [key]: until, ...others } = this.#read(list);
		if (until !== undefined) {
			await this.#write(list, Object.keys(others).length === 0 ? undefined : others);
		}
	}

	#read(list: string): Known {
		return this.#state.get<Known>(list, {});
	}

	async #write(list: string, known: Known | undefined): Promise<void> {
		try {
			await this.#state.update(list, known);
		} catch {
			// The machine's own list is the one that counts.
		}
	}
}
