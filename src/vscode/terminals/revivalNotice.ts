import * as vscode from "vscode";

const toldKey = "revivalNoticeTold";
const setting = "terminal.integrated.persistentSessionReviveProcess";

/**
 * Tells once that VS Code's desktop app may keep the environment of terminals on disk when it quits, and
 * offers the setting that stops it. A remote host's terminals are not kept that way.
 */
export async function tellOfRevival(state: vscode.Memento): Promise<void> {
	const configuration = vscode.workspace.getConfiguration();
	const isKept =
		vscode.env.uiKind === vscode.UIKind.Desktop &&
		vscode.env.remoteName === undefined &&
		configuration.get<boolean>("terminal.integrated.enablePersistentSessions", true) &&
		configuration.get<string>(setting) !== "never";
	if (!isKept || state.get<boolean>(toldKey, false)) {
		return;
	}
	await state.update(toldKey, true);
	const never = "Never Keep Terminals";
	const chosen = await vscode.window.showInformationMessage(
		"New terminals hold the session's keys. When VS Code quits with terminals open, it may keep their environment, keys included, in its storage on disk to restore them",
		never,
	);
	if (chosen === never) {
		await configuration.update(setting, "never", vscode.ConfigurationTarget.Global);
	}
}
