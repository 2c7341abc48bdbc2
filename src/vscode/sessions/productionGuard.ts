import * as vscode from "vscode";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { DeclinedError, PersonNeededError } from "../../core/errors.ts";
import {
	type ProductionNames,
	productionNames,
	sessionNames,
	shortened,
} from "../../core/session/production.ts";
import { type Session, type SessionRequest, sessionId, sessionName } from "../../core/session/session.ts";
import type { Interaction } from "../../credentials/context.ts";
import type { Acquired } from "../../credentials/operations/acquire.ts";
import { Unattended } from "../../sessions/unattended.ts";
import type { App, Caller } from "../app.ts";
import { linkOrigin } from "../views/markdown.ts";
import { productionQuestions } from "./openQuestions.ts";
import { isMarkedProduction, isProductionNow, productionSeconds } from "./production.ts";

/** Requests that the person has confirmed. */
const confirmed = new WeakSet<SessionRequest>();

/**
 * Has the person confirm what is marked as production, by its account and role; anything else passes.
 * @param names what it is judged by
 * @returns the request, shortened where the settings say so
 * @throws CancelledError
 */
export async function confirmProduction(
	request: SessionRequest,
	config: SharedConfig,
	app: App,
	names: ProductionNames = productionNames(request, config),
): Promise<SessionRequest> {
	if (!isMarkedProduction(names)) {
		return request;
	}
	if (names.account === undefined) {
		// The question names the account, which is known with the credentials: they are not kept before.
		return limited(request, config);
	}
	// Root sessions have been confirmed, by account and task, whatever they are marked as.
	if (request.kind !== "root") {
		await confirmStart(sessionId(request), names, app.caller);
	}
	app.caller?.allowed.add(sessionId(request));
	return asConfirmed(limited(request, config));
}

/**
 * Has the person confirm a renewal where it is a start of production: of what has expired, or was none before.
 * @returns what to ask for: the session's own request, shortened where the settings say so
 * @throws CancelledError
 */
export async function confirmRenewal(
	session: Session,
	config: SharedConfig,
	app: App,
): Promise<SessionRequest> {
	const { request } = session;
	const isMarked = isProductionNow(session);
	if (isMarked && app.manager.credentialsOf(session.id) !== undefined) {
		await confirmUse(session, app);
		return asConfirmed(limited(request, config));
	}
	const names = productionNames(request, config);
	const judgedBy = isMarked && !isMarkedProduction(names) ? sessionNames(session) : names;
	return confirmProduction(request, config, app, judgedBy);
}

/**
 * Has the person confirm that another extension uses a live session of production; whatever the person does themselves
 * passes.
 * @throws CancelledError
 */
export async function confirmUse(session: Session, app: App): Promise<void> {
	const { caller } = app;
	if (caller === undefined || caller.allowed.has(session.id) || !isProductionNow(session)) {
		return;
	}
	const names = sessionNames(session);
	const question = {
		message: `Let another extension use ${whatAndWhere(names)}? It is marked as production`,
		detail: `The session is ${session.name}.`,
		action: "Use Session",
	};
	await ask(session.id, question, caller);
	caller.allowed.add(session.id);
}

/**
 * Gets credentials. Those of production are got with a person only, who confirms them before they are kept, or another
 * extension is told whose they are, where that could not be known before.
 * @param isLook whether they are not kept
 * @throws PersonNeededError, CancelledError, and whatever `get` throws
 */
export async function acquireGuarded(
	request: SessionRequest,
	config: SharedConfig,
	interaction: Interaction & CalledBy,
	isLook: () => boolean,
	get: () => Promise<Acquired>,
): Promise<Acquired> {
	const isUnattended = interaction instanceof Unattended;
	if (isUnattended && isMarkedProduction(productionNames(request, config))) {
		throw new PersonNeededError();
	}
	const acquired = await get();
	const session = { name: sessionName(request), request, ...acquired };
	if (!isProductionNow(session)) {
		return acquired;
	}
	if (isUnattended) {
		throw new PersonNeededError();
	}
	const { caller }: CalledBy = interaction;
	const isOwnLook = caller === undefined && isLook();
	if (request.kind !== "root" && !confirmed.has(request) && !isOwnLook) {
		await confirmStart(sessionId(request), sessionNames(session), caller);
		caller?.allowed.add(sessionId(request));
	}
	return acquired;
}

/** A request as {@link confirmProduction} leaves it when the person agrees; any other as it is. */
export function asProductionAllows(request: SessionRequest, config: SharedConfig): SessionRequest {
	return isMarkedProduction(productionNames(request, config)) ? limited(request, config) : request;
}

/** Who asks for something on behalf of another extension. */
export interface CalledBy {
	readonly caller?: Caller | undefined;
}

function limited(request: SessionRequest, config: SharedConfig): SessionRequest {
	const limit = productionSeconds();
	return limit === undefined ? request : shortened(request, limit, config);
}

/** A copy, for this once: the request itself lives on in the session. */
function asConfirmed(request: SessionRequest): SessionRequest {
	const copy = { ...request };
	confirmed.add(copy);
	return copy;
}

function confirmStart(id: string, names: ProductionNames, caller?: Caller): Promise<void> {
	const { name, role } = names;
	const owner = name === role || role === undefined ? "" : `${name}: `;
	const question = {
		message: `Start ${whatAndWhere(names)}? It is marked as production`,
		detail: `${owner}its credentials go into terminals of its own only, and are never renewed unasked.`,
		action: "Start Session",
	};
	return ask(id, question, caller);
}

function whatAndWhere({ name, account, role }: ProductionNames): string {
	return `${role ?? `session ${name}`}${account === undefined ? "" : ` in account ${account}`}`;
}

interface Question {
	readonly message: string;
	readonly detail: string;
	readonly action: string;
}

/** @throws CancelledError */
async function ask(id: string, question: Question, caller?: Caller): Promise<void> {
	const key = JSON.stringify([id, question.message]);
	if (!(await productionQuestions.ask(key, caller, () => confirms(question)))) {
		throw new DeclinedError();
	}
}

async function confirms({ message, detail, action }: Question): Promise<boolean> {
	return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
}

/** Says where a session of production is to be had, unless a terminal was opened with it. */
export function tellWhereItIs(session: Session, app: App): void {
	// A command that opens a terminal does so as soon as the session is there.
	app.clock.schedule(0, async () => {
		if (app.terminals.isHolding(session.id)) {
			return;
		}
		const open = "Open Terminal";
		const chosen = await vscode.window.showInformationMessage(
			`AWS session ${session.name} is marked as production: terminals get it only when they are opened with it`,
			open,
		);
		if (chosen === open && app.manager.credentialsOf(session.id) !== undefined) {
			// With all that a command does: telling of errors among it.
			await vscode.commands.executeCommand("awsSessions.openTerminal", { session: session.id }, linkOrigin);
		}
	});
}
