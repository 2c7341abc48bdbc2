import { isDeepStrictEqual } from "node:util";
import {
	type AssumeRoleArguments,
	fieldChecks,
	type RoleDraft,
} from "../../core/arguments/commandArguments.ts";
import { resolveChain } from "../../core/config/chain.ts";
import type { Profile } from "../../core/config/profile.ts";
import { CancelledError } from "../../core/errors.ts";
import { signInName } from "../../core/identityCenter/signIn.ts";
import type { RememberedRole } from "../../core/profiles/rememberedRoles.ts";
import { roleOptionTexts } from "../../core/session/roleOptionTexts.ts";
import type { RoleOptions, RoleRequest, Session } from "../../core/session/session.ts";
import { requireChain } from "../../credentials/requireChain.ts";
import type { App } from "../app.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { type ProfilePick, pickProfile } from "../forms/profilePick.ts";
import { BackError } from "../forms/steps.ts";
import { startSsoRole } from "../identityCenter/rolesCommands.ts";
import { RolesPick } from "../identityCenter/rolesPick.ts";
import { signInByCommand } from "../identityCenter/signInCommand.ts";
import { renameRole, requireRole } from "../profiles/roleCommands.ts";
import { askForRole } from "./roleByHand.ts";
import { askForProfileOptions } from "./roleOfProfile.ts";
import { liveSessionWith, startSession, switchOrStart } from "./startCommands.ts";

/**
 * Assume Role, with whatever was given; asks for the rest.
 * @param asksOptions whether the person is shown what can be set, also when nothing is missing
 * @throws SessionsError, CancelledError
 */
export async function assumeRole(
	given: AssumeRoleArguments,
	app: App,
	asksOptions = false,
): Promise<Session> {
	const { profile, role: name, ...draft } = given;
	if (profile !== undefined) {
		const { roleArn: _, sourceProfile: __, ...options } = draft;
		return assumeProfile(profile, options, asksOptions, app);
	}
	if (name !== undefined) {
		return assumeRemembered(requireRole(name, app), draft, asksOptions, app);
	}
	await app.config.reload();
	return draft.roleArn !== undefined || draft.sourceProfile !== undefined
		? assumeHandedOver(draft, asksOptions, app)
		: assumePicked(draft, asksOptions, app);
}

async function assumePicked(options: RoleOptions, asksOptions: boolean, app: App): Promise<Session> {
	let beginsAt: string | undefined;
	for (;;) {
		const pick = await pickRole(options, asksOptions, beginsAt, app);
		switch (pick.kind) {
			case "profile":
				return assumeProfile(pick.profile, options, asksOptions || pick.withOptions, app);
			case "remembered":
				return assumeRemembered(pick.role, options, asksOptions || pick.withOptions, app);
			case "rename":
				await renameAndReturn(pick.role, app);
				beginsAt = pick.role.id;
				break;
			case "ssoRole":
				return startSsoRole(pick.request, app);
			case "signIn":
				await signInByCommand({ signIn: signInName(pick.signIn) }, app);
				break;
			case "unfinished":
				return fillIn(app.roleMemory.resume() ?? options, { isResumed: true }, app);
			case "byHand": {
				const { typed } = pick;
				app.roleMemory.finish();
				const draft = fieldChecks.roleArn(typed) === undefined ? { ...options, roleArn: typed } : options;
				return fillIn(draft, { typed: typed.startsWith("arn:") ? typed : "" }, app);
			}
		}
	}
}

function pickRole(
	options: RoleOptions,
	asksOptions: boolean,
	beginsAt: string | undefined,
	app: App,
): Promise<ProfilePick> {
	const { unfinished } = app.roleMemory;
	// Nothing can be set for what IAM Identity Center gives.
	const isPlain = !asksOptions && Object.keys(options).length === 0;
	return pickProfile({
		title: asksOptions ? "Assume role with options" : "Assume role",
		placeholder: "Pick a role profile, or type to filter by name, account or role",
		files: app.config,
		offers: (profile) => isRole(profile) || (isPlain && profile.origin.kind === "sso"),
		recent: app.recent.names,
		withOptions: true,
		withRoleByHand: true,
		remembered: app.rememberedRoles,
		...(isPlain ? { roles: (changed: () => void) => new RolesPick(app, changed) } : {}),
		...(unfinished === undefined ? {} : { unfinished }),
		...(beginsAt === undefined ? {} : { beginsAt }),
		manager: app.manager,
		clock: app.clock,
	});
}

function isRole({ origin }: Profile): boolean {
	return "role" in origin || (origin.kind === "broken" && origin.code !== "PartialKeys");
}

/** Back leads to the pick again. @throws CancelledError */
async function renameAndReturn(role: RememberedRole, app: App): Promise<void> {
	try {
		await renameRole(role, app, true);
	} catch (error) {
		if (!(error instanceof BackError)) {
			throw error;
		}
	}
}

/** A profile's role, with what is set in place of what the profile says. */
async function assumeProfile(
	profile: string,
	given: RoleOptions,
	asksOptions: boolean,
	app: App,
): Promise<Session> {
	const { roleMemory } = app;
	const { config } = await app.config.reload();
	const options = asksOptions
		? await askForProfileOptions(profile, given, {
				config,
				refusedDuration: (roleArn) => roleMemory.refusedDuration(roleArn),
			})
		: given;
	const resolution = resolveChain(config, profile);
	const hasOptions = resolution.kind === "chain" && resolution.hops.length > 0;
	const again = (change: FormChange, current: App): Promise<Session> => {
		switch (change.kind) {
			case "useDuration":
				return assumeProfile(profile, { ...options, durationSeconds: change.seconds }, false, current);
			case "useOther":
				return assumePicked(options, false, current);
			default:
				return assumeProfile(profile, options, hasOptions && change.kind === "mend", current);
		}
	};
	return rememberingForm(again, () => liveSessionWith(profile, options, app), asksOptions);
}

/** A role that was used by hand before: its session when one is live. */
async function assumeRemembered(
	{ request }: RememberedRole,
	options: RoleOptions,
	asksOptions: boolean,
	app: App,
): Promise<Session> {
	const { config } = await app.config.reload();
	requireChain(config, request.sourceProfile);
	const role: RoleRequest = { ...request, ...options };
	if (asksOptions) {
		return fillIn(role, { isResumed: true }, app);
	}
	const isAsRemembered = Object.keys(options).length === 0;
	return rememberingForm(againByHand(role), () =>
		switchOrStart({ kind: "role", ...role }, app, isAsRemembered ? () => true : isDeepStrictEqual),
	);
}

/**
 * A role to assume by hand, of which a caller has given a part. A role's ARN from outside could be anybody's: the
 * person confirms it, with everything else that was handed over, before anything else is asked or sent.
 */
async function assumeHandedOver(given: RoleDraft, asksOptions: boolean, app: App): Promise<Session> {
	const { roleArn, sourceProfile } = given;
	if (sourceProfile !== undefined) {
		requireChain((await app.config.reload()).config, sourceProfile);
	}
	if (roleArn !== undefined) {
		await confirmRole(roleArn, given);
	}
	return roleArn !== undefined && sourceProfile !== undefined && !asksOptions
		? startByHand({ ...given, roleArn, sourceProfile }, app)
		: fillIn(given, {}, app);
}

function confirmRole(roleArn: string, { sourceProfile, ...options }: RoleDraft): Promise<void> {
	const handedOver = [
		...(sourceProfile === undefined ? [] : [["Source profile", sourceProfile] as const]),
		...roleOptionTexts(options),
	];
	return confirmAsked({
		message: `Assume ${roleArn}?`,
		lines: handedOver.map(([label, value]) => `${label}: ${value}`),
		action: "Assume Role",
	});
}

/** Asks for what is missing of a role by hand. What is filled in is kept until the role is assumed. */
async function fillIn(
	draft: RoleDraft,
	how: { readonly typed?: string; readonly isResumed?: boolean },
	app: App,
): Promise<Session> {
	const { roleMemory } = app;
	const { config } = await app.config.reload();
	try {
		const role = await askForRole(draft, {
			...how,
			config,
			refusedDuration: (roleArn) => roleMemory.refusedDuration(roleArn),
			// A form that was only looked at leaves nothing to go on with.
			onChange: (changed) => {
				if (how.isResumed !== true || !isDeepStrictEqual(changed, draft)) {
					roleMemory.keep(changed);
				}
			},
		});
		return await startByHand(role, app);
	} catch (error) {
		if (error instanceof CancelledError) {
			roleMemory.callOff();
		}
		throw error;
	}
}

async function startByHand(role: RoleRequest, app: App): Promise<Session> {
	const session = await rememberingForm(againByHand(role), () =>
		startSession({ kind: "role", ...role }, app),
	);
	if (app.roleMemory.unfinished?.roleArn === role.roleArn) {
		app.roleMemory.finish();
	}
	return session;
}

function againByHand(role: RoleRequest): (change: FormChange, app: App) => Promise<Session> {
	return (change, app) => {
		const { sourceProfile: _, ...others } = role;
		switch (change.kind) {
			case "retry":
				return startByHand(role, app);
			case "mend":
				return fillIn(role, { isResumed: true }, app);
			case "useDuration":
				return startByHand({ ...role, durationSeconds: change.seconds }, app);
			case "useOther":
				return fillIn(others, {}, app);
		}
	};
}
