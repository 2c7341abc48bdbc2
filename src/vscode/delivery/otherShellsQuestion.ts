import * as vscode from "vscode";
import { logError } from "../../core/logError.ts";
import { sessionId, sessionName } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { renewSession, startSession } from "../operations/startCommands.ts";
import type { WantedSession } from "./otherShellsWants.ts";

/** Asks the person for what another shell asks for: with a message that holds nobody up. */
export function askForOtherShells(app: App): vscode.Disposable {
	/** The profiles about which a message stands there still. */
	const open = new Set<string>();
	return {
		dispose: app.otherShells.onDidWant((wanted) => {
			const { name } = wanted.profile;
			if (!open.has(name)) {
				open.add(name);
				void ask(wanted, app).finally(() => open.delete(name));
			}
		}),
	};
}

async function ask({ request }: WantedSession, app: App): Promise<void> {
	const { manager, otherShells, log } = app;
	const id = sessionId(request);
	const hasExpired = manager.get(id) !== undefined;
	const button = hasExpired ? "Renew" : otherShells.startTitle(request);
	const chosen = await vscode.window.showWarningMessage(
		`Another shell asks for AWS session ${sessionName(request)}, which ${hasExpired ? "has expired" : "is not running"}`,
		button,
	);
	// The message may have stood there for hours.
	if (chosen !== button || manager.credentialsOf(id) !== undefined) {
		return;
	}
	try {
		if (manager.get(id) === undefined) {
			await startSession(request, { ...app, activates: false });
		} else {
			await renewSession(id, app);
		}
	} catch (error) {
		logError(log, "a session that another shell asks for could not be started", error);
		void showError(error, {
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => log.show(),
		});
	}
}
