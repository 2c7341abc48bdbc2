import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { codeOf } from "../aws/files/errorCode.ts";
import type { Clock } from "../core/clock.ts";
import type { KnownEntries } from "./knownEntries.ts";

/** How old (ms) a file is whose entry is not merely about to be written. */
const oldAge = 3_600_000;

/** Where entries are noted beside the files, for when the files are gone with their machine. */
export interface EntryNotes {
	readonly known: KnownEntries;
	/** How long (ms) an entry can be of use, when whoever writes it does not say. */
	readonly keptFor: number;
}

/** What the name of a file ends in whose entry is being removed. */
const going = ".going";

/**
 * Texts in VS Code's secret storage, each under an id. The storage can't list what it holds, so beside it a folder
 * has a file for each entry with its id and nothing else: files, because windows come and go at the same time and
 * would write over a common list. The file comes before the entry and goes after it, so that no entry is ever lost
 * from sight.
 */
export class SecretEntries {
	readonly #secrets: vscode.SecretStorage;
	readonly #folder: string;
	readonly #prefix: string;
	readonly #clock: Clock;
	readonly #notes: EntryNotes | undefined;

	/**
	 * @param folder where the files stand. @param prefix of the entries' keys in the storage
	 * @param notes absent: whoever writes entries notes them
	 */
	constructor(
		secrets: vscode.SecretStorage,
		folder: string,
		prefix: string,
		clock: Clock,
		notes?: EntryNotes,
	) {
		this.#secrets = secrets;
		this.#folder = folder;
		this.#prefix = prefix;
		this.#clock = clock;
		this.#notes = notes;
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
		await Promise.all(names.filter((name) => name.endsWith(going)).map((name) => this.#finish(name)));
		const listed = names.filter((name) => !name.endsWith(going));
		const texts = await Promise.all(listed.map((name) => readIfThere(join(this.#folder, name))));
		// An empty one is being written.
		const ids = texts.filter((text) => text !== undefined).filter((text) => text !== "");
		for (const id of ids) {
			// Windows that note something at the same time may lose each other's.
			if (this.#notes?.known.has(this.#prefix + id) === false) {
				await this.#note(id);
			}
		}
		return ids;
	}

	async read(id: string): Promise<string | undefined> {
		const text = await this.#secrets.get(this.#prefix + id);
		const file = this.#fileOf(id);
		if (text === undefined && (await this.#isOld(file))) {
			await rm(file, { force: true });
		}
		return text;
	}

	/** @param until when (ms since the epoch) it is of no more use */
	async write(id: string, text: string, until?: number): Promise<void> {
		await this.#note(id, until);
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		await writeFile(this.#fileOf(id), id, { mode: 0o600 });
		await this.#secrets.store(this.#prefix + id, text);
	}

	async remove(id: string): Promise<void> {
		const file = this.#fileOf(id);
		// Whoever hears of the removal and asks for the ids must not get this one.
		await renameIfThere(file, file + going);
		try {
			await this.#secrets.delete(this.#prefix + id);
		} catch (error) {
			await renameIfThere(file + going, file);
			throw error;
		}
		await rm(file + going, { force: true });
		await this.#notes?.known.forget(this.#prefix + id);
	}

	/** Removes the entries that are of no more use. */
	async removeSpent(isSpent: (text: string) => boolean): Promise<void> {
		for (const id of await this.ids()) {
			const text = await this.read(id);
			if (text !== undefined && isSpent(text)) {
				await this.remove(id);
			}
		}
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

	async #note(id: string, until?: number): Promise<void> {
		const { known, keptFor = 0 } = this.#notes ?? {};
		await known?.note(this.#prefix + id, until ?? this.#clock.now() + keptFor);
	}

	/** Ids hold characters, and are longer, than file systems take. */
	#fileOf(id: string): string {
		return join(this.#folder, createHash("sha256").update(id).digest("hex"));
	}

	/** Whether the file has long been there; another window may have just written a younger one. */
	async #isOld(file: string): Promise<boolean> {
		try {
			return (await stat(file)).mtimeMs + oldAge < this.#clock.now();
		} catch (error) {
			if (isMissing(error)) {
				return false;
			}
			throw error;
		}
	}

	/** Ends a removal that a window has not come to the end of. */
	async #finish(name: string): Promise<void> {
		const file = join(this.#folder, name);
		if (await this.#isOld(file)) {
			const id = await readIfThere(file);
			if (id !== undefined && this.#fileOf(id) + going === file) {
				await this.#secrets.delete(this.#prefix + id);
				await this.#notes?.known.forget(this.#prefix + id);
			}
			await rm(file, { force: true });
		}
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

async function renameIfThere(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if (!isMissing(error)) {
			throw error;
		}
	}
}

function isMissing(error: unknown): boolean {
	return codeOf(error) === "ENOENT";
}
