import * as vscode from "vscode";
import { readSsoRoleArguments, type SsoRoleArguments } from "../../core/arguments/signInArguments.ts";
import { listProfiles } from "../../core/config/chain.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { findSignIn } from "../../core/config/ssoSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignInName, signInId, signInLabel } from "../../core/identityCenter/signIn.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import { signInOfProfile } from "../../core/identityCenter/signInOfRequest.ts";
import type { Session, SsoRoleRequest } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { switchOrStart } from "../operations/startCommands.ts";
import { chooseSession } from "../sessions/sessionCommands.ts";
import { withAccountName } from "./withAccountName.ts";

/** The role of IAM Identity Center that an argument names; undefined when it names something else, or nothing. */
export function readSsoRole(argument: unknown, app: App): SsoRoleRequest | undefined {
	const isOne =
		typeof argument === "object" &&
		argument !== null &&
		["ssoSession", "startUrl", "account", "roleName"].some((field) => field in argument);
	return isOne ? requireSsoRole(argument, app) : undefined;
}

/** @throws SessionsError `InvalidArgument` that names the field */
export function requireSsoRole(argument: unknown, app: App): SsoRoleRequest {
	const { signIn, account, roleName, region } = readSsoRoleArguments(argument);
	if (signIn === undefined || account === undefined || roleName === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			"Invalid argument: a role of IAM Identity Center takes ssoSession, or startUrl and ssoRegion, with account and roleName",
		);
	}
	const accountName = app.accountNames.of(account);
	return {
		signIn,
		account,
		...(accountName === undefined ? {} : { accountName }),
		roleName,
		...(region === undefined ? {} : { region }),
	};
}

/**
 * Starts, or switches to, the session of a role that no profile names. A role from outside could be any of the
 * person's: they confirm it.
 * @throws SessionsError, CancelledError
 */
export async function assumeSsoRole(asked: SsoRoleRequest, app: App): Promise<Session> {
	requireSignIn(asked.signIn, (await app.config.reload()).config);
	const request = await withAccountName(asked, app);
	const { signIn, account, accountName, roleName } = request;
	if (app.caller !== undefined) {
		await confirmAsked({
			message: `Assume ${roleName} in account ${account}?`,
			lines: [
				...(accountName === undefined ? [] : [`Account: ${accountName}`]),
				`Sign-in: ${signInLabel(signIn)}`,
			],
			action: "Assume Role",
		});
	}
	return startSsoRole(request, app);
}

/**
 * The same for a role that the person has picked themselves. Without a region it works where the sign-in's profiles
 * do, else where Identity Center is, so that clients have one.
 * @throws SessionsError, CancelledError
 */
export async function startSsoRole(request: SsoRoleRequest, app: App): Promise<Session> {
	const { config } = await app.config.reload();
	const region =
		request.region ?? usualRegion(request.signIn, config) ?? requireSignIn(request.signIn, config).region;
	return switchOrStart({ kind: "ssoRole", ...(await withAccountName(request, app)), region }, app);
}

/** The region of most profiles of a sign-in; undefined when none of them says one. */
export function usualRegion(signIn: SignInName, config: SharedConfig): string | undefined {
	const id = signInId(signIn);
	const regions = listProfiles(config).flatMap(({ name, region }) => {
		const own = region === undefined ? undefined : signInOfProfile(name, config);
		return region !== undefined && own !== undefined && signInId(own) === id ? [region] : [];
	});
	const counted = Map.groupBy(regions, (region) => region);
	return [...counted].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0];
}

/** The role of IAM Identity Center that a session was started for. @throws SessionsError, CancelledError */
export async function roleOfSession(named: string | undefined, app: App): Promise<SsoRoleRequest> {
	const { name, request } = await chooseSession(named, "Save as profile", app);
	if (request.kind !== "ssoRole") {
		throw new SessionsError(
			"InvalidArgument",
			`Session ${name} is not one of a role of IAM Identity Center, or has its profile already`,
		);
	}
	const { kind: _, ...role } = request;
	return role;
}

/** Refresh Accounts and Roles: of the sign-in that is named, else of all. */
export async function refreshRoles(argument: unknown, app: App): Promise<void> {
	const { signIn } = readSsoRoleArguments(argument);
	await refreshRolesOf(signIn, app);
}

/** Has accounts and roles asked for anew when they are next looked at. */
export async function refreshRolesOf(name: SignInName | undefined, app: App): Promise<void> {
	await app.signInStates.refresh();
	for (const { signIn } of app.signInStates.all) {
		if (name === undefined || signInId(signIn) === signInId(name)) {
			app.rolesBrowser.refresh(signIn);
		}
	}
}

/** Has what was in vain tried again. */
export async function retryRoles(argument: unknown, app: App): Promise<void> {
	const { signIn, account } = readSsoRoleArguments(argument);
	const found = signIn === undefined ? undefined : findSignIn(signIn, (await app.config.reload()).config);
	if (found !== undefined && "startUrl" in found) {
		app.rolesBrowser.retry(found, account);
	}
}

/** Copies an account's number. @throws SessionsError `InvalidArgument` */
export async function copyAccountId(argument: unknown): Promise<void> {
	await copy(readSsoRoleArguments(argument), "account", "account ID");
}

/** Copies a role's name. @throws SessionsError `InvalidArgument` */
export async function copyRoleName(argument: unknown): Promise<void> {
	await copy(readSsoRoleArguments(argument), "roleName", "role name");
}

async function copy(given: SsoRoleArguments, field: "account" | "roleName", what: string): Promise<void> {
	const text = given[field];
	if (text === undefined) {
		throw new SessionsError("InvalidArgument", `Invalid argument: ${field} is missing`);
	}
	await vscode.env.clipboard.writeText(text);
	vscode.window.setStatusBarMessage(`$(check) Copied the ${what} ${text}`, 3000);
}
