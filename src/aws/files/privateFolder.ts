import { lstat } from "node:fs/promises";
import { platform } from "node:process";

/**
 * Whether a folder is this person's alone: theirs, not a link, and nobody else may look into it. On Windows the folder
 * it is in decides.
 */
export async function isPrivateFolder(path: string): Promise<boolean> {
	try {
		const found = await lstat(path);
		return (
			found.isDirectory() &&
			(platform === "win32" || (found.uid === process.getuid?.() && (found.mode & 0o077) === 0))
		);
	} catch {
		return false;
	}
}

/** Whether a new folder in this one stays what it was made as: nobody else can put another in its place. */
export async function isSafeParent(path: string): Promise<boolean> {
	try {
		const found = await lstat(path);
		const isTrusted = found.uid === 0 || found.uid === process.getuid?.();
		const isSticky = (found.mode & 0o1000) !== 0;
		return found.isDirectory() && isTrusted && (isSticky || (found.mode & 0o022) === 0);
	} catch {
		return false;
	}
}
