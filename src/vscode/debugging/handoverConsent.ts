import * as vscode from "vscode";
import { identityLabel } from "../../core/places/arn.ts";
import type { Session } from "../../core/session/session.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { App } from "../app.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { isProductionNow } from "../sessions/production.ts";

/** The ids of the sessions whose tokens the person lets tasks and launches of this window have. */
const confirmed = new Set<string>();

/**
 * Has the person agree, once for a session, that tasks and launches get its token.
 * @throws CancelledError
 */
export async function confirmHandover(session: Session, { manager }: App): Promise<void> {
	// VS Code, filling in a variable, can't be told from another extension. That of production was confirmed for this call.
	if (confirmed.has(session.id) || isProductionNow(session)) {
		return;
	}
	await confirmAsked({
		message: `Let a task or launch use session ${session.name}?`,
		lines: [
			`It gets the credentials of ${identityLabel(session.identity)} in account ${session.identity.account} while this window is open.`,
			"You are asked once for this session.",
		],
		action: "Use Session",
	});
	confirmed.add(session.id);
	forgetOutdated(manager);
}

/** Forgets what was agreed to when the session ends, or is marked as production. */
export function watchHandoverConsents({ manager }: App): vscode.Disposable {
	const forget = (): void => forgetOutdated(manager);
	return vscode.Disposable.from(
		{ dispose: manager.onDidChange(forget) },
		vscode.workspace.onDidChangeConfiguration(forget),
	);
}

function forgetOutdated(manager: SessionManager): void {
	for (const id of confirmed) {
		const session = manager.get(id);
		if (session === undefined || isProductionNow(session)) {
			confirmed.delete(id);
		}
	}
}
