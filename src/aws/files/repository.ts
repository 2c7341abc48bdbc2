import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The Git repository that a folder belongs to, where it is through links; undefined when there is none. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
	for (let current = await realpath(folder).catch(() => folder); ; current = dirname(current)) {
		// A file in place of the folder, in a worktree or a submodule.
		const isRoot = await lstat(join(current, ".git")).then(
			() => true,
			() => false,
		);
		if (isRoot) {
			return current;
		}
		if (dirname(current) === current) {
			return undefined;
		}
	}
}
