import * as vscode from "vscode";

export function activate(context: vscode.ExtensionContext): void {
	const item = vscode.window.createStatusBarItem("awsSessions.status", vscode.StatusBarAlignment.Left);
	item.name = "AWS Sessions";
	item.text = "$(key) AWS: no session";
	item.show();
	context.subscriptions.push(item);
}
