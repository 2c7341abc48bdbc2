import * as vscode from "vscode";

/** The path of a file that comes with the extension. */
export function extensionFile(...path: string[]): string {
	const extension = vscode.extensions.getExtension("aws-sessions.aws-sessions");
	if (extension === undefined) {
		throw new Error("The extension does not know itself");
	}
	return vscode.Uri.joinPath(extension.extensionUri, ...path).fsPath;
}
