import * as vscode from "vscode";
import { SessionsError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";

/** A place as an editor's range. */
export function rangeOf({ line, column, length }: Place): vscode.Range {
	return new vscode.Range(line, column, line, column + length);
}

/**
 * Opens a file in an editor, at a place when one is given.
 * @throws SessionsError `ConfigUnreadable`
 */
export async function openFile(file: string, place?: Place): Promise<void> {
	try {
		const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
		await vscode.window.showTextDocument(document, place === undefined ? {} : { selection: rangeOf(place) });
	} catch (cause) {
		throw new SessionsError(
			"ConfigUnreadable",
			`${file} can't be opened in an editor. Is it a readable file?`,
			{
				cause,
			},
		);
	}
}
