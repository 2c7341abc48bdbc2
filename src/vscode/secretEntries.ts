import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";

/**
 * Texts in VS Code's secret storage, each under an id. The storage can't list what it holds, so beside it a folder
 * has a file for each entry with its id and nothing else: files, because windows come and go at the same time and
 * would write over a common list.
 */
export class SecretEntries {
	readonly #secrets: vscode.SecretStorage;
	readonly #folder: string;
	readonly #prefix: string;

	/** @param folder where the files stand. @param prefix of the entries' keys in the storage */
	constructor(secrets: vscode.SecretStorage, folder: string, prefix: string) {
		this.#secrets = secrets;
		this.#folder = folder;
		this.#prefix = prefix;
	}

	async ids(): Promise<readonly string[]> {
		let names: string[];
		try {
			names = await readdir(this.#folder);
		} catch (error) {
			if (isMissing(error)) {
				return [];
			}
			throw error;
		}
		const texts = await Promise.all(names.map((name) => readIfThere(join(this.#folder, name))));
		return texts.filter((text) => text !== undefined);
	}

	async read(id: string): Promise<string | undefined> {
		const text = await this.#secrets.get(this.#prefix + id);
		if (text === undefined) {
			await this.#forgetFile(id);
		}
		return text;
	}

	async write(id: string, text: string): Promise<void> {
		await this.#secrets.store(this.#prefix + id, text);
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		await writeFile(this.#fileOf(id), id, { mode: 0o600 });
	}

	async remove(id: string): Promise<void> {
		await this.#secrets.delete(this.#prefix + id);
		await this.#forgetFile(id);
	}

	/** Calls `listener` with the id of an entry that was written or removed, in this window or in another. */
	onDidChange(listener: (id: string) => void): () => void {
		const subscription = this.#secrets.onDidChange(({ key }) => {
			if (key.startsWith(this.#prefix)) {
				listener(key.slice(this.#prefix.length));
			}
		});
		return () => subscription.dispose();
	}

	/** Ids hold characters, and are longer, than file systems take. */
	#fileOf(id: string): string {
		return join(this.#folder, createHash("sha256").update(id).digest("hex"));
	}

	#forgetFile(id: string): Promise<void> {
		return rm(this.#fileOf(id), { force: true });
	}
}

async function readIfThere(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (isMissing(error)) {
			return undefined;
		}
		throw error;
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}
