import { homedir } from "node:os";
import * as vscode from "vscode";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { documentOf } from "../language/editedConfig.ts";

/** Asks in a dialog before a file is changed. Resolves to the button chosen. @throws CancelledError */
export async function confirmEdit(
	message: string,
	lines: readonly string[],
	buttons: readonly string[],
): Promise<string> {
	const detail = lines.join("\n");
	const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons);
	if (chosen === undefined) {
		throw new CancelledError();
	}
	return chosen;
}

/**
 * Asks in a dialog before a file is changed, and whether a backup is made of it: that is the first button, which is
 * the primary one. Resolves to whether a backup is wanted.
 * @param action what the button says: `Add`
 * @param canBackUp whether there is a file to make one of
 * @throws CancelledError
 */
export async function confirmWithBackup(
	message: string,
	lines: readonly string[],
	action: string,
	canBackUp: boolean,
): Promise<boolean> {
	const withBackup = `${action} with Backup`;
	const buttons = canBackUp ? [withBackup, action] : [action];
	return (await confirmEdit(message, lines, buttons)) === withBackup;
}

/** @throws SessionsError `ConfigUnwritable` for a file that is being edited */
export function requireSaved(files: readonly string[]): void {
	const unsaved = files.find((file) => documentOf(file)?.isDirty === true);
	if (unsaved !== undefined) {
		throw new SessionsError(
			"ConfigUnwritable",
			`${unsaved} has unsaved changes in an editor. Save or revert them, then try again`,
			{
				remedies: [
					{ kind: "openFile", place: { file: unsaved, line: 0, column: 0, length: 0 } },
					{ kind: "retry" },
				],
			},
		);
	}
}

/** With `~` for the home folder. */
export function shortPath(file: string): string {
	const home = homedir();
	return file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
