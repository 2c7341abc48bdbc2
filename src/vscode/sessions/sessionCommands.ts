import * as vscode from "vscode";
import type { TargetArguments, TerminalArguments } from "../../core/arguments/commandArguments.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { countdown } from "../../core/session/countdown.ts";
import { isLive, type Session, type SsoRoleRequest } from "../../core/session/session.ts";
import { type App, apart } from "../app.ts";
import { assumeSsoRole } from "../identityCenter/rolesCommands.ts";
import { assumeRole } from "../operations/assumeRoleCommand.ts";
import { liveSessionOf, renewSession } from "../operations/startCommands.ts";
import { openTerminalOf } from "../terminals/sessionTerminal.ts";
import { isProductionNow } from "./production.ts";
import { confirmUse } from "./productionGuard.ts";

/** The session meant: the one named, else the active one, else the one the person picks. */
export async function chooseSession(named: string | undefined, title: string, app: App): Promise<Session> {
	if (named !== undefined) {
		const [found, another] = app.manager.find(named);
		if (found === undefined) {
			throw new SessionsError("SessionNotFound", `There is no session '${named}'`);
		}
		if (another !== undefined) {
			throw new SessionsError(
				"SessionNotFound",
				`Several sessions are called '${named}'. Name one by its id`,
			);
		}
		return found;
	}
	return app.manager.active ?? pickSession(title, app);
}

/** Switch Session: one pick with the remaining times; the last entry starts another. */
export async function switchSession(named: string | undefined, app: App): Promise<Session> {
	if (named !== undefined) {
		return switchToLive(await chooseSession(named, "", app), app);
	}
	if (app.manager.sessions.length === 0) {
		return assumeRole({}, app);
	}
	const chosen = await pick("Switch session", app, anotherRole);
	if (chosen === undefined) {
		return assumeRole({}, app);
	}
	return switchToLive(chosen, app);
}

/** Switches to a session; one that has expired is renewed first, and when that fails nothing has changed. */
async function switchToLive(session: Session, app: App): Promise<Session> {
	return app.manager.switchTo((await asLive(session, app)).id);
}

/** A session that may be used: renewed first when it has expired. */
async function asLive(session: Session, app: App): Promise<Session> {
	if (!isLive(session, app.clock.now())) {
		return renewSession(session.id, app);
	}
	await confirmUse(session, app);
	return session;
}

/** A role of IAM Identity Center that no profile names, in place of anything else. */
interface WithSsoRole {
	readonly ssoRole?: SsoRoleRequest;
}

/** A terminal with a session of its own, beside the window's active one; renewed or started first when it has to be. */
export async function openTerminal(target: TerminalArguments & WithSsoRole, app: App): Promise<Session> {
	const session = await terminalSession(target, app);
	await openTerminalOf(session, app, target.delivery);
	return session;
}

/**
 * The session that a terminal is opened with. It becomes the active one only where there is none that lives.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function terminalSession(
	{ session: named, profile, role, ssoRole }: TargetArguments & WithSsoRole,
	app: App,
): Promise<Session> {
	const { manager, clock } = app;
	const { active } = manager;
	const isBeside = app.activates === false || (active !== undefined && isLive(active, clock.now()));
	const user = isBeside ? apart(app) : app;
	if (profile !== undefined) {
		return liveSessionOf(profile, user);
	}
	if (role !== undefined) {
		return assumeRole({ role }, user);
	}
	if (ssoRole !== undefined) {
		return assumeSsoRole(ssoRole, user);
	}
	if (named === undefined && manager.sessions.length === 0) {
		return assumeRole({}, user);
	}
	const title = "Open terminal with session";
	const isChoice = named === undefined && manager.sessions.length > 1;
	const chosen = isChoice ? await pick(title, user, anotherRole) : await chooseSession(named, title, user);
	if (chosen === undefined) {
		return assumeRole({}, user);
	}
	return isBeside ? asLive(chosen, user) : switchToLive(chosen, user);
}

async function pickSession(title: string, app: App): Promise<Session> {
	if (app.manager.sessions.length === 0) {
		throw new SessionsError("SessionNotFound", "There is no session. Assume a role to start one", {
			remedies: [{ kind: "assumeRole" }],
		});
	}
	const chosen = await pick(title, app, []);
	if (chosen === undefined) {
		throw new CancelledError();
	}
	return chosen;
}

interface SessionPickItem extends vscode.QuickPickItem {
	readonly session?: Session;
}

/** The end of a list of sessions: none of them. */
const anotherRole: readonly SessionPickItem[] = [
	{ label: "", kind: vscode.QuickPickItemKind.Separator },
	{ label: "$(add) Assume another role…", alwaysShow: true },
];

/** The session picked; undefined for one of the `extra` entries. @throws CancelledError */
async function pick(
	title: string,
	app: App,
	extra: readonly SessionPickItem[],
): Promise<Session | undefined> {
	const { manager, clock } = app;
	const items: SessionPickItem[] = manager.sessions.map((session) => ({
		label: `${icon(session, app)} ${session.name}`,
		description: [
			countdown(session, clock.now()).label,
			isProductionNow(session) ? "production" : undefined,
			session === manager.active ? "active" : undefined,
		]
			.filter(Boolean)
			.join(" · "),
		detail: `${identityLabel(session.identity)} · ${session.identity.account}`,
		session,
	}));
	const chosen = await vscode.window.showQuickPick([...items, ...extra], {
		title,
		placeHolder: "Pick a session",
		matchOnDetail: true,
	});
	if (chosen === undefined) {
		throw new CancelledError();
	}
	if (chosen.session !== undefined) {
		// Whoever called the command: this one was the person's own choice.
		app.caller?.allowed.add(chosen.session.id);
	}
	return chosen.session;
}

function icon(session: Session, { manager }: App): string {
	if (isProductionNow(session)) {
		return "$(flame)";
	}
	return session === manager.active ? "$(pass-filled)" : "$(circle-outline)";
}
