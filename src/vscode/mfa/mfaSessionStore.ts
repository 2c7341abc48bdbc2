import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { plainCredentials, readCredentials } from "../../core/session/credentialsText.ts";
import type { MfaSessions } from "../../credentials/context.ts";
import type { SecretEntries } from "../secretEntries.ts";
import { mfaSessionSeconds, sharesMfaSession } from "../settings.ts";

/** One with less left (ms) is not worth beginning with. */
const leastRemaining = 60_000;

/**
 * The MFA sessions of this machine's users, in VS Code's secret storage. They are read from there each time, so that
 * every window has what another one got.
 */
export class MfaSessionStore implements MfaSessions {
	readonly #entries: SecretEntries;
	readonly #clock: Clock;
	readonly #log: Log;

	constructor(entries: SecretEntries, clock: Clock, log: Log) {
		this.#entries = entries;
		this.#clock = clock;
		this.#log = log;
	}

	failed(error: unknown): void {
		logError(this.#log, "MFA sessions could not be read or kept", error);
	}

	get duration(): number {
		return mfaSessionSeconds();
	}

	isShared(profile: string): boolean {
		return this.duration > 0 && sharesMfaSession(profile);
	}

	async get(accessKeyId: string, serial: string): Promise<Credentials | undefined> {
		const id = idOf(accessKeyId, serial);
		const text = await this.#entries.read(id);
		if (text === undefined) {
			return undefined;
		}
		const credentials = this.#usable(text);
		if (credentials === undefined) {
			await this.#entries.remove(id);
		}
		return credentials;
	}

	keep(accessKeyId: string, serial: string, credentials: Credentials): Promise<void> {
		return this.#entries.write(idOf(accessKeyId, serial), JSON.stringify(plainCredentials(credentials)));
	}

	remove(accessKeyId: string, serial: string): Promise<void> {
		return this.#entries.remove(idOf(accessKeyId, serial));
	}

	/** Calls `listener` when one was got or forgotten, in this window or in another. */
	onDidChange(listener: () => void): () => void {
		return this.#entries.onDidChange(listener);
	}

	/** Forgets those that have expired: of keys that were replaced nobody asks again. */
	removeExpired(): Promise<void> {
		return this.#entries.removeSpent((text) => this.#usable(text) === undefined);
	}

	/** Forgets all of them: the next role asks for a code again. */
	async removeAll(): Promise<void> {
		for (const id of await this.#entries.ids()) {
			await this.#entries.remove(id);
		}
	}

	#usable(text: string): Credentials | undefined {
		const credentials = parse(text);
		const { expiresAt } = credentials ?? {};
		return expiresAt !== undefined && expiresAt - leastRemaining > this.#clock.now()
			? credentials
			: undefined;
	}
}

function idOf(accessKeyId: string, serial: string): string {
	return `${accessKeyId} ${serial}`;
}

function parse(text: string): Credentials | undefined {
	try {
		return readCredentials(JSON.parse(text));
	} catch {
		return undefined;
	}
}
