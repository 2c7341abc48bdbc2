import { Emitter } from "../../core/emitter.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Secret } from "../../core/text/secret.ts";

/** That what a refresh has brought can't be written into its file. */
export interface UnwrittenToken {
	/** What the sign-in is called. */
	readonly name: string;
	readonly file: string;
	readonly error: SessionsError;
}

/** What a refresh has brought. */
export interface Refreshed<T> {
	/** What the sign-in is called. */
	readonly name: string;
	/** The refresh token that it was got with, which may be good for nothing now. */
	readonly used: Secret;
	/** The one that gets the next. */
	readonly next: Secret;
	readonly value: T;
	/**
	 * Puts it in the place of what has that refresh token in the file; what else is there by now stands.
	 * @throws SessionsError when it can't
	 */
	readonly write: (inFile: Secret, value: T) => Promise<unknown>;
}

/** `inFile`: the refresh token that the file has still. */
type Held<T> = Refreshed<T> & { readonly inFile: Secret };

/**
 * What refreshes have brought, until it is in the files. A refresh token is good for once: where the new one can't be
 * written, only this window has it, goes on with it, and tries again at every use.
 */
export class HeldTokens<T> {
	readonly #held = new Map<string, Held<T>>();
	readonly #told = new Set<string>();
	readonly #failed = new Emitter<UnwrittenToken>();

	/** Told once of a file that can't be written, until it could be. */
	readonly onDidNotWrite = this.#failed.subscribe;

	/** Writes what a refresh has brought, or holds it. */
	async keep(file: string, refreshed: Refreshed<T>): Promise<void> {
		const before = this.#held.get(file);
		const inFile = before?.next.equals(refreshed.used) === true ? before.inFile : refreshed.used;
		this.#held.set(file, { ...refreshed, inFile });
		await this.writeAgain(file);
	}

	/** Tries to write what is held. */
	async writeAgain(file: string): Promise<void> {
		const held = this.#held.get(file);
		if (held === undefined) {
			return;
		}
		try {
			await held.write(held.inFile, held.value);
		} catch (error) {
			if (!(error instanceof SessionsError)) {
				throw error;
			}
			if (!this.#told.has(file)) {
				this.#told.add(file);
				this.#failed.fire({ name: held.name, file, error });
			}
			return;
		}
		if (this.#held.get(file) === held) {
			this.forget(file);
		}
	}

	/**
	 * What is held in the place of what stands in a file; undefined when nothing is.
	 * @param inFile the refresh token there; undefined: there is none. Another one than at the refresh is newer
	 */
	of(file: string, inFile: Secret | undefined): T | undefined {
		const held = this.#held.get(file);
		if (held === undefined || inFile?.equals(held.inFile) === true) {
			return held?.value;
		}
		this.forget(file);
		return undefined;
	}

	forget(file: string): void {
		this.#held.delete(file);
		this.#told.delete(file);
	}
}
