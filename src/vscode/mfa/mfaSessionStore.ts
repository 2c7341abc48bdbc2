import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { plainCredentials, readCredentials } from "../../core/session/credentialsText.ts";
import type { MfaSessions } from "../../credentials/context.ts";
import type { GenerationFile } from "../../sessions/generationFile.ts";
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
	readonly #generation: GenerationFile;
	readonly #clock: Clock;
	readonly #log: Log;

	/** @param generation of which those are that count */
	constructor(entries: SecretEntries, generation: GenerationFile, clock: Clock, log: Log) {
		this.#entries = entries;
		this.#generation = generation;
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
		const text = JSON.stringify({ ...plainCredentials(credentials), generation: this.#generation.current });
		return this.#entries.write(idOf(accessKeyId, serial), text);
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

	/** Forgets all of them: the next role asks for a code again, also when the window goes before they are removed. */
	async removeAll(): Promise<void> {
		try {
			this.#generation.next();
		} catch (error) {
			this.failed(error);
		}
		for (const id of await this.#entries.ids()) {
			await this.#entries.remove(id);
		}
	}

	#usable(text: string): Credentials | undefined {
		const kept = parse(text);
		const { expiresAt } = kept?.credentials ?? {};
		return kept?.generation === this.#generation.current &&
			expiresAt !== undefined &&
			expiresAt - leastRemaining > this.#clock.now()
			? kept.credentials
			: undefined;
	}
}

function idOf(accessKeyId: string, serial: string): string {
	return `${accessKeyId} ${serial}`;
}

function parse(
	text: string,
): { readonly credentials: Credentials | undefined; readonly generation: string } | undefined {
	try {
		const kept: unknown = JSON.parse(text);
		const { generation } = (kept ?? {}) as { readonly generation?: unknown };
		return {
			credentials: readCredentials(kept),
			generation: typeof generation === "string" ? generation : "",
		};
	} catch {
		return undefined;
	}
}
