import type * as vscode from "vscode";

/** VS Code's secret storage as one editor has it for all its windows, in memory. */
export class FakeSecretStorage
	implements Pick<vscode.SecretStorage, "get" | "store" | "delete" | "onDidChange">
{
	readonly texts = new Map<string, string>();
	/** What fails. */
	failing: "store" | "delete" | undefined;
	readonly #listeners = new Set<(event: vscode.SecretStorageChangeEvent) => unknown>();

	/** As what the product takes it for, with all that is in VS Code's interface. */
	get asStorage(): vscode.SecretStorage {
		return this as unknown as vscode.SecretStorage;
	}

	readonly onDidChange = (
		listener: (event: vscode.SecretStorageChangeEvent) => unknown,
	): vscode.Disposable => {
		this.#listeners.add(listener);
		return { dispose: () => this.#listeners.delete(listener) };
	};

	async get(key: string): Promise<string | undefined> {
		return this.texts.get(key);
	}

	async store(key: string, value: string): Promise<void> {
		this.#check("store");
		this.texts.set(key, value);
		this.#tell(key);
	}

	async delete(key: string): Promise<void> {
		this.#check("delete");
		this.texts.delete(key);
		this.#tell(key);
	}

	#check(operation: "store" | "delete"): void {
		if (this.failing === operation) {
			throw new Error("the keyring is locked");
		}
	}

	#tell(key: string): void {
		for (const listener of this.#listeners) {
			listener({ key });
		}
	}
}
