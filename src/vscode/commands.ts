import * as vscode from "vscode";
import { readAssumeRoleArguments, readTargetArguments } from "../core/commandArguments.ts";
import { CancelledError, SessionsError } from "../core/errors.ts";
import { logError } from "../core/logError.ts";
import type { Place } from "../core/place.ts";
import { type SessionSummary, summarize } from "../core/sessionSummary.ts";
import type { App } from "./app.ts";
import { showError } from "./errorMessage.ts";
import { showExplanation } from "./explainView.ts";
import { copyRoleArn, openConfigFile } from "./fileCommands.ts";
import { linkOrigin } from "./markdown.ts";
import { openFile } from "./openFile.ts";
import { AmbientElement, ProfileElement } from "./profilesView.ts";
import { chooseSession, openTerminal, showCallerIdentity, switchSession } from "./sessionCommands.ts";
import { SessionElement } from "./sessionsView.ts";
import { assumeRole, renewSession, startAnySession } from "./startCommands.ts";
import { removeTotpSecret, storeTotpSecret } from "./totpCommands.ts";

/** What a command does with its argument. What it resolves to has no secrets in it. */
type Handler = (argument: unknown, app: App) => Promise<unknown>;

const commands: Readonly<Record<string, Handler>> = {
	"awsSessions.assumeRole": async (argument, app) =>
		summarize(await assumeRole(readAssumeRoleArguments(argument), app)),
	"awsSessions.startSession": async (argument, app) =>
		summarize(await startAnySession(readTargetArguments(argument), app)),
	"awsSessions.switchSession": async (argument, app) =>
		summarize(await switchSession(readTargetArguments(argument).session, app)),
	"awsSessions.renewSession": async (argument, app) => {
		const { session } = readTargetArguments(argument);
		return summarize(await renewSession((await chooseSession(session, "Renew session", app)).id, app));
	},
	"awsSessions.endSession": async (argument, app): Promise<SessionSummary> => {
		const { session } = readTargetArguments(argument);
		return summarize(app.manager.end((await chooseSession(session, "End session", app)).id));
	},
	"awsSessions.endAllSessions": async (_, app) => app.manager.endAll().map(summarize),
	"awsSessions.openTerminal": async (argument, app) =>
		summarize(await openTerminal(readTargetArguments(argument), app)),
	"awsSessions.getCallerIdentity": (argument, app) =>
		showCallerIdentity(readTargetArguments(argument).session, app),
	"awsSessions.refreshProfiles": async (_, app) => {
		await app.config.reload();
	},
	"awsSessions.openConfigFile": (argument, app) => openConfigFile(readTargetArguments(argument).profile, app),
	"awsSessions.explainProfile": (argument, app) =>
		showExplanation(readTargetArguments(argument).profile, app),
	"awsSessions.storeTotpSecret": (_, app) => storeTotpSecret(app),
	"awsSessions.removeTotpSecret": (_, app) => removeTotpSecret(app),
	"awsSessions.copyRoleArn": (argument, app) => copyRoleArn(readTargetArguments(argument).profile ?? "", app),
	"awsSessions.openProblem": async (argument) => {
		const place = readPlace(argument);
		await openFile(place.file, place);
	},
	"awsSessions.showLog": async (_, app) => app.log.show(),
};

/** Registers every command. */
export function registerCommands(app: App): vscode.Disposable {
	return vscode.Disposable.from(
		...Object.entries(commands).map(([id, handler]) =>
			vscode.commands.registerCommand(id, (argument: unknown, origin: unknown) =>
				run(id, handler, argument, origin, app),
			),
		),
	);
}

/**
 * Runs a command. Cancelling resolves to undefined, silently. A person is told of an error with a message and
 * its buttons; a caller that handed over an argument object gets the coded error itself.
 */
async function run(
	id: string,
	handler: Handler,
	argument: unknown,
	origin: unknown,
	app: App,
): Promise<unknown> {
	const target = elementTarget(argument);
	const isElement = target !== argument;
	try {
		return await handler(target, app);
	} catch (error) {
		if (error instanceof CancelledError) {
			return undefined;
		}
		logError(app.log, `${id} failed`, error);
		if (argument !== undefined && !isElement && origin !== linkOrigin) {
			throw error;
		}
		void showError(error, {
			retry: () => void run(id, handler, argument, origin, app),
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => app.log.show(),
		});
		return undefined;
	}
}

function readPlace(argument: unknown): Place {
	const { file, line, column, length } = (argument ?? {}) as Partial<Record<keyof Place, unknown>>;
	if (typeof file !== "string" || ![line, column, length].every((part) => Number.isInteger(part))) {
		throw new SessionsError("InvalidArgument", "Invalid argument: a place is { file, line, column, length }");
	}
	return { file, line: Number(line), column: Number(column), length: Number(length) };
}

/** The argument that a tree's row stands for; any other argument as it is. */
function elementTarget(argument: unknown): unknown {
	if (argument instanceof ProfileElement) {
		return { profile: argument.profile };
	}
	if (argument instanceof SessionElement) {
		return { session: argument.session };
	}
	return argument instanceof AmbientElement ? { credentialSource: argument.source } : argument;
}
