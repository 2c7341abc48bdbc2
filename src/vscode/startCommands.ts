import * as vscode from "vscode";
import { type AssumeRoleArguments, fieldChecks } from "../core/commandArguments.ts";
import { CancelledError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { isLive, type RoleRequest, type Session, type SessionRequest } from "../core/session.ts";
import type { App } from "./app.ts";
import { PersonInteraction } from "./personInteraction.ts";
import { pickProfile } from "./profilePick.ts";
import { askForRole } from "./roleByHand.ts";

/** Starts a session of a request, asking for codes and showing progress. @throws SessionsError, CancelledError */
export async function startSession(request: SessionRequest, app: App): Promise<Session> {
	const { clock, log, manager, recent } = app;
	const interaction = new PersonInteraction(clock);
	try {
		const session = await manager.start(request, interaction);
		log.info("session started", {
			session: session.name,
			account: session.identity.account,
			...(session.region === undefined ? {} : { region: session.region }),
		});
		if (request.kind === "profile") {
			await recent.add(request.profile);
		}
		return session;
	} finally {
		interaction.dispose();
	}
}

/** Gets new credentials for a session. @throws SessionsError, CancelledError */
export async function renewSession(id: string, { clock, log, manager }: App): Promise<Session> {
	const interaction = new PersonInteraction(clock);
	try {
		const session = await manager.renew(id, interaction);
		log.info("session renewed", { session: session.name });
		return session;
	} finally {
		interaction.dispose();
	}
}

/** Assume Role, with whatever was given; asks for the rest. @throws SessionsError, CancelledError */
export async function assumeRole(given: AssumeRoleArguments, app: App): Promise<Session> {
	if (given.profile !== undefined) {
		return startSession({ kind: "profile", profile: given.profile }, app);
	}
	const { config } = await app.config.reload();
	if (given.roleArn !== undefined || given.sourceProfile !== undefined) {
		const role = await roleFromArguments(given, app);
		return startSession({ kind: "role", ...role }, app);
	}
	const pick = await pickProfile({
		title: "Assume role",
		placeholder: "Pick a role profile, or type to filter by name, account or role",
		config,
		offers: isRole,
		recent: app.recent.names,
		withRoleByHand: true,
		manager: app.manager,
		clock: app.clock,
	});
	if (pick.kind === "profile") {
		return startSession({ kind: "profile", profile: pick.profile }, app);
	}
	const { typed } = pick;
	const begun = fieldChecks.roleArn(typed) === undefined ? { ...given, roleArn: typed } : given;
	const role = await askForRole(begun, config, typed.startsWith("arn:") ? typed : "");
	return startSession({ kind: "role", ...role }, app);
}

/** Start Session: any profile, whatever its kind. @throws SessionsError, CancelledError */
export async function startAnySession(profile: string | undefined, app: App): Promise<Session> {
	if (profile !== undefined) {
		return startSession({ kind: "profile", profile }, app);
	}
	const { config } = await app.config.reload();
	const pick = await pickProfile({
		title: "Start session",
		placeholder: "Pick a profile, or type to filter by name, account or role",
		config,
		offers: ({ origin }) => origin.kind !== "none",
		recent: app.recent.names,
		withRoleByHand: false,
		manager: app.manager,
		clock: app.clock,
	});
	return startSession({ kind: "profile", profile: pick.kind === "profile" ? pick.profile : "" }, app);
}

/** The live session of a profile, started first when there is none. @throws SessionsError, CancelledError */
export async function liveSessionOf(profile: string, app: App): Promise<Session> {
	const existing = app.manager.find(`profile:${profile}`);
	return existing !== undefined && isLive(existing, app.clock.now())
		? app.manager.switchTo(existing.id)
		: startSession({ kind: "profile", profile }, app);
}

function isRole({ origin }: Profile): boolean {
	return "role" in origin || (origin.kind === "broken" && origin.code !== "PartialKeys");
}

/** A role's ARN from outside could be anybody's: the person confirms it before anything is sent. */
async function roleFromArguments(given: AssumeRoleArguments, app: App): Promise<RoleRequest> {
	const { config } = await app.config.reload();
	const isComplete = given.roleArn !== undefined && given.sourceProfile !== undefined;
	const role = isComplete ? (given as RoleRequest) : await askForRole(given, config, "");
	if (given.roleArn !== undefined) {
		const assume = "Assume Role";
		const chosen = await vscode.window.showWarningMessage(
			`Assume ${role.roleArn}?`,
			{
				modal: true,
				detail: `A keybinding, a task or another extension asks for this role, with the credentials of profile ${role.sourceProfile}. Go on only if you expected it.`,
			},
			assume,
		);
		if (chosen !== assume) {
			throw new CancelledError();
		}
	}
	return role;
}
