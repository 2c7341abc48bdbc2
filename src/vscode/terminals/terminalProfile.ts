import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import type { App } from "../app.ts";
import { terminalSession } from "../sessions/sessionCommands.ts";
import { sessionTerminal } from "./sessionTerminal.ts";

/** "AWS Session" in the drop-down of new terminals: one with a session of its own, which is picked or started first. */
export function registerTerminalProfile(app: App): vscode.Disposable {
	return vscode.window.registerTerminalProfileProvider("awsSessions.terminal", {
		provideTerminalProfile: async () => {
			try {
				const session = await terminalSession({}, app);
				const { options, kind } = await sessionTerminal(session, app);
				app.terminals.expect(options, session, kind);
				return new vscode.TerminalProfile(options);
			} catch (error) {
				// VS Code shows the message of whatever is thrown, and complains of nothing being returned.
				throw error instanceof CancelledError ? new Error("No session was picked") : error;
			}
		},
	});
}
