import * as vscode from "vscode";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { chooseSession } from "./sessionCommands.ts";

const again = "Try Again";

/** Ends the session named, else the active one, else the one the person picks. Resolves when it is forgotten. */
export async function endSession(named: string | undefined, app: App): Promise<Session> {
	const session = app.manager.end((await chooseSession(named, "End session", app)).id);
	await forgotten([session], app);
	return session;
}

/** Ends every session and forgets what MFA codes have bought; says so when that could not be forgotten. */
export async function endEverything(app: App): Promise<readonly Session[]> {
	const { manager, mfaSessions, log } = app;
	// Starts are called off by this, too: none buys anything after the rest is forgotten.
	const ended = manager.endAll();
	try {
		await Promise.all([forgotten(ended, app), mfaSessions.removeAll()]);
	} catch (error) {
		logError(log, "MFA sessions could not be forgotten", error);
		void vscode.window
			.showWarningMessage(
				"All sessions have ended, but MFA sessions could not be forgotten: roles may start without a code",
				again,
			)
			.then((chosen) =>
				chosen === again ? vscode.commands.executeCommand("awsSessions.forgetMfaSessions") : undefined,
			);
	}
	return ended;
}

/** Resolves when nothing of sessions that have ended is kept any more, or the person is told that it may be. */
async function forgotten(ended: readonly Session[], app: App): Promise<void> {
	const { sharing } = app;
	await sharing.settled();
	const left = ended.filter(({ id }) => sharing.isUnforgotten(id));
	const [first] = left;
	if (first !== undefined) {
		const what = left.length === 1 ? `${first.name} has` : `${left.length} sessions have`;
		const whose = left.length === 1 ? "its" : "their";
		void tellOfLeft(
			`${what} ended, but VS Code's secret storage could not be reached and may still hold ${whose} keys`,
			left,
			app,
		);
	}
}

async function tellOfLeft(message: string, left: readonly Session[], app: App): Promise<void> {
	const chosen = await vscode.window.showWarningMessage(message.replaceAll("](", "] ("), again);
	if (chosen === again) {
		await app.sharing.forgetAgain();
		await forgotten(left, app);
	}
}
