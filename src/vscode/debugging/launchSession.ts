import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import { sessionNames } from "../../core/session/production.ts";
import { isLive, type Session, sessionId } from "../../core/session/session.ts";
import { type App, apart } from "../app.ts";
import { liveSessionOf } from "../operations/startCommands.ts";
import { isProductionNow } from "../sessions/production.ts";

/** Sessions that are being got ready, by their profiles: a compound's launches come all at once. */
const starting = new Map<string, Promise<Session>>();

/**
 * The live session of a launch's own profile, which never becomes the window's active one: started or renewed first
 * when it has to be. That of production is confirmed for each launch, as settings that come with a folder name it.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export function sessionOfLaunch(profile: string, app: App): Promise<Session> {
	const running = starting.get(profile) ?? getReady(profile, app).finally(() => starting.delete(profile));
	starting.set(profile, running);
	return running;
}

async function getReady(profile: string, app: App): Promise<Session> {
	const before = app.manager.get(sessionId({ kind: "profile", profile }));
	if (before !== undefined && isLive(before, app.clock.now()) && isProductionNow(before)) {
		await confirmProduction(before);
	}
	return liveSessionOf(profile, apart(app));
}

async function confirmProduction(session: Session): Promise<void> {
	const { role, account } = sessionNames(session);
	const action = "Start Debugging";
	const chosen = await vscode.window.showWarningMessage(
		`Debug as ${role ?? session.name}${account === undefined ? "" : ` in account ${account}`}? It is marked as production`,
		{ modal: true, detail: `The settings give the launch session ${session.name}.` },
		action,
	);
	if (chosen !== action) {
		throw new CancelledError();
	}
}
