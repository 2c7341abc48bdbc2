import { renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes a file one that can be read and not replaced, by any user: it is at the end of a link, and a name beside it
 * would be too long.
 * @returns what makes it a plain file again
 */
export function makeUnwritable(file: string): () => void {
	const real = join(dirname(file), `${"long".repeat(57)}.json`);
	renameSync(file, real);
	symlinkSync(real, file);
	return () => {
		rmSync(file);
		renameSync(real, file);
	};
}
