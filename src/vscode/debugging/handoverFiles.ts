import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { replaceWhole } from "../../aws/files/replaceFile.ts";
import { isRunning } from "../../sessions/openWindows.ts";

/**
 * Files of this window's with tokens of its endpoint in them: for what can be told of a token by its command line
 * alone, where it must not stand. They are this person's to read, and go with the window, as the tokens do. They go
 * at a reload too, which the tokens outlive: it ends debugging, and a task's launcher has read its file by then.
 */
export class HandoverFiles implements vscode.Disposable {
	readonly #parent: string;
	readonly #folder: string;
	/** The paths, by what is in the files. */
	readonly #written = new Map<string, Promise<string>>();
	#made: Promise<void> | undefined;

	/** @param parent a folder that the windows of this machine share */
	constructor(parent: string) {
		this.#parent = parent;
		this.#folder = join(parent, `${process.pid}-${randomUUID()}`);
	}

	/** The path of a file with a token. */
	ofToken(token: string): Promise<string> {
		return this.#write(token, "", 0o600);
	}

	/** The path of a file that can be run. */
	ofProgram(text: string, extension: string): Promise<string> {
		return this.#write(text, extension, 0o700);
	}

	/** At once, as nothing that takes time gets done while a window closes. */
	dispose(): void {
		this.#written.clear();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#write(text: string, extension: string, mode: number): Promise<string> {
		const written = this.#written.get(text) ?? this.#writeNew(text, extension, mode);
		this.#written.set(text, written);
		written.catch(() => this.#written.delete(text));
		return written;
	}

	async #writeNew(text: string, extension: string, mode: number): Promise<string> {
		this.#made ??= this.#make();
		await this.#made;
		const path = join(this.#folder, `${randomUUID()}${extension}`);
		// Nobody reads, or runs, a part of it.
		await replaceWhole(path, text, mode);
		return path;
	}

	async #make(): Promise<void> {
		await mkdir(this.#parent, { recursive: true, mode: 0o700 });
		await mkdir(this.#folder, { mode: 0o700 });
		await this.#removeLeft();
	}

	/** What windows have left that did not close in order. */
	async #removeLeft(): Promise<void> {
		const folders = await readdir(this.#parent);
		const left = folders.filter((name) => {
			const pid = Number(/^(\d+)-/.exec(name)?.[1]);
			return Number.isSafeInteger(pid) && pid > 0 && !isRunning(pid);
		});
		await Promise.all(left.map((name) => rm(join(this.#parent, name), { recursive: true, force: true })));
	}
}
