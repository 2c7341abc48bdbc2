import * as vscode from "vscode";
import { countdown } from "../../core/session/countdown.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { linkOrigin } from "../views/markdown.ts";

/** Tells that a session ends soon, or has ended, and renews it at once when the person says so. */
export async function tellOfEnd(session: Session, app: App): Promise<void> {
	const { label, severity } = countdown(session, app.clock.now());
	await offerRenewal(
		session,
		severity === "error"
			? `AWS session ${session.name} has expired`
			: `AWS session ${session.name} ends in ${label}`,
		app,
	);
}

/** Tells that a program has asked for a session that has expired, and renews it when the person says so. */
export async function tellOfRequest(session: Session, app: App): Promise<void> {
	await offerRenewal(session, `A program asks for AWS session ${session.name}, which has expired`, app);
}

async function offerRenewal(session: Session, message: string, { manager }: App): Promise<void> {
	const renew = "Renew";
	const chosen = await vscode.window.showWarningMessage(message, renew);
	// The message may have stood there for hours.
	if (chosen === renew && manager.get(session.id)?.accessKeyId === session.accessKeyId) {
		await vscode.commands.executeCommand("awsSessions.renewSession", { session: session.id }, linkOrigin);
	}
}
