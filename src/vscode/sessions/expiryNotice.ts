import * as vscode from "vscode";
import { countdown } from "../../core/session/countdown.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { linkOrigin } from "../views/markdown.ts";

/** Tells that a session ends soon, or has ended, and renews it at once when the person says so. */
export async function tellOfEnd(session: Session, { manager, clock }: App): Promise<void> {
	const { label, severity } = countdown(session, clock.now());
	const renew = "Renew";
	const chosen = await vscode.window.showWarningMessage(
		severity === "error"
			? `AWS session ${session.name} has expired`
			: `AWS session ${session.name} ends in ${label}`,
		renew,
	);
	// The message may have stood there for hours.
	if (chosen === renew && manager.get(session.id)?.accessKeyId === session.accessKeyId) {
		await vscode.commands.executeCommand("awsSessions.renewSession", { session: session.id }, linkOrigin);
	}
}
