import { isDeepStrictEqual } from "node:util";
import type { TargetArguments } from "../../core/arguments/commandArguments.ts";
import { emptyConfig, type SharedConfig } from "../../core/config/sharedConfig.ts";
import { signInName } from "../../core/identityCenter/signIn.ts";
import {
	freshness,
	type RoleOptions,
	type Session,
	type SessionRequest,
	sessionId,
} from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { pickProfile } from "../forms/profilePick.ts";
import { startSsoRole } from "../identityCenter/rolesCommands.ts";
import { RolesPick } from "../identityCenter/rolesPick.ts";
import { signInByCommand } from "../identityCenter/signInCommand.ts";
import { type GivenIdentity, PersonInteraction } from "../mfa/personInteraction.ts";
import {
	asProductionAllows,
	confirmProduction,
	confirmRenewal,
	confirmUse,
} from "../sessions/productionGuard.ts";

/**
 * Starts a session of a request, asking for codes and showing progress.
 * @param given what the person was shown already, and is sent as it was
 * @throws SessionsError, CancelledError
 */
export async function startSession(
	asked: SessionRequest,
	app: App,
	given: GivenIdentity = {},
): Promise<Session> {
	const { clock, manager, recent, rememberedRoles, roleMemory, usedRoles } = app;
	const { config: fresh } = await app.config.reload();
	const request = await confirmProduction(asked, fresh, app);
	const interaction = new PersonInteraction(clock, given, app.caller);
	const config = (): SharedConfig => app.config.current?.config ?? emptyConfig;
	try {
		const session = await manager.start(request, interaction, app.activates);
		roleMemory.learnFromSuccess(request, config());
		if (request.kind === "profile") {
			await recent.add(request.profile);
		} else if (request.kind === "role") {
			const { kind: _, ...role } = asked.kind === "role" ? asked : request;
			await rememberedRoles.remember(role);
		} else if (request.kind === "ssoRole") {
			const { kind: _, ...role } = request;
			await usedRoles.add(app.accountNames.named(role));
			await recent.add(session.id);
		}
		return session;
	} catch (error) {
		roleMemory.learnFromFailure(error, request, config());
		throw error;
	} finally {
		interaction.dispose();
	}
}

/** Gets new credentials for a session, which stays active or inactive. @throws SessionsError, CancelledError */
export async function renewSession(id: string, app: App): Promise<Session> {
	const { clock, config, manager } = app;
	const { config: fresh } = await config.reload();
	const session = manager.get(id);
	const request = session === undefined ? undefined : await confirmRenewal(session, fresh, app);
	const interaction = new PersonInteraction(clock, {}, app.caller);
	try {
		// It may have been ended meanwhile, and then there is nothing to renew.
		return request === undefined || manager.get(id) === undefined
			? await manager.renew(id, interaction)
			: await manager.start(request, interaction, false);
	} finally {
		interaction.dispose();
	}
}

/** Start Session: any profile, whatever its kind. @throws SessionsError, CancelledError */
export async function startAnySession(
	{ profile, credentialSource: source }: TargetArguments,
	app: App,
): Promise<Session> {
	if (source !== undefined) {
		return startSession({ kind: "ambient", source }, app);
	}
	if (profile !== undefined) {
		return liveSessionOf(profile, app);
	}
	await app.config.reload();
	const pick = await pickProfile({
		title: "Start session",
		placeholder: "Pick a profile, or type to filter by name, account or role",
		files: app.config,
		offers: ({ origin }) => origin.kind !== "none",
		recent: app.recent.names,
		withRoleByHand: false,
		roles: (changed) => new RolesPick(app, changed),
		manager: app.manager,
		clock: app.clock,
	});
	switch (pick.kind) {
		case "ssoRole":
			return startSsoRole(pick.request, app);
		case "signIn":
			await signInByCommand({ signIn: signInName(pick.signIn) }, app);
			return startAnySession({}, app);
		default:
			return liveSessionOf(pick.kind === "profile" ? pick.profile : "", app);
	}
}

/**
 * Makes a profile's session the active one; starts it when there is none, or it is about to expire.
 * @throws SessionsError, CancelledError
 */
export function liveSessionOf(profile: string, app: App): Promise<Session> {
	return switchOrStart({ kind: "profile", profile }, app);
}

/** The same with options: a session that was started with others is not meant. @throws as {@link liveSessionOf} */
export function liveSessionWith(profile: string, options: RoleOptions, app: App): Promise<Session> {
	return Object.keys(options).length === 0
		? liveSessionOf(profile, app)
		: switchOrStart({ kind: "profile", profile, options }, app, isDeepStrictEqual);
}

/**
 * Makes a request's session the active one, if one is live and was started with a request that is `alike`; starts it
 * otherwise.
 * @throws SessionsError, CancelledError
 */
export async function switchOrStart(
	asked: SessionRequest,
	app: App,
	alike: (a: SessionRequest, b: SessionRequest) => boolean = () => true,
): Promise<Session> {
	const request = app.otherShells.originalOf(asked);
	const existing = app.manager.get(sessionId(request));
	const state = existing === undefined ? undefined : freshness(existing, app.clock.now()).kind;
	const isUsable = existing !== undefined && (state === "fresh" || state === "lasting");
	const allowed = asProductionAllows(request, app.config.current?.config ?? emptyConfig);
	if (!isUsable || !(alike(existing.request, request) || alike(existing.request, allowed))) {
		return startSession(request, app);
	}
	await confirmUse(existing, app);
	return app.activates === false ? existing : app.manager.switchTo(existing.id);
}
