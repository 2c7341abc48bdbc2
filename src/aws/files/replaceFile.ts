import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { chown, open, readlink, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { systemClock } from "../systemClock.ts";
import { codeOf } from "./errorCode.ts";
import { renamePatiently } from "./renamePatiently.ts";

/** Only its owner reads what holds keys or tokens. */
export const privateMode = 0o600;

export interface ReplaceOptions {
	/** Whose owner and group the file gets; absent: this process's. */
	readonly like?: Stats | undefined;
	/** Called when all is written, each time before the text is to take the other one's place. What it throws keeps that. */
	readonly check?: () => Promise<unknown>;
}

/** Where a file is through links, also through those that lead to nothing yet. */
export async function realFile(file: string): Promise<string> {
	try {
		return await realpath(file);
	} catch (error) {
		if (codeOf(error) !== "ENOENT") {
			throw error;
		}
		const target = await readlink(file).catch(() => undefined);
		return target === undefined ? file : realFile(resolve(dirname(file), target));
	}
}

/**
 * Puts a text in the place of a file's: whole or not at all. Throws whatever the system says.
 * @param real where the file is, through links: a link itself would be replaced
 */
export async function replaceWhole(
	real: string,
	text: string,
	mode: number,
	{ like, check = async () => undefined }: ReplaceOptions = {},
): Promise<void> {
	const temporary = join(dirname(real), `.${basename(real)}.${randomUUID()}.tmp`);
	try {
		await writeNew(temporary, text, mode, like);
		await renamePatiently(temporary, real, systemClock, undefined, async (from, to) => {
			// A program that has the file open, and is waited for, may be writing it.
			await check();
			await rename(from, to);
		});
	} finally {
		await rm(temporary, { force: true }).catch(() => undefined);
	}
	await syncFolder(dirname(real));
}

/** Writes a file that is not there yet, and is not half there afterwards. Throws whatever the system says. */
export async function writeNew(file: string, text: string, mode: number, like?: Stats): Promise<void> {
	const handle = await open(file, "wx", mode);
	try {
		const made = await handle.stat();
		if (like !== undefined && (made.uid !== like.uid || made.gid !== like.gid)) {
			await chown(file, like.uid, like.gid);
		}
		// The mode at creation is less what the process's mask forbids.
		await handle.chmod(mode);
		await handle.writeFile(text);
		await handle.sync();
	} catch (error) {
		await rm(file, { force: true });
		throw error;
	} finally {
		await handle.close();
	}
}

/** So that the new name is on disk too. Not every system can. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r").catch(() => undefined);
	try {
		await handle?.sync();
	} catch {
		// The text itself is safe in any case.
	} finally {
		await handle?.close();
	}
}
