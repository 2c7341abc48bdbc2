import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isPrivateFolder, isSafeParent } from "../../aws/files/privateFolder.ts";

/** Where a socket is to be: a path, or a pipe's name on Windows. */
export interface SocketPlace {
	readonly path: string;
	/** Takes what was made for it away, at once: nothing that takes time gets done while a window closes. */
	readonly remove: () => void;
}

/** Bytes: macOS has room for 104 with the end's mark, Linux for 108. */
const maxPath = 103;

/**
 * Makes a place for a socket that nobody but this person can come near: in a new folder of their own with a random
 * name, as the file system's permissions are all that guards it.
 * @param folders where to make it: the first one in which nobody else can tamper with it, and paths are short enough
 * @throws Error when there is none
 */
export async function makeSocketPlace(
	folders: readonly string[],
	platform: NodeJS.Platform,
): Promise<SocketPlace> {
	if (platform === "win32") {
		const name = randomBytes(16).toString("hex");
		return { path: `\\\\.\\pipe\\aws-sessions-${name}`, remove: () => undefined };
	}
	for (const folder of folders) {
		const parent = await realpath(folder).catch(() => folder);
		const length = Buffer.byteLength(join(parent, "aws-sessions-123456", socketName));
		if (length > maxPath || !(await isSafeParent(parent))) {
			continue;
		}
		const made = await mkdtemp(join(parent, "aws-sessions-"));
		const remove = (): void => rmSync(made, { recursive: true, force: true });
		if (await isPrivateFolder(made)) {
			return { path: join(made, socketName), remove };
		}
		remove();
	}
	throw new Error("There is no folder for a socket");
}

const socketName = "s";
