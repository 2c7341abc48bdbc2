import { join } from "node:path";
import * as vscode from "vscode";
import { systemClock } from "../../aws/systemClock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Session } from "../../core/session/session.ts";
import { EndedFiles } from "../../sessions/endedFiles.ts";
import { LeaseFiles } from "../../sessions/leaseFiles.ts";
import { LeftSessions } from "../../sessions/leftSessions.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import { marksOf, OpenWindows } from "../../sessions/openWindows.ts";
import { Renewal } from "../../sessions/renewal.ts";
import { SessionSharing } from "../../sessions/sharing.ts";
import type { App } from "../app.ts";
import { KnownEntries } from "../knownEntries.ts";
import { SecretEntries } from "../secretEntries.ts";
import { endsWithLastWindow, renewalSettings } from "../settings.ts";
import { tellOfEnd } from "./expiryNotice.ts";
import { isProductionNow } from "./production.ts";
import { SecretSessionStore } from "./sessionStore.ts";

const day = 24 * 3_600_000;

/**
 * The entries of one kind that this machine's windows share.
 * @param host what marks them as this machine's
 * @param keptFor how long (ms) one can be of use, unless whoever writes it says so: longer than MFA sessions live
 */
export function sharedEntries(
	context: vscode.ExtensionContext,
	kind: string,
	host: string,
	keptFor = 2 * day,
): SecretEntries {
	const { secrets, globalStorageUri } = context;
	return new SecretEntries(secrets, join(globalStorageUri.fsPath, kind), `${kind}:${host}:`, systemClock, {
		known: knownEntries(context, host),
		keptFor,
	});
}

function knownEntries({ secrets, globalState }: vscode.ExtensionContext, host: string): KnownEntries {
	return new KnownEntries(secrets, globalState, host, systemClock);
}

/**
 * Has this window's sessions and what is kept of this machine's be the same.
 * @param keysAgain gets a session's long-term keys from where they stand
 */
export function shareSessions(
	manager: SessionManager,
	context: vscode.ExtensionContext,
	host: string,
	log: Log,
	keysAgain: (session: Session) => Promise<Credentials | undefined>,
): SessionSharing {
	return new SessionSharing({
		manager,
		store: new SecretSessionStore(sharedEntries(context, "sessions", host, 30 * day)),
		ended: new EndedFiles(join(context.globalStorageUri.fsPath, "ended"), systemClock),
		keysAgain,
		host,
		clock: systemClock,
		log,
	});
}

/**
 * Keeps sessions beyond this window: shares them with others, takes over what lives, renews and tells ahead of the end.
 * @param isAskedFor whether a client of the endpoint works with a session
 * @param loaded called once what lives is known
 */
export function keepSessions(
	app: App,
	context: vscode.ExtensionContext,
	isAskedFor: (id: string) => boolean,
	loaded: () => void,
): vscode.Disposable {
	const { manager, sharing, clock, log, host, terminals } = app;
	const folder = context.globalStorageUri.fsPath;
	const windows = new OpenWindows(join(folder, "windows"), clock, marksOf(vscode.env.sessionId));
	const leases = new LeaseFiles(join(folder, "leases"), clock);
	const renewal = new Renewal({
		manager,
		clock,
		leases,
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
		knownEntries(context, host)
			.removeLeft()
			.catch((error: unknown) =>
				logError(log, "what other machines have left in the secret storage could not be removed", error),
			);
		loaded();
		renewal.check();
	};
	void begin();
	return vscode.Disposable.from(
		renewal,
		leases,
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
