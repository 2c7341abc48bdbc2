import * as vscode from "vscode";
import { type AssumeRoleArguments, readAssumeRoleArguments } from "../core/arguments/commandArguments.ts";
import { type SessionSummary, summarize } from "../core/session/sessionSummary.ts";
import { type App, forCaller } from "./app.ts";
import { assumeRole } from "./operations/assumeRoleCommand.ts";

/** What other extensions get from `activate`. There are no secrets in it. */
export interface AwsSessionsApi {
	readonly apiVersion: 1;
	readonly sessions: readonly SessionSummary[];
	readonly activeSession: SessionSummary | undefined;
	readonly onDidChangeSessions: vscode.Event<void>;
	/**
	 * Assumes a role as the command does, and asks the person for what is missing.
	 * @throws an error with a `code`; also `CancelledError` when the person calls it off
	 */
	assumeRole(request: AssumeRoleArguments): Promise<SessionSummary>;
}

/** Makes the API of an app. */
export function createApi(app: App, subscriptions: vscode.Disposable[]): AwsSessionsApi {
	const changed = new vscode.EventEmitter<void>();
	subscriptions.push(changed, { dispose: app.manager.onDidChange(() => changed.fire()) });
	return Object.freeze({
		apiVersion: 1,
		get sessions() {
			return app.manager.sessions.map(summarize);
		},
		get activeSession() {
			const { active } = app.manager;
			return active === undefined ? undefined : summarize(active);
		},
		onDidChangeSessions: changed.event,
		assumeRole: async (request: AssumeRoleArguments) =>
			summarize(await assumeRole(readAssumeRoleArguments(request), forCaller(app))),
	});
}
