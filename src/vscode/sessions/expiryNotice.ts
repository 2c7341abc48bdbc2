import * as vscode from "vscode";
import { endNotice } from "../../core/session/endNotice.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { linkOrigin } from "../views/markdown.ts";

/** Tells that sessions end soon, or have ended, and renews them at once when the person says so. */
export async function tellOfEnd(sessions: readonly Session[], app: App): Promise<void> {
	await offerRenewal(sessions, endNotice(sessions, app.clock.now()), app);
}

/** Tells that a program has asked for a session that has expired, and renews it when the person says so. */
export async function tellOfRequest(session: Session, app: App): Promise<void> {
	await offerRenewal([session], `A program asks for AWS session ${session.name}, which has expired`, app);
}

async function offerRenewal(sessions: readonly Session[], message: string, { manager }: App): Promise<void> {
	const renew = sessions.length === 1 ? "Renew" : "Renew All";
	if ((await vscode.window.showWarningMessage(message, renew)) !== renew) {
		return;
	}
	for (const { id, accessKeyId } of sessions) {
		// The message may have stood there for hours, and a code for one may have renewed the others.
		if (manager.get(id)?.accessKeyId === accessKeyId) {
			const renewed = await vscode.commands.executeCommand(
				"awsSessions.renewSession",
				{ session: id },
				linkOrigin,
			);
			if (renewed === undefined) {
				// Called off, or failed, which was told.
				return;
			}
		}
	}
}
