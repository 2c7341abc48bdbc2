import * as vscode from "vscode";
import { type AssumeRoleArguments, fieldChecks, type TargetArguments } from "../core/commandArguments.ts";
import { CancelledError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { freshness, type RoleRequest, type Session, type SessionRequest } from "../core/session.ts";
import { requireChain } from "../credentials/requireChain.ts";
import type { App } from "./app.ts";
import { PersonInteraction } from "./personInteraction.ts";
import { pickProfile } from "./profilePick.ts";
import { askForRole } from "./roleByHand.ts";

/** Starts a session of a request, asking for codes and showing progress. @throws SessionsError, CancelledError */
export async function startSession(request: SessionRequest, app: App): Promise<Session> {
	const { clock, manager, recent } = app;
	const interaction = new PersonInteraction(clock);
	try {
		const session = await manager.start(request, interaction);
		if (request.kind === "profile") {
			await recent.add(request.profile);
		}
		return session;
	} finally {
		interaction.dispose();
	}
}

/** Gets new credentials for a session. @throws SessionsError, CancelledError */
export async function renewSession(id: string, { clock, manager }: App): Promise<Session> {
	const interaction = new PersonInteraction(clock);
	try {
		return await manager.renew(id, interaction);
	} finally {
		interaction.dispose();
	}
}

/** Assume Role, with whatever was given; asks for the rest. @throws SessionsError, CancelledError */
export async function assumeRole(given: AssumeRoleArguments, app: App): Promise<Session> {
	if (given.profile !== undefined) {
		return liveSessionOf(given.profile, app);
	}
	const { config } = await app.config.reload();
	if (given.roleArn !== undefined || given.sourceProfile !== undefined) {
		const role = await roleFromArguments(given, app);
		return startSession({ kind: "role", ...role }, app);
	}
	const pick = await pickProfile({
		title: "Assume role",
		placeholder: "Pick a role profile, or type to filter by name, account or role",
		files: app.config,
		offers: isRole,
		recent: app.recent.names,
		withRoleByHand: true,
		manager: app.manager,
		clock: app.clock,
	});
	if (pick.kind === "profile") {
		return liveSessionOf(pick.profile, app);
	}
	const { typed } = pick;
	const begun = fieldChecks.roleArn(typed) === undefined ? { ...given, roleArn: typed } : given;
	const role = await askForRole(begun, config, typed.startsWith("arn:") ? typed : "");
	return startSession({ kind: "role", ...role }, app);
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
		manager: app.manager,
		clock: app.clock,
	});
	return liveSessionOf(pick.kind === "profile" ? pick.profile : "", app);
}

/**
 * Makes a profile's session the active one; starts it when there is none, or it is about to expire.
 * @throws SessionsError, CancelledError
 */
export async function liveSessionOf(profile: string, app: App): Promise<Session> {
	const existing = app.manager.get(`profile:${profile}`);
	const state = existing === undefined ? undefined : freshness(existing, app.clock.now()).kind;
	return existing !== undefined && (state === "fresh" || state === "lasting")
		? app.manager.switchTo(existing.id)
		: startSession({ kind: "profile", profile }, app);
}

function isRole({ origin }: Profile): boolean {
	return "role" in origin || (origin.kind === "broken" && origin.code !== "PartialKeys");
}

/**
 * A role to assume by hand, of which a caller has given a part. A role's ARN from outside could be anybody's: the
 * person confirms it, with everything else that was handed over, before anything else is asked or sent.
 */
async function roleFromArguments(given: AssumeRoleArguments, app: App): Promise<RoleRequest> {
	const { config } = await app.config.reload();
	if (given.sourceProfile !== undefined) {
		requireChain(config, given.sourceProfile);
	}
	if (given.roleArn !== undefined) {
		await confirmRole(given.roleArn, given);
	}
	const { profile: _, roleArn, sourceProfile, ...options } = given;
	return roleArn !== undefined && sourceProfile !== undefined
		? { ...options, roleArn, sourceProfile }
		: askForRole(given, config, "");
}

async function confirmRole(roleArn: string, { roleArn: _, ...others }: AssumeRoleArguments): Promise<void> {
	const assume = "Assume Role";
	const handedOver = Object.entries(others).map(([field, value]) => `${field}: ${value}`);
	const chosen = await vscode.window.showWarningMessage(
		`Assume ${roleArn}?`,
		{
			modal: true,
			detail: [
				"A keybinding, a task or another extension asks for this role. Go on only if you expected it.",
				...handedOver,
			].join("\n"),
		},
		assume,
	);
	if (chosen !== assume) {
		throw new CancelledError();
	}
}
