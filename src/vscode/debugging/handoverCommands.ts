import * as vscode from "vscode";
import type { CallerArguments } from "../../core/arguments/operationArguments.ts";
import { launcherScript } from "../../core/launch/launcherScript.ts";
import { identityLabel } from "../../core/places/arn.ts";
import type { Session } from "../../core/session/session.ts";
import { conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { OwnEnvironment } from "../../delivery/ownEnvironment.ts";
import { type App, forCaller } from "../app.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { isProductionNow } from "../sessions/production.ts";
import { terminalSession } from "../sessions/sessionCommands.ts";
import { askAboutConflicts } from "./launchQuestions.ts";

/** The ids of the sessions whose tokens the person lets tasks and launches of this window have. */
const confirmed = new Set<string>();

/** The ids of the sessions of which it was told that terminals have another one. */
const told = new Set<string>();

/**
 * The address of a session at this window's endpoint, for a task or a launch; worth nothing without a token.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function endpointUri(target: CallerArguments, app: App): Promise<string> {
	return textOf(
		await environmentOf(await sessionFor(target, app), app),
		"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	);
}

/**
 * The token for that address, which the person has to agree to.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function endpointToken(target: CallerArguments, app: App): Promise<string> {
	const session = await sessionFor(target, app);
	await confirmHandover(session);
	const own = await environmentOf(session, app);
	tellOfTerminals(session, own, app);
	return textOf(own, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
}

/**
 * The path of a program that runs another as a session, whichever the window's active one is; the person has to agree.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function sessionLauncher(target: CallerArguments, app: App): Promise<string> {
	const session = await sessionFor(target, app);
	await confirmHandover(session);
	const own = await environmentOf(session, app);
	// A launcher takes out every variable, but not a profile.
	const conflicts = identityConflicts("endpoint", {}, app.config.current?.config);
	if (conflicts.length > 0 && conflictingVariables(conflicts).length === 0) {
		await askAboutConflicts(session, conflicts, ["anyway"]);
	}
	const { text, extension } = launcherScript(own, process.platform === "win32");
	return app.handoverFiles.ofProgram(text, extension);
}

/**
 * Nothing is handed over, and VS Code gives the task or launch up. In a remote window it would wait forever for an
 * input of a task that has no value, and take the task for a running one, unless the command fails.
 * @throws Error in a remote window, with what VS Code shows
 */
export function giveUp(): undefined {
	if (vscode.env.remoteName !== undefined) {
		throw new Error("AWS Sessions handed over no session");
	}
	return undefined;
}

/** Whoever calls: that of production is confirmed each time. */
function sessionFor(target: CallerArguments, app: App): Promise<Session> {
	return terminalSession(target, app.caller === undefined ? forCaller(app) : app);
}

function environmentOf(session: Session, app: App): Promise<OwnEnvironment> {
	return app.variables.environmentOf(session, "endpoint");
}

/** VS Code, filling in a variable, can't be told from another extension. */
async function confirmHandover(session: Session): Promise<void> {
	// That of production was confirmed for this call.
	if (confirmed.has(session.id) || isProductionNow(session)) {
		return;
	}
	await confirmAsked({
		message: `Let a task or launch use session ${session.name}?`,
		lines: [
			`It gets the credentials of ${identityLabel(session.identity)} in account ${session.identity.account} while this window is open.`,
			"You are asked once for this session.",
		],
		action: "Use Session",
	});
	confirmed.add(session.id);
}

/** What VS Code does with variables of a task, that nobody takes the window's session for the task's. */
function tellOfTerminals({ id, name }: Session, own: OwnEnvironment, { delivery }: App): void {
	const { delivered } = delivery;
	if (delivered === undefined || delivered.session.id === id || told.has(id) || !delivery.contradicts(own)) {
		return;
	}
	told.add(id);
	void vscode.window.showWarningMessage(
		`In terminals session ${delivered.session.name} comes before session ${name}, which was handed over as variables. For a task, use the command awsSessions.getLauncher instead`,
	);
}

function textOf(environment: OwnEnvironment, name: string): string {
	return environment[name] ?? "";
}
