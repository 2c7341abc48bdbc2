import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { SessionManager } from "../../sessions/manager.ts";

/** Keeps the keys by which package.json decides what is offered. */
export function keepContextKeys(manager: SessionManager, config: ConfigModel): vscode.Disposable {
	const set = (key: string, value: boolean): void => {
		void vscode.commands.executeCommand("setContext", `awsSessions.${key}`, value);
	};
	const subscriptions = [
		manager.onDidChange(() => set("hasSessions", manager.sessions.length > 0)),
		config.onDidChange(({ location }) => set("noHome", location === undefined)),
	];
	return {
		dispose: () => {
			for (const unsubscribe of subscriptions) {
				unsubscribe();
			}
		},
	};
}
