import * as vscode from "vscode";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { App } from "../app.ts";
import { setWindowDelivery } from "../delivery/deliverySettings.ts";

const toldKey = "revivalNoticeTold";
const setting = "terminal.integrated.persistentSessionReviveProcess";

/**
 * Tells once that VS Code's desktop app may keep the environment of terminals on disk when it quits, and offers what
 * stops that. A remote host's terminals are not kept that way.
 */
export async function tellOfRevival(kind: DeliveryKind, { state }: App): Promise<void> {
	const configuration = vscode.workspace.getConfiguration();
	const isKept =
		kind === "environment" &&
		vscode.env.uiKind === vscode.UIKind.Desktop &&
		vscode.env.remoteName === undefined &&
		configuration.get<boolean>("terminal.integrated.enablePersistentSessions", true) &&
		configuration.get<string>(setting) !== "never";
	if (!isKept || state.get<boolean>(toldKey, false)) {
		return;
	}
	await state.update(toldKey, true);
	const useEndpoint = "Use Endpoint";
	const never = "Never Keep Terminals";
	const chosen = await vscode.window.showInformationMessage(
		"New terminals hold the session's keys. When VS Code quits with terminals open, it may keep their environment, keys included, in its storage on disk to restore them. With an endpoint, terminals fetch keys and hold none",
		useEndpoint,
		never,
	);
	if (chosen === useEndpoint) {
		await setWindowDelivery("endpoint");
	} else if (chosen === never) {
		await configuration.update(setting, "never", vscode.ConfigurationTarget.Global);
	}
}
