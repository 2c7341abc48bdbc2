import { join } from "node:path";
import * as vscode from "vscode";
import { logError } from "../core/logError.ts";
import { LeaseFiles } from "../sessions/leaseFiles.ts";
import { OpenWindows } from "../sessions/openWindows.ts";
import { Renewal } from "../sessions/renewal.ts";
import { SessionSharing } from "../sessions/sharing.ts";
import type { App } from "./app.ts";
import { tellOfEnd } from "./expiryNotice.ts";
import { isProductionNow } from "./production.ts";
import { SecretEntries } from "./secretEntries.ts";
import { SecretSessionStore } from "./sessionStore.ts";
import { endsWithLastWindow, renewalSettings } from "./settings.ts";
import { thisHost } from "./thisHost.ts";

/** The entries of one kind that this machine's windows share. */
export function sharedEntries(
	{ secrets, globalStorageUri }: vscode.ExtensionContext,
	kind: string,
): SecretEntries {
	return new SecretEntries(secrets, join(globalStorageUri.fsPath, kind), `${kind}:${thisHost()}:`);
}

/**
 * Keeps sessions beyond this window: shares them with others, takes over what lives, renews and tells ahead of the end.
 * @param loaded called once what lives is known
 */
export function keepSessions(
	app: App,
	context: vscode.ExtensionContext,
	loaded: () => void,
): vscode.Disposable {
	const { manager, clock, log, terminals } = app;
	const folder = context.globalStorageUri.fsPath;
	const store = new SecretSessionStore(sharedEntries(context, "sessions"));
	const sharing = new SessionSharing({ manager, store, host: thisHost(), clock, log });
	const windows = new OpenWindows(join(folder, "windows"), clock);
	const renewal = new Renewal({
		manager,
		clock,
		leases: new LeaseFiles(join(folder, "leases"), clock),
		log,
		settings: renewalSettings,
		isInUse: (session) => session === manager.active || terminals.isHolding(session.id),
		isProduction: isProductionNow,
		tell: (session) => void tellOfEnd(session, app),
	});
	const begin = async (): Promise<void> => {
		try {
			const isFirst = await windows.open();
			await sharing.load();
			if (isFirst && endsWithLastWindow()) {
				await app.mfaSessions.removeAll();
				manager.endAll();
			}
		} catch (error) {
			logError(log, "kept sessions could not be taken over", error);
		}
		loaded();
		renewal.check();
	};
	void begin();
	return vscode.Disposable.from(
		renewal,
		sharing,
		{ dispose: () => windows.close() },
		terminals.onDidChange(() => renewal.check()),
		vscode.window.onDidChangeWindowState(({ focused }) => {
			if (focused) {
				renewal.check();
			}
		}),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration("awsSessions")) {
				renewal.check();
			}
		}),
	);
}
