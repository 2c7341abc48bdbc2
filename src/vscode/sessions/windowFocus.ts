import * as vscode from "vscode";

/** Calls `listener` when the person comes back to the window: from another one, or after a while of doing nothing. */
export function onDidReturn(listener: () => void): vscode.Disposable {
	let before = vscode.window.state;
	return vscode.window.onDidChangeWindowState((state) => {
		const hasReturned = state.focused && (!before.focused || (state.active && !before.active));
		before = state;
		if (hasReturned) {
			listener();
		}
	});
}
