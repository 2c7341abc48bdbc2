import * as vscode from "vscode";

/**
 * Opens a web address as it is written. A `Uri` would be encoded once more on its way, and sign-in pages have
 * parameters that are not the same then; a text goes through, which the API's types do not say.
 */
export function openInBrowser(url: string): Thenable<boolean> {
	return vscode.env.openExternal(url as unknown as vscode.Uri);
}
