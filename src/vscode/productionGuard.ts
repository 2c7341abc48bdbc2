import * as vscode from "vscode";
import { CancelledError } from "../core/errors.ts";
import { productionNames, shortened } from "../core/production.ts";
import type { Session, SessionRequest } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import type { App } from "./app.ts";
import { isMarkedProduction, productionSeconds } from "./production.ts";
import { openTerminalOf } from "./sessionTerminal.ts";

/**
 * Has the person confirm what is marked as production, by its account and role; anything else passes.
 * @returns the request, shortened where the settings say so
 * @throws CancelledError
 */
export async function confirmProduction(
	request: SessionRequest,
	config: SharedConfig,
): Promise<SessionRequest> {
	const names = productionNames(request, config);
	if (!isMarkedProduction(names)) {
		return request;
	}
	const { name, account, role } = names;
	// Root sessions have been confirmed, by account and task, whatever they are marked as.
	if (request.kind !== "root") {
		const start = "Start Session";
		const what = role === undefined ? `session ${name}` : role;
		const where = account === undefined ? "" : ` in account ${account}`;
		const chosen = await vscode.window.showWarningMessage(
			`Start ${what}${where}? It is marked as production`,
			{
				modal: true,
				detail: `${name === what ? "" : `${name}: `}its credentials go into terminals of its own only, and are never renewed unasked.`,
			},
			start,
		);
		if (chosen !== start) {
			throw new CancelledError();
		}
	}
	const limit = productionSeconds();
	return limit === undefined ? request : shortened(request, limit, config);
}

/** Says where a session of production is to be had, unless a terminal was opened with it. */
export function tellWhereItIs(session: Session, app: App): void {
	// A command that opens a terminal does so as soon as the session is there.
	app.clock.schedule(0, async () => {
		if (app.terminals.isHolding(session.id)) {
			return;
		}
		const open = "Open Terminal";
		const chosen = await vscode.window.showInformationMessage(
			`AWS session ${session.name} is marked as production: terminals get it only when they are opened with it`,
			open,
		);
		if (chosen === open && app.manager.credentialsOf(session.id) !== undefined) {
			app.manager.switchTo(session.id);
			openTerminalOf(session, app);
		}
	});
}
