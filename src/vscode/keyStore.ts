import type * as vscode from "vscode";
import { plainCredentials, readCredentials } from "../core/credentialsText.ts";
import type { StaticKeys } from "../core/profile.ts";
import type { StoredKeyPair } from "../core/sharedConfig.ts";
import type { KeepRequest, KeyKeeper } from "../credentials/moveKeys.ts";

const prefix = "keys:";
const listKey = "storedKeys";

/** A pair, and the machine whose files it is of. */
export interface KeptPair extends StoredKeyPair {
	readonly host: string;
}

/** Profiles' access keys in VS Code's secret storage, one entry per profile of a credentials file. */
export class KeyStore implements KeyKeeper {
	readonly #secrets: vscode.SecretStorage;
	/** Holds the names and the access key IDs, which are no secrets, so that they can be listed. */
	readonly #state: vscode.Memento;
	readonly #host: string;

	/** @param host what pairs of this machine are marked with */
	constructor(secrets: vscode.SecretStorage, state: vscode.Memento, host: string) {
		this.#secrets = secrets;
		this.#state = state;
		this.#host = host;
	}

	/** The pairs that count beside this machine's credentials file. */
	pairsOf(credentialsFile: string): readonly KeptPair[] {
		return this.all.filter((pair) => pair.host === this.#host && pair.credentialsFile === credentialsFile);
	}

	/** Every pair, also those of other machines and files. */
	get all(): readonly KeptPair[] {
		return this.#state.get<KeptPair[]>(listKey, []);
	}

	async get({ id }: StoredKeyPair): Promise<StaticKeys | undefined> {
		const text = await this.#secrets.get(prefix + id);
		return text === undefined ? undefined : parse(text);
	}

	async keep(request: KeepRequest, keys: StaticKeys): Promise<StoredKeyPair> {
		const { profile, home, credentialsFile, since } = request;
		const id = [this.#host, credentialsFile, profile].join(" ");
		const { accessKeyId } = keys;
		const pair = { id, profile, accessKeyId, since, home, credentialsFile, host: this.#host };
		await this.#secrets.store(prefix + id, JSON.stringify(plainCredentials(keys)));
		await this.#state.update(listKey, [...this.#allBut(id), pair]);
		return pair;
	}

	async remove({ id }: StoredKeyPair): Promise<void> {
		await this.#secrets.delete(prefix + id);
		await this.#state.update(listKey, this.#allBut(id));
	}

	/** Calls `listener` when a pair was kept or forgotten, in this window or in another. */
	onDidChange(listener: () => void): vscode.Disposable {
		return this.#secrets.onDidChange(({ key }) => {
			if (key.startsWith(prefix)) {
				listener();
			}
		});
	}

	#allBut(id: string): KeptPair[] {
		return this.all.filter((pair) => pair.id !== id);
	}
}

function parse(text: string): StaticKeys | undefined {
	try {
		return readCredentials(JSON.parse(text));
	} catch {
		return undefined;
	}
}
