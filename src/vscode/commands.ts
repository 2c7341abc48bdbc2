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
import { SessionsError } from "../core/errors.ts";
import type { Place } from "../core/place.ts";
import type { RememberedRole } from "../core/profiles/rememberedRoles.ts";
import { type SessionSummary, summarize } from "../core/session/sessionSummary.ts";
import type { App } from "./app.ts";
import { endpointToken, endpointUri, sessionLauncher } from "./debugging/handoverCommands.ts";
import { cancelWait, showWait } from "./forms/waitBox.ts";
import { addSignIn } from "./identityCenter/addSignIn.ts";
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
import { getSessionToken } from "./operations/sessionTokenCommand.ts";
import { renewSession, startAnySession } from "./operations/startCommands.ts";
import { assumeRoleWithWebIdentity } from "./operations/webIdentityCommand.ts";
import { getWebIdentityToken } from "./operations/webIdentityTokenCommand.ts";
import { copyRoleArn, openConfigFile } from "./profiles/fileCommands.ts";
import { deleteStoredKeys, moveKeysToFile, moveKeysToSecretStorage } from "./profiles/keyCommands.ts";
import { openFile } from "./profiles/openFile.ts";
import { stopUsingInOtherShells, useInOtherShells } from "./profiles/otherShells.ts";
import { copyRememberedArn, forgetRole, renameRole, requireRole } from "./profiles/roleCommands.ts";
import { type Handler, runCommand } from "./runCommand.ts";
import { endEverything, endSession } from "./sessions/endCommands.ts";
import { switchRegion } from "./sessions/regionCommand.ts";
import { chooseSession, openTerminal, switchSession } from "./sessions/sessionCommands.ts";
import { readTerminal, whatAwsSees } from "./terminals/terminalIdentity.ts";
import { showExplanation } from "./views/explainView.ts";
import { showHistory } from "./views/historyPage.ts";

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
	"awsSessions.endSession": async (argument, app): Promise<SessionSummary> =>
		summarize(await endSession(readTargetArguments(argument).session, app)),
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
	"awsSessions.showWait": async (id) => showWait(id),
	"awsSessions.cancelWait": async () => cancelWait(),
	"awsSessions.showLog": async (_, app) => app.log.show(),
};

/** Registers every command. */
export function registerCommands(app: App): vscode.Disposable {
	return vscode.Disposable.from(
		...Object.entries(commands).map(([id, handler]) =>
			vscode.commands.registerCommand(id, (argument: unknown, origin: unknown) =>
				runCommand(id, handler, argument, origin, app),
			),
		),
	);
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
