import * as vscode from "vscode";
import type { CallerArguments } from "../../core/arguments/operationArguments.ts";
import { launcherScript } from "../../core/launch/launcherScript.ts";
import type { Session } from "../../core/session/session.ts";
import { conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { OwnEnvironment } from "../../delivery/ownEnvironment.ts";
import { type App, apart, forCaller } from "../app.ts";
import { terminalSession } from "../sessions/sessionCommands.ts";
import { confirmHandover } from "./handoverConsent.ts";
import { askAboutConflicts, askAboutDelivered } from "./launchQuestions.ts";
import { SharedAnswers } from "./sharedAnswers.ts";

/** What the person lets tasks have though it would not be used; a task asks for both inputs, one after the other. */
const answers = new SharedAnswers<"uri" | "token">();

/**
 * The address of a session at this window's endpoint, for a task or a launch; worth nothing without a token.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function endpointUri(target: CallerArguments, app: App): Promise<string> {
	const session = await sessionFor(target, app);
	await confirmDespiteDelivery(session, "uri", app);
	return textOf(await environmentOf(session, app), "AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

/**
 * The token for that address, which the person has to agree to.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function endpointToken(target: CallerArguments, app: App): Promise<string> {
	const session = await sessionFor(target, app);
	const confirmed = await confirmDespiteDelivery(session, "token", app);
	await confirmHandover(session, app);
	// However long that took: the address comes right after.
	answers.extend(confirmed, app.clock.now());
	return textOf(await environmentOf(session, app), "AWS_CONTAINER_AUTHORIZATION_TOKEN");
}

/**
 * The path of a program that runs another as a session, whichever the window's active one is; the person has to agree.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function sessionLauncher(target: CallerArguments, app: App): Promise<string> {
	const session = await sessionFor(target, app);
	await confirmHandover(session, app);
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

/** Whoever calls: that of production is confirmed each time. It never becomes the window's active one. */
function sessionFor(target: CallerArguments, app: App): Promise<Session> {
	return terminalSession(target, apart(app.caller === undefined ? forCaller(app) : app));
}

function environmentOf(session: Session, app: App): Promise<OwnEnvironment> {
	return app.variables.environmentOf(session, "endpoint");
}

/**
 * In a task the window's own delivery changes the same variables afterwards, and wins: the person is to know before
 * the task runs.
 * @returns what the answer is known by
 * @throws CancelledError
 */
async function confirmDespiteDelivery(session: Session, asker: "uri" | "token", app: App): Promise<string> {
	const { delivery, clock } = app;
	const own = await environmentOf(session, app);
	await delivery.settled();
	const { delivered } = delivery;
	const key = JSON.stringify([session.id, delivered?.session.id]);
	if (delivered !== undefined && delivered.session.id !== session.id && delivery.contradicts(own)) {
		await answers.ask(key, asker, clock, () => askAboutDelivered(session, delivered.session));
	}
	return key;
}

function textOf(environment: OwnEnvironment, name: string): string {
	return environment[name] ?? "";
}
