import { readRecord, type SessionRecord, writeRecord } from "../../core/session/sessionRecord.ts";
import { expiredKeptFor } from "../../sessions/records.ts";
import type { SessionStore } from "../../sessions/store.ts";
import type { SecretEntries } from "../secretEntries.ts";

/** Sessions in VS Code's secret storage, an entry for each. */
export class SecretSessionStore implements SessionStore {
	readonly #entries: SecretEntries;

	constructor(entries: SecretEntries) {
		this.#entries = entries;
	}

	ids(): Promise<readonly string[]> {
		return this.#entries.ids();
	}

	async read(id: string): Promise<SessionRecord | "corrupt" | undefined> {
		const text = await this.#entries.read(id);
		if (text === undefined) {
			return undefined;
		}
		const record = readRecord(text);
		return record === undefined || record.session.id !== id ? "corrupt" : record;
	}

	write(record: SessionRecord): Promise<void> {
		const { id, expiresAt } = record.session;
		return this.#entries.write(
			id,
			writeRecord(record),
			expiresAt === undefined ? undefined : expiresAt + expiredKeptFor,
		);
	}

	remove(id: string): Promise<void> {
		return this.#entries.remove(id);
	}

	onDidChange(listener: (id: string) => void): () => void {
		return this.#entries.onDidChange(listener);
	}
}
