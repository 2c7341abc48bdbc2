import * as vscode from "vscode";
import type { CallerArguments } from "../../core/arguments/operationArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { countdown } from "../../core/session/countdown.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { callOf, type SessionCall } from "../../credentials/callOf.ts";
import type { App } from "../app.ts";
import { PersonInteraction } from "../mfa/personInteraction.ts";
import { renewSession } from "../operations/startCommands.ts";
import { confirmProduction, confirmUse } from "../sessions/productionGuard.ts";
import { chooseSession } from "../sessions/sessionCommands.ts";
import { pickProfile } from "./profilePick.ts";
import { type PickItem, pickOne } from "./steps.ts";

const anotherProfile = "another profile";
type Signer = Session | typeof anotherProfile;

/** Whose credentials are to sign; `asks`: the person picks, even when a session is active. */
export interface CallerChoice extends CallerArguments {
	readonly asks?: boolean;
}

/**
 * The session whose credentials sign a request, live: the one named, or of the profile named, else the active one,
 * else the one that the person picks. Which session is the active one stays as it is.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function chooseCaller(
	{ session: named, profile, asks = false }: CallerChoice,
	title: string,
	app: App,
): Promise<Session> {
	if (named !== undefined) {
		return alive(await chooseSession(named, title, app), app);
	}
	if (profile !== undefined) {
		return sessionOfProfile(profile, app);
	}
	const { active } = app.manager;
	return !asks && active !== undefined && isLive(active, app.clock.now())
		? alive(active, app)
		: pickCaller(title, app);
}

/**
 * Calls STS with a session's credentials, showing what goes on; the person can call it off.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function callAs<T>(
	session: Session,
	step: string,
	app: App,
	call: (call: SessionCall) => Promise<T>,
): Promise<T> {
	const { clock, config, environment, manager } = app;
	const credentials = manager.credentialsOf(session.id);
	if (credentials === undefined) {
		throw new SessionsError("CredentialsExpired", `Session ${session.name} has expired. Renew it first`, {
			remedies: [{ kind: "useOther" }],
		});
	}
	const interaction = new PersonInteraction(clock);
	try {
		interaction.working(step);
		const { config: fresh } = await config.reload();
		const { signal } = interaction;
		return await call(await callOf(session, credentials, { config: fresh, environment, signal }));
	} finally {
		interaction.dispose();
	}
}

async function alive(session: Session, app: App): Promise<Session> {
	if (!isLive(session, app.clock.now())) {
		return renewSession(session.id, app);
	}
	await confirmUse(session, app);
	return session;
}

/** A profile's live session; one is started when there is none, beside the active one if there is one. */
async function sessionOfProfile(profile: string, app: App): Promise<Session> {
	const { clock, config, manager, recent } = app;
	const existing = manager.get(`profile:${profile}`);
	if (existing !== undefined && isLive(existing, clock.now())) {
		await confirmUse(existing, app);
		return existing;
	}
	const { config: fresh } = await config.reload();
	const request = await confirmProduction({ kind: "profile", profile }, fresh, app);
	const interaction = new PersonInteraction(clock);
	try {
		const activates = manager.active === undefined;
		const session = await manager.start(request, interaction, activates);
		await recent.add(profile);
		return session;
	} finally {
		interaction.dispose();
	}
}

async function pickCaller(title: string, app: App): Promise<Session> {
	const { manager, clock } = app;
	const now = clock.now();
	const live = manager.sessions.filter((session) => isLive(session, now));
	if (live.length === 0) {
		return sessionOfProfile(await pickSigner(title, app), app);
	}
	const items: PickItem<Signer>[] = live.map((session) => ({
		label: `${session === manager.active ? "$(pass-filled)" : "$(circle-outline)"} ${session.name}`,
		description: [countdown(session, now).label, session === manager.active ? "active" : undefined]
			.filter(Boolean)
			.join(" · "),
		detail: `${identityLabel(session.identity)} · ${session.identity.account}`,
		value: session,
	}));
	items.push(
		{ label: "", kind: vscode.QuickPickItemKind.Separator, value: anotherProfile },
		{ label: "$(key) Use a profile…", alwaysShow: true, value: anotherProfile },
	);
	const picked = await pickOne<Signer>(items, {
		title,
		placeholder: "The session whose credentials are used",
		canGoBack: false,
	});
	return picked === anotherProfile ? sessionOfProfile(await pickSigner(title, app), app) : picked;
}

async function pickSigner(title: string, app: App): Promise<string> {
	await app.config.reload();
	const pick = await pickProfile({
		title,
		placeholder: "The profile whose credentials are used",
		files: app.config,
		offers: ({ origin }) => origin.kind !== "none" && origin.kind !== "broken",
		recent: app.recent.names,
		withRoleByHand: false,
		manager: app.manager,
		clock: app.clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}
