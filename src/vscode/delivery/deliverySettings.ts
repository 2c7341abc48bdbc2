import * as vscode from "vscode";
import type { Session } from "../../core/session/session.ts";
import { type DeliveryKind, deliveryKinds } from "../../delivery/deliveryKind.ts";
import { isProductionNow } from "../sessions/production.ts";

/** How the window's new terminals and tasks get the active session. */
export function windowDeliveryKind(): DeliveryKind {
	return configured("delivery", "environment");
}

/** How a session gets into a terminal of its own, unless the person says otherwise for that terminal. */
export function deliveryKindOf(session: Session): DeliveryKind {
	return isProductionNow(session) ? configured("production.delivery", "endpoint") : windowDeliveryKind();
}

/** Sets how this window delivers: for its workspace where there is one that has a say already, else for all. */
export async function setWindowDelivery(kind: DeliveryKind): Promise<void> {
	const configuration = vscode.workspace.getConfiguration("awsSessions");
	const { workspaceFolderValue, workspaceValue } = configuration.inspect("delivery") ?? {};
	const target =
		workspaceFolderValue === undefined && workspaceValue === undefined
			? vscode.ConfigurationTarget.Global
			: vscode.ConfigurationTarget.Workspace;
	await configuration.update("delivery", kind, target);
}

function configured(name: string, otherwise: DeliveryKind): DeliveryKind {
	const value = vscode.workspace.getConfiguration("awsSessions").get<unknown>(name, otherwise);
	return deliveryKinds.find((kind) => kind === value) ?? otherwise;
}
