import * as vscode from "vscode";
import {
	readAssumeRoleArguments,
	readRegionArguments,
	readTargetArguments,
	readTerminalArguments,
} from "../core/arguments/commandArguments.ts";
import { readConsoleArguments, readExportArguments } from "../core/arguments/handoverArguments.ts";
import { readSamlArguments, readWebIdentityArguments } from "../core/arguments/identityArguments.ts";
import { readLaunchArguments } from "../core/arguments/launchArguments.ts";
import {
	readAccessKeyArguments,
	readDecodeArguments,
	readWebIdentityTokenArguments,
} from "../core/arguments/operationArguments.ts";
import { readSignInArguments } from "../core/arguments/signInArguments.ts";
import {
	readFederationTokenArguments,
	readRootArguments,
	readSessionTokenArguments,
} from "../core/arguments/startArguments.ts";
import { CancelledError, SessionsError } from "../core/errors.ts";
import { logError } from "../core/logError.ts";
import type { Place } from "../core/place.ts";
import type { RememberedRole } from "../core/profiles/rememberedRoles.ts";
import { type SessionSummary, summarize } from "../core/session/sessionSummary.ts";
import { type App, forCaller } from "./app.ts";
import { endpointToken, endpointUri, giveUp, sessionLauncher } from "./debugging/handoverCommands.ts";
import { showError } from "./errorMessage.ts";
import { type FormChange, formAgain, leadsBackToForm, retryChange } from "./forms/formRetry.ts";
import { againWithOther } from "./forms/otherCaller.ts";
import { addSignIn } from "./identityCenter/addSignIn.ts";
import { awsLogin } from "./identityCenter/awsLogin.ts";
import {
	assumeSsoRole,
	copyAccountId,
	copyRoleName,
	readSsoRole,
	refreshRoles,
	refreshRolesOf,
	retryRoles,
	roleOfSession,
} from "./identityCenter/rolesCommands.ts";
import { identityCenterTarget } from "./identityCenter/rolesElements.ts";
import { saveAsProfile } from "./identityCenter/saveProfile.ts";
import { signInByCommand } from "./identityCenter/signInCommand.ts";
import { signOutByCommand } from "./identityCenter/signOutCommand.ts";
import { removeTotpSecret, storeTotpSecret } from "./mfa/totpCommands.ts";
import { lookUpAccessKey } from "./operations/accessKeyCommand.ts";
import { assumeRole } from "./operations/assumeRoleCommand.ts";
import { assumeRoot } from "./operations/assumeRootCommand.ts";
import { showCallerIdentity } from "./operations/callerIdentityCommand.ts";
import { openConsole } from "./operations/consoleCommand.ts";
import { decodeAuthorizationMessage } from "./operations/decodeCommand.ts";
import { exportSession } from "./operations/exportCommand.ts";
import { getFederationToken } from "./operations/federationTokenCommand.ts";
import { assumeRoleWithSaml } from "./operations/samlCommand.ts";
import { cancelSamlWait, showSamlWait } from "./operations/samlWait.ts";
import { getSessionToken } from "./operations/sessionTokenCommand.ts";
import { renewSession, startAnySession } from "./operations/startCommands.ts";
import { assumeRoleWithWebIdentity } from "./operations/webIdentityCommand.ts";
import { getWebIdentityToken } from "./operations/webIdentityTokenCommand.ts";
import { copyRoleArn, openConfigFile } from "./profiles/fileCommands.ts";
import { deleteStoredKeys, moveKeysToFile, moveKeysToSecretStorage } from "./profiles/keyCommands.ts";
import { openFile } from "./profiles/openFile.ts";
import { stopUsingInOtherShells, useInOtherShells } from "./profiles/otherShells.ts";
import { copyRememberedArn, forgetRole, renameRole, requireRole } from "./profiles/roleCommands.ts";
import { switchRegion } from "./sessions/regionCommand.ts";
import { chooseSession, endEverything, openTerminal, switchSession } from "./sessions/sessionCommands.ts";
import { readTerminal, terminalTarget, whatAwsSees } from "./terminals/terminalIdentity.ts";
import { showExplanation } from "./views/explainView.ts";
import { showHistory } from "./views/historyPage.ts";
import { linkOrigin } from "./views/markdown.ts";
import { AmbientElement, ProfileElement, RememberedRoleElement } from "./views/profileElements.ts";
import { SessionElement } from "./views/sessionsView.ts";

/**
 * What a command does with its argument; `asks`: a person chose it in the palette or a menu, and wants to see what can
 * be set; `isLink`: they clicked a link. What it resolves to has no secrets in it.
 */
type Handler = (argument: unknown, app: App, asks: boolean, isLink: boolean) => Promise<unknown>;

const commands: Readonly<Record<string, Handler>> = {
	"awsSessions.assumeRole": async (argument, app) => {
		const ssoRole = readSsoRole(argument, app);
		return summarize(
			ssoRole === undefined
				? await assumeRole(readAssumeRoleArguments(argument), app)
				: await assumeSsoRole(ssoRole, app),
		);
	},
	"awsSessions.assumeRoleWithOptions": async (argument, app) =>
		summarize(await assumeRole(readAssumeRoleArguments(argument), app, true)),
	"awsSessions.renameRole": (argument, app) => renameRole(readRole(argument, app), app),
	"awsSessions.pinRole": (argument, app) => app.rememberedRoles.pin(readRole(argument, app).id, true),
	"awsSessions.unpinRole": (argument, app) => app.rememberedRoles.pin(readRole(argument, app).id, false),
	"awsSessions.forgetRole": (argument, app) => forgetRole(readRole(argument, app), app),
	"awsSessions.startSession": async (argument, app) => {
		const ssoRole = readSsoRole(argument, app);
		return summarize(
			ssoRole === undefined
				? await startAnySession(readTargetArguments(argument), app)
				: await assumeSsoRole(ssoRole, app),
		);
	},
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
	"awsSessions.endAllSessions": async (_, app) => (await endEverything(app)).map(summarize),
	"awsSessions.forgetMfaSessions": async (_, app) => {
		await app.mfaSessions.removeAll();
		vscode.window.setStatusBarMessage("$(check) The next role asks for an MFA code again", 3000);
	},
	"awsSessions.switchRegion": async (argument, app) => {
		const { session, region } = readRegionArguments(argument);
		return summarize(await switchRegion(await chooseSession(session, "Switch region", app), region, app));
	},
	"awsSessions.showHistory": () => showHistory(),
	"awsSessions.openTerminal": async (argument, app) => {
		const ssoRole = readSsoRole(argument, app);
		const target = ssoRole === undefined ? readTerminalArguments(argument) : { ssoRole };
		return summarize(await openTerminal(target, app));
	},
	"awsSessions.openTerminalWithEndpoint": async (argument, app) =>
		summarize(await openTerminal({ ...readTargetArguments(argument), delivery: "endpoint" }, app)),
	"awsSessions.openTerminalWithKeys": async (argument, app) =>
		summarize(await openTerminal({ ...readTargetArguments(argument), delivery: "environment" }, app)),
	"awsSessions.getCallerIdentity": (argument, app, asks) =>
		showCallerIdentity(readTargetArguments(argument), asks, app),
	"awsSessions.getSessionToken": async (argument, app, asks) =>
		summarize(await getSessionToken(readSessionTokenArguments(argument), asks, app)),
	"awsSessions.getFederationToken": async (argument, app, asks) =>
		summarize(await getFederationToken(readFederationTokenArguments(argument), asks, app)),
	"awsSessions.assumeRoot": async (argument, app, asks) =>
		summarize(await assumeRoot(readRootArguments(argument), asks, app)),
	"awsSessions.assumeRoleWithWebIdentity": async (argument, app) =>
		summarize(await assumeRoleWithWebIdentity(readWebIdentityArguments(argument), app)),
	"awsSessions.assumeRoleWithSaml": async (argument, app) =>
		summarize(await assumeRoleWithSaml(readSamlArguments(argument), app)),
	"awsSessions.getAccessKeyInfo": (argument, app) => lookUpAccessKey(readAccessKeyArguments(argument), app),
	"awsSessions.decodeAuthorizationMessage": (argument, app, _, isLink) =>
		decodeAuthorizationMessage(readDecodeArguments(argument), isLink, app),
	"awsSessions.getWebIdentityToken": (argument, app) =>
		getWebIdentityToken(readWebIdentityTokenArguments(argument), app),
	"awsSessions.exportSession": (argument, app) => exportSession(readExportArguments(argument), app),
	"awsSessions.openConsole": (argument, app, asks) => openConsole(readConsoleArguments(argument), asks, app),
	"awsSessions.signIn": (argument, app) => signInByCommand(readSignInArguments(argument), app),
	"awsSessions.signOut": (argument, app) => signOutByCommand(readSignInArguments(argument), app),
	"awsSessions.addSignIn": (_, app) => addSignIn(app),
	"awsSessions.refreshRoles": (argument, app) => refreshRoles(argument, app),
	"awsSessions.retryRoles": (argument, app) => retryRoles(argument, app),
	"awsSessions.copyAccountId": (argument) => copyAccountId(argument),
	"awsSessions.copyRoleName": (argument) => copyRoleName(argument),
	"awsSessions.saveAsProfile": async (argument, app) =>
		saveAsProfile(
			readSsoRole(argument, app) ?? (await roleOfSession(readTargetArguments(argument).session, app)),
			app,
		),
	"awsSessions.whatAwsSees": (argument, app) => whatAwsSees(readTerminal(argument), app),
	"awsSessions.refreshProfiles": async (_, app) => {
		await app.config.reload();
		await refreshRolesOf(undefined, app);
	},
	"awsSessions.openConfigFile": (argument, app) => openConfigFile(readTargetArguments(argument).profile, app),
	"awsSessions.explainProfile": (argument, app) =>
		showExplanation(readTargetArguments(argument).profile, app),
	"awsSessions.storeTotpSecret": (_, app) => storeTotpSecret(app),
	"awsSessions.removeTotpSecret": (_, app) => removeTotpSecret(app),
	"awsSessions.moveKeysToSecretStorage": (argument, app) =>
		moveKeysToSecretStorage(readTargetArguments(argument).profile, app),
	"awsSessions.moveKeysToFile": (argument, app) => moveKeysToFile(readTargetArguments(argument).profile, app),
	"awsSessions.deleteStoredKeys": (argument, app) =>
		deleteStoredKeys(readTargetArguments(argument).profile, app),
	"awsSessions.useInOtherShells": (argument, app) => useInOtherShells(readTargetArguments(argument), app),
	"awsSessions.stopUsingInOtherShells": (argument, app) =>
		stopUsingInOtherShells(readTargetArguments(argument), app),
	"awsSessions.copyRoleArn": (argument, app) => {
		const { profile = "", role } = readTargetArguments(argument);
		return role === undefined ? copyRoleArn(profile, app) : copyRememberedArn(requireRole(role, app));
	},
	"awsSessions.getEndpointUri": (argument, app) => endpointUri(readLaunchArguments(argument), app),
	"awsSessions.getEndpointToken": (argument, app) => endpointToken(readLaunchArguments(argument), app),
	"awsSessions.getLauncher": (argument, app) => sessionLauncher(readLaunchArguments(argument), app),
	"awsSessions.openProblem": async (argument) => {
		const place = readPlace(argument);
		await openFile(place.file, place);
	},
	"awsSessions.showSamlWait": async (id) => showSamlWait(id),
	"awsSessions.cancelSamlWait": async () => cancelSamlWait(),
	"awsSessions.showLog": async (_, app) => app.log.show(),
};

/** The commands whose argument can say how long. */
const takeDurations: ReadonlySet<string> = new Set(
	[
		"assumeRole",
		"assumeRoleWithOptions",
		"getSessionToken",
		"getFederationToken",
		"assumeRoleWithWebIdentity",
		"assumeRoleWithSaml",
	].map((name) => `awsSessions.${name}`),
);

/** The commands that VS Code calls for a task or a launch, and of whose errors it would only show the text. */
const tellsItself: ReadonlySet<string> = new Set(
	["getEndpointUri", "getEndpointToken", "getLauncher"].map((name) => `awsSessions.${name}`),
);

/** What begins with a sign-in that an error's button has asked for. */
const signsInFirst = new WeakSet<Handler>();

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
	const isLink = origin === linkOrigin;
	const isCall = argument !== undefined && !isElement && !isLink;
	try {
		const isAsking = isElement || argument === undefined;
		return await handler(target, isCall ? forCaller(app) : app, isAsking, isLink);
	} catch (error) {
		if (error instanceof CancelledError) {
			return tellsItself.has(id) ? giveUp() : undefined;
		}
		logError(app.log, `${id} failed`, error);
		if (isCall && !tellsItself.has(id)) {
			throw error;
		}
		const again = againWithOther(error);
		const form = formAgain(error);
		const reopen = (change: FormChange): void =>
			void run(id, async (_, current) => form?.(change, current), undefined, linkOrigin, app);
		const doAgain = (): void =>
			form === undefined ? void run(id, handler, argument, origin, app) : reopen(retryChange(error));
		/** Goes on with what was asked for, unless that was to sign in. */
		const after = (signIn: (current: App) => Promise<unknown>): void => {
			if (signsInFirst.has(handler)) {
				doAgain();
				return;
			}
			const both: Handler = async (_, current) => {
				await signIn(current);
				if (id !== "awsSessions.signIn") {
					doAgain();
				}
			};
			signsInFirst.add(both);
			void run(id, both, undefined, linkOrigin, app);
		};
		void showError(error, {
			retry: doAgain,
			signIn: (signIn) => after((current) => signInByCommand({ signIn }, current)),
			awsLogin: (profile) => after((current) => awsLogin(profile, current)),
			...(leadsBackToForm(error) ? { mend: () => reopen({ kind: "mend" }) } : {}),
			...(takeDurations.has(id)
				? {
						useDuration: (durationSeconds: number) =>
							form === undefined
								? void run(id, handler, { ...asObject(target), durationSeconds }, linkOrigin, app)
								: reopen({ kind: "useDuration", seconds: durationSeconds }),
					}
				: {}),
			...(again === undefined
				? {
						useOther: () =>
							form === undefined
								? void run(id, handler, withoutCredentials(target), linkOrigin, app)
								: reopen({ kind: "useOther" }),
					}
				: {
						useOther: () => void run(id, (_, current) => again(current), undefined, linkOrigin, app),
						useOtherTitle: "Use Another Session…",
					}),
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => app.log.show(),
		});
		return tellsItself.has(id) ? giveUp() : undefined;
	}
}

function readRole(argument: unknown, app: App): RememberedRole {
	return requireRole(readTargetArguments(argument).role, app);
}

function readPlace(argument: unknown): Place {
	const { file, line, column, length } = (argument ?? {}) as Partial<Record<keyof Place, unknown>>;
	if (typeof file !== "string" || ![line, column, length].every((part) => Number.isInteger(part))) {
		throw new SessionsError("InvalidArgument", "Invalid argument: a place is { file, line, column, length }");
	}
	return { file, line: Number(line), column: Number(column), length: Number(length) };
}

function asObject(argument: unknown): object {
	return typeof argument === "object" && argument !== null ? argument : {};
}

/** What was asked for, without whose credentials do it: so the person is asked. */
function withoutCredentials(argument: unknown): object {
	const {
		profile: _,
		session: __,
		...others
	} = asObject(argument) as { profile?: unknown; session?: unknown };
	return others;
}

/** The argument that a tree's row stands for; any other argument as it is. */
function elementTarget(argument: unknown): unknown {
	if (argument instanceof ProfileElement) {
		return { profile: argument.profile };
	}
	if (argument instanceof RememberedRoleElement) {
		return { role: argument.role.id };
	}
	if (argument instanceof SessionElement) {
		return { session: argument.session };
	}
	if (argument instanceof vscode.Uri) {
		// An editor's menu hands over the document; what is selected in it is asked for by the command.
		return undefined;
	}
	if (argument instanceof AmbientElement) {
		return { credentialSource: argument.source };
	}
	return identityCenterTarget(argument) ?? terminalTarget(argument) ?? argument;
}
