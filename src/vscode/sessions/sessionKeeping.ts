import { join } from "node:path";
import * as vscode from "vscode";
import { systemClock } from "../../aws/systemClock.ts";
import { logError } from "../../core/logError.ts";
import { LeaseFiles } from "../../sessions/leaseFiles.ts";
import { LeftSessions } from "../../sessions/leftSessions.ts";
import { marksOf, OpenWindows } from "../../sessions/openWindows.ts";
import { Renewal } from "../../sessions/renewal.ts";
import { SessionSharing } from "../../sessions/sharing.ts";
import type { App } from "../app.ts";
import { SecretEntries } from "../secretEntries.ts";
import { endsWithLastWindow, renewalSettings } from "../settings.ts";
import { tellOfEnd } from "./expiryNotice.ts";
import { isProductionNow } from "./production.ts";
import { SecretSessionStore } from "./sessionStore.ts";

/** The entries of one kind that this machine's windows share. `host`: what marks them as this machine's. */
export function sharedEntries(
	{ secrets, globalStorageUri }: vscode.ExtensionContext,
	kind: string,
	host: string,
): SecretEntries {
	return new SecretEntries(secrets, join(globalStorageUri.fsPath, kind), `${kind}:${host}:`, systemClock);
}

/**
 * Keeps sessions beyond this window: shares them with others, takes over what lives, renews and tells ahead of the end.
 * @param host what this machine's sessions are marked with
 * @param isAskedFor whether a client of the endpoint works with a session
 * @param loaded called once what lives is known
 */
export function keepSessions(
	app: App,
	context: vscode.ExtensionContext,
	host: string,
	isAskedFor: (id: string) => boolean,
	loaded: () => void,
): vscode.Disposable {
	const { manager, clock, log, terminals } = app;
	const folder = context.globalStorageUri.fsPath;
	const store = new SecretSessionStore(sharedEntries(context, "sessions", host));
	const sharing = new SessionSharing({ manager, store, host, clock, log });
	const windows = new OpenWindows(join(folder, "windows"), clock, marksOf(vscode.env.sessionId));
	const renewal = new Renewal({
		manager,
		clock,
		leases: new LeaseFiles(join(folder, "leases"), clock),
		log,
		settings: renewalSettings,
		isInUse: (session) =>
			session === manager.active || terminals.isHolding(session.id) || isAskedFor(session.id),
		isProduction: isProductionNow,
		tell: (sessions) => void tellOfEnd(sessions, app),
	});
	const begin = async (): Promise<void> => {
		const left = new LeftSessions(manager);
		let endsAll = false;
		try {
			endsAll = (await windows.open()) && endsWithLastWindow();
			await sharing.load();
			if (endsAll) {
				left.end();
			}
		} catch (error) {
			logError(log, "kept sessions could not be taken over", error);
		}
		left.dispose();
		const { mfaSessions } = app;
		(endsAll ? mfaSessions.removeAll() : mfaSessions.removeExpired()).catch((error: unknown) =>
			logError(log, "MFA sessions could not be forgotten", error),
		);
		loaded();
		renewal.check();
	};
	void begin();
	return vscode.Disposable.from(
		renewal,
		sharing,
		{ dispose: () => windows.close() },
		terminals.onDidChange(() => renewal.check()),
		{ dispose: app.mfaSessions.onDidChange(() => renewal.personCame()) },
		{
			dispose: app.signInStates.onDidChange((changes) => {
				if (changes.some(({ state }) => state.kind === "signedIn")) {
					renewal.personCame();
				}
			}),
		},
		vscode.window.onDidChangeWindowState(({ focused }) => {
			windows.seen();
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
