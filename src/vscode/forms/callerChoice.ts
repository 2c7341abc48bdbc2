import * as vscode from "vscode";
import type { CallerArguments } from "../../core/arguments/operationArguments.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { countdown } from "../../core/session/countdown.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { callsSts, profileCallsSts } from "../../core/session/stsAccess.ts";
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
	/** Whether they are for something else than to call STS, which takes some only to say who they are. */
	readonly isForOther?: boolean;
}

/**
 * The session whose credentials sign a request, live: the one named, or of the profile named, else the active one,
 * else the one that the person picks. Which session is the active one stays as it is.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function chooseCaller(
	{ session: named, profile, asks = false, isForOther = false }: CallerChoice,
	title: string,
	app: App,
): Promise<Session> {
	if (named !== undefined) {
		return alive(fitting(await chooseSession(named, title, app), isForOther), app);
	}
	if (profile !== undefined) {
		const { config } = await app.config.reload();
		if (!isForOther && !profileCallsSts(profile, config)) {
			throw unfit(`Profile '${profile}'`);
		}
		return fitting(await sessionOfProfile(profile, app), isForOther);
	}
	const { active } = app.manager;
	return !asks && active !== undefined && isLive(active, app.clock.now()) && fits(active, isForOther)
		? alive(active, app)
		: pickCaller(title, isForOther, app);
}

function fits(session: Session, isForOther: boolean): boolean {
	return isForOther || callsSts(session);
}

/** The session, if its credentials will do. @throws SessionsError `InvalidRequest` */
function fitting(session: Session, isForOther: boolean): Session {
	if (!fits(session, isForOther)) {
		throw unfit(`Session ${session.name}`);
	}
	return session;
}

function unfit(who: string): SessionsError {
	return new SessionsError(
		"InvalidRequest",
		`${who} has a user's temporary credentials, which STS does not take for this. Use a role's session or a profile with access keys`,
		{ remedies: [{ kind: "useOther" }] },
	);
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
	const interaction = new PersonInteraction(clock, {}, app.caller);
	try {
		const activates = manager.active === undefined;
		const session = await manager.start(request, interaction, activates);
		await recent.add(profile);
		return session;
	} finally {
		interaction.dispose();
	}
}

async function pickCaller(title: string, isForOther: boolean, app: App): Promise<Session> {
	const { manager, clock } = app;
	const now = clock.now();
	const all = manager.sessions.filter((session) => isLive(session, now));
	const live = all.filter((session) => fits(session, isForOther));
	const ofProfile = async (): Promise<Session> =>
		fitting(await sessionOfProfile(await pickSigner(title, isForOther, app), app), isForOther);
	if (live.length === 0) {
		return ofProfile();
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
		placeholder: `The session whose credentials are used${live.length === all.length ? "" : ". STS takes no session tokens here"}`,
		canGoBack: false,
	});
	return picked === anotherProfile ? ofProfile() : picked;
}

async function pickSigner(title: string, isForOther: boolean, app: App): Promise<string> {
	await app.config.reload();
	const isOffered = (profile: string): boolean =>
		isForOther || profileCallsSts(profile, app.config.current?.config ?? emptyConfig);
	const pick = await pickProfile({
		title,
		placeholder: "The profile whose credentials are used",
		files: app.config,
		offers: ({ name, origin }) => origin.kind !== "none" && origin.kind !== "broken" && isOffered(name),
		recent: app.recent.names,
		withRoleByHand: false,
		manager: app.manager,
		clock: app.clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}
