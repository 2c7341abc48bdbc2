import * as vscode from "vscode";

/** Calls `listener` when the person comes back to the window. */
export function onDidReturn(listener: () => void): vscode.Disposable {
	return vscode.window.onDidChangeWindowState(({ focused }) => {
		if (focused) {
			listener();
		}
	});
}
