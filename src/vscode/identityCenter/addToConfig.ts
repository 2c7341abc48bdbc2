import { replaceWithBackup } from "../../aws/files/configWrite.ts";
import type { FileChange } from "../../core/config/keyMove.ts";
import { addedLines } from "../../core/identityCenter/signInEdit.ts";
import { confirmWithBackup, requireSaved, shortPath } from "../profiles/fileEdit.ts";

/**
 * Adds to a file what the person sees line by line, with a backup of it if they want one.
 * @param what comes there: `profile 'dev'`
 * @param action what the button says: `Add`
 * @param now in ms since the epoch
 * @returns the backup's path
 * @throws SessionsError `ConfigUnwritable`; CancelledError
 */
export async function addToConfig(
	change: FileChange,
	what: string,
	action: string,
	now: number,
): Promise<string | undefined> {
	const { file, before, after } = change;
	requireSaved([file]);
	const withBackup = await confirmWithBackup(
		`Add ${what} to ${shortPath(file)}?`,
		[
			...addedLines(before ?? "", after),
			"",
			before === undefined
				? "The file is made for it."
				: "Everything else in the file stays as it is, comments too.",
		],
		action,
		before !== undefined,
	);
	return replaceWithBackup(change, withBackup ? now : undefined);
}
