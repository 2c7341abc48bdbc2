import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What entries in VS Code's own stores are marked with when they are of this machine's files and this person's. The
 * stores are the editor's, and one for all the machines that its windows are on; machines, and people on one, may
 * have the same name. So it is a random one in a folder that is theirs alone, the same for all windows there.
 * @param folder the extension's own on this machine
 */
export function thisHost(folder: string): string {
	const place = join(folder, "host");
	return read(place) ?? create(folder, place);
}

function read(place: string): string | undefined {
	try {
		const id = readFileSync(join(place, "id"), "utf8");
		return /^[\da-f-]{36}$/.test(id) ? id : undefined;
	} catch {
		return undefined;
	}
}

/** Of windows that come at once the first one's counts: a folder with something in it can't be put in its place. */
function create(folder: string, place: string): string {
	const id = randomUUID();
	const draft = join(folder, `${id}.draft`);
	try {
		mkdirSync(draft, { recursive: true, mode: 0o700 });
		writeFileSync(join(draft, "id"), id, { mode: 0o600 });
		try {
			renameSync(draft, place);
		} catch {
			if (read(place) === undefined) {
				// What is there can't be read, and never will.
				renameSync(join(draft, "id"), join(place, "id"));
			}
		}
		rmSync(draft, { recursive: true, force: true });
	} catch {
		// Nothing can be written here: this window has what it keeps for itself.
		return id;
	}
	return read(place) ?? id;
}
