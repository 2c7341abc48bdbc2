import * as vscode from "vscode";

const section = "awsSessions";

/** Whether the status bar shows "AWS: no session" while there is none. */
export function showsStatusWithoutSession(): boolean {
	return vscode.workspace.getConfiguration(section).get<boolean>("statusBar.showWithoutSession", true);
}

/** Calls `listener` when a setting of this extension changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((event) => {
		if (event.affectsConfiguration(section)) {
			listener();
		}
	});
}
