import { join } from "node:path";
import type * as vscode from "vscode";
import { deliverActive } from "../../delivery/deliverActive.ts";
import { SessionAnswers } from "../../delivery/endpoint/sessionAnswers.ts";
import type { WindowEndpoint } from "../../delivery/endpoint/windowEndpoint.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import { isRunning } from "../../sessions/openWindows.ts";
import { TerminalNotes } from "../../sessions/terminalNotes.ts";
import type { App } from "../app.ts";
import { HandoverFiles } from "../debugging/handoverFiles.ts";
import { windowEndpoint } from "../delivery/endpoint.ts";
import { OtherShells } from "../delivery/otherShells.ts";
import { SessionVariables } from "../delivery/sessionVariables.ts";
import { WindowDelivery } from "../delivery/windowDelivery.ts";
import { tellOfRequest } from "../sessions/expiryNotice.ts";
import { isProductionNow } from "../sessions/production.ts";
import { renewalSettings } from "../settings.ts";
import { tellOfMovedEndpoint } from "../terminals/terminalNotices.ts";
import { Terminals } from "../terminals/terminals.ts";
import type { Foundation } from "./foundation.ts";

/** How the sessions get to what runs in the window, and outside of it. */
export interface Delivery {
	/** What the endpoint's clients are told. */
	readonly answers: SessionAnswers;
	readonly endpoint: WindowEndpoint;
	/** What everything that is started in the window gets. */
	readonly delivery: WindowDelivery;
	/** Has that be the active session's. */
	readonly following: ReturnType<typeof deliverActive>;
	readonly terminals: Terminals;
	/** What is started with a session of its own gets. */
	readonly variables: SessionVariables;
	/** What tasks and launches are handed in files. */
	readonly handoverFiles: HandoverFiles;
	/** Gives sessions to shells outside of VS Code. */
	readonly otherShells: OtherShells;
}

/** @param app asked for only once everything is there */
export function assembleDelivery(
	context: vscode.ExtensionContext,
	{ log, clock, environment, storage, host, leases, keyStore, config }: Foundation,
	manager: SessionManager,
	app: () => App,
): Delivery {
	const answers = new SessionAnswers({
		manager,
		clock,
		leases,
		log,
		isProduction: isProductionNow,
		mayRenew: (session) => renewalSettings().isOn && !isProductionNow(session),
		ask: (session) => tellOfRequest(session, app()),
	});
	const endpoint = windowEndpoint(context, host, answers, log, () => void tellOfMovedEndpoint(terminals));
	const delivery = new WindowDelivery(context.environmentVariableCollection, environment, endpoint, log);
	const terminals = new Terminals(
		() => delivery.delivered,
		new TerminalNotes(join(storage, "terminals"), isRunning),
		log,
		clock,
	);
	return {
		answers,
		endpoint,
		delivery,
		following: deliverActive(manager, delivery, (session) => !isProductionNow(session)),
		terminals,
		variables: new SessionVariables(manager, endpoint, environment),
		handoverFiles: new HandoverFiles(join(storage, "handover")),
		otherShells: new OtherShells({ storage, config, manager, keyStore, leases, environment, clock, log }),
	};
}
