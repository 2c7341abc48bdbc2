import type { Stats } from "node:fs";
import { access, constants, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { EditableFile, FileChange } from "../../core/config/keyMove.ts";
import { type ErrorDetails, SessionsError } from "../../core/errors.ts";
import type { LoadedConfig } from "./configFiles.ts";
import { codeOf } from "./errorCode.ts";
import { privateMode, realFile, replaceWhole, writeNew } from "./replaceFile.ts";

/** The two files as they can be edited: one, when both are the same, be it through a link. */
export function editableFiles({ location, texts, realFiles }: LoadedConfig): EditableFile[] {
	if (location === undefined) {
		return [];
	}
	const textOf = (name: string): string | undefined => texts.find(({ file }) => file === name)?.text;
	const { configFile, credentialsFile } = location;
	return realFiles[0] === realFiles[1]
		? [{ file: credentialsFile, kinds: ["config", "credentials"], text: textOf(credentialsFile) }]
		: [
				{ file: configFile, kinds: ["config"], text: textOf(configFile) },
				{ file: credentialsFile, kinds: ["credentials"], text: textOf(credentialsFile) },
			];
}

/**
 * Puts a text in the place of a file's: whole or not at all, at the end of a symbolic link, under the file's own mode.
 * @param before what the file held when it was read; undefined: there was none, and it is made for its owner alone
 * @param isPrivate takes everybody else's access away
 * @throws SessionsError `ConfigUnwritable`, also when the file has changed since it was read; it is as it was then
 */
export async function replaceText(
	file: string,
	before: string | undefined,
	after: string,
	{ isPrivate = false } = {},
): Promise<void> {
	try {
		const real = await realFile(file);
		const found = await check(file, real, before);
		await mkdir(dirname(real), { recursive: true, mode: 0o700 });
		const mode = found === undefined || isPrivate ? privateMode : found.mode & 0o777;
		// Whoever writes there may have done so in the meantime.
		await replaceWhole(real, after, mode, { like: found, check: () => check(file, real, before) });
	} catch (error) {
		throw error instanceof SessionsError ? error : unwritable(file, `can't be written (${codeOf(error)})`);
	}
}

/**
 * Writes a copy of a text beside a file, for its owner alone: `credentials.2026-01-31.bak`, never over another.
 * @param now in ms since the epoch
 * @returns the copy's path
 * @throws SessionsError `ConfigUnwritable`
 */
export async function backUp(file: string, text: string, now: number): Promise<string> {
	const date = new Date(now);
	const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
		.map((part) => String(part).padStart(2, "0"))
		.join("-");
	for (let count = 1; ; count++) {
		const copy = `${file}.${day}${count === 1 ? "" : `-${count}`}.bak`;
		try {
			await writeNew(copy, text, privateMode);
			return copy;
		} catch (error) {
			if (codeOf(error) !== "EEXIST") {
				throw unwritable(copy, `can't be written (${codeOf(error)}), so nothing was changed`);
			}
		}
	}
}

/**
 * {@link replaceText} with a copy of what the file held beside it, which is left only if the text was replaced.
 * @param now in ms since the epoch; undefined: no copy is wanted
 * @returns the copy's path, when there was something to be kept
 * @throws SessionsError `ConfigUnwritable`
 */
export async function replaceWithBackup(
	{ file, before, after }: FileChange,
	now: number | undefined,
	options: { readonly isPrivate?: boolean } = {},
): Promise<string | undefined> {
	const isKept = now !== undefined && before !== undefined && before !== after;
	const backup = isKept ? await backUp(file, before, now) : undefined;
	try {
		await replaceText(file, before, after, options);
	} catch (error) {
		if (backup !== undefined) {
			// What could not be written is what is told.
			await deleteFile(backup).catch(() => undefined);
		}
		throw error;
	}
	return backup;
}

/** Deletes a file that may be gone already. @throws SessionsError `ConfigUnwritable` */
export async function deleteFile(file: string): Promise<void> {
	try {
		await rm(file, { force: true });
	} catch (error) {
		throw unwritable(file, `can't be deleted (${codeOf(error)})`);
	}
}

/** What is known of the file, when it may be replaced; undefined when there is none. */
async function check(file: string, real: string, before: string | undefined): Promise<Stats | undefined> {
	let bytes: Buffer;
	let found: Stats;
	try {
		found = await stat(real);
		bytes = await readFile(real);
	} catch (error) {
		if (codeOf(error) === "ENOENT" && before === undefined) {
			return undefined;
		}
		throw codeOf(error) === "ENOENT" ? changed(file) : error;
	}
	if (before === undefined || bytes.toString() !== before) {
		throw changed(file);
	}
	if (!bytes.equals(Buffer.from(before))) {
		throw unwritable(file, "is not valid UTF-8, so it is left as it is");
	}
	const isWritable = await access(real, constants.W_OK).then(
		() => true,
		() => false,
	);
	// A privileged user may write everything: whoever made it read-only meant it.
	if (!isWritable || (found.mode & 0o200) === 0) {
		throw unwritable(file, "is read-only. Make it writable, then try again");
	}
	if (found.nlink > 1) {
		throw unwritable(
			file,
			"has another name (a hard link), which would keep the old text. Remove one of them",
		);
	}
	return found;
}

function changed(file: string): SessionsError {
	return unwritable(file, "has changed in the meantime, so it is left as it is. Try again", {
		remedies: [{ kind: "retry" }],
	});
}

function unwritable(file: string, problem: string, details: ErrorDetails = {}): SessionsError {
	return new SessionsError("ConfigUnwritable", `${file} ${problem}`, details);
}
