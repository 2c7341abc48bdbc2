import type * as vscode from "vscode";
import type { StaticKeys } from "../../core/config/profile.ts";
import type { StoredKeyPair } from "../../core/config/sharedConfig.ts";
import { plainCredentials, readCredentials } from "../../core/session/credentialsText.ts";
import type { KeepRequest, KeyKeeper } from "../../credentials/moveKeys.ts";
import type { SecretEntries } from "../secretEntries.ts";

const listKey = "storedKeys";

/** A pair, and the machine whose files it is of. */
export interface KeptPair extends StoredKeyPair {
	readonly host: string;
	/** What people call the machine. */
	readonly machine: string;
}

/**
 * Profiles' access keys in VS Code's secret storage. Each pair is an entry of its own, whose id says all of it but the
 * secret: keys never take the place of others, and the machine's list of ids is a list of the pairs.
 */
export class KeyStore implements KeyKeeper {
	readonly #entries: SecretEntries;
	/** Has the ids too. It is the editor's, so that pairs can be got back whose machine is gone, and its list with it. */
	readonly #state: vscode.Memento;
	readonly #host: string;
	readonly #machine: string;

	/** @param host what pairs of this machine are marked with. @param machine what people call it */
	constructor(entries: SecretEntries, state: vscode.Memento, host: string, machine: string) {
		this.#entries = entries;
		this.#state = state;
		this.#host = host;
		this.#machine = machine;
	}

	/** The pairs that count beside this machine's credentials file; of one profile's the last counts. */
	async pairsOf(credentialsFile: string): Promise<readonly KeptPair[]> {
		return pairsIn(await this.#entries.ids()).filter(
			(pair) => pair.host === this.#host && pair.credentialsFile === credentialsFile,
		);
	}

	/** Every pair, also those of other machines and files. */
	async all(): Promise<readonly KeptPair[]> {
		return pairsIn([...(await this.#entries.ids()), ...this.#listed]);
	}

	async get({ id }: StoredKeyPair): Promise<StaticKeys | undefined> {
		const text = await this.#entries.read(id);
		return text === undefined ? undefined : parse(text);
	}

	async keep(request: KeepRequest, keys: StaticKeys): Promise<StoredKeyPair> {
		const { profile, home, credentialsFile, since } = request;
		const { accessKeyId } = keys;
		const pair = {
			profile,
			accessKeyId,
			since,
			home,
			credentialsFile,
			host: this.#host,
			machine: this.#machine,
		};
		const id = JSON.stringify(pair);
		await this.#list([...this.#listed, id]);
		try {
			await this.#entries.write(id, JSON.stringify(plainCredentials(keys)));
		} catch (error) {
			await this.remove({ ...pair, id }).catch(() => undefined);
			throw error;
		}
		return { ...pair, id };
	}

	async remove({ id }: StoredKeyPair): Promise<void> {
		await this.#entries.remove(id);
		await this.#list(this.#listed.filter((listed) => listed !== id));
	}

	/** Calls `listener` when a pair was kept or forgotten, in this window or in another. */
	onDidChange(listener: () => void): vscode.Disposable {
		return { dispose: this.#entries.onDidChange(listener) };
	}

	get #listed(): readonly string[] {
		return this.#state.get<readonly string[]>(listKey, []);
	}

	async #list(ids: readonly string[]): Promise<void> {
		try {
			await this.#state.update(listKey, ids);
		} catch {
			// The machine's own list is the one that counts.
		}
	}
}

function pairsIn(ids: readonly string[]): readonly KeptPair[] {
	return [...new Set(ids)].flatMap((id) => readPair(id) ?? []).sort((a, b) => a.since - b.since);
}

function readPair(id: string): KeptPair | undefined {
	try {
		const { profile, accessKeyId, since, home, credentialsFile, host, machine } = JSON.parse(
			id,
		) as Partial<KeptPair>;
		const isWhole =
			[profile, accessKeyId, credentialsFile, host, machine].every((text) => typeof text === "string") &&
			typeof since === "number" &&
			(home === "config" || home === "credentials");
		return isWhole
			? ({ id, profile, accessKeyId, since, home, credentialsFile, host, machine } as KeptPair)
			: undefined;
	} catch {
		return undefined;
	}
}

function parse(text: string): StaticKeys | undefined {
	try {
		return readCredentials(JSON.parse(text));
	} catch {
		return undefined;
	}
}
