import { insertSettings } from "../config/configEdit.ts";
import type { EditableFile, FileChange } from "../config/keyMove.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { SessionsError } from "../errors.ts";
import type { SignIn } from "./signIn.ts";
import {
	accountProblem,
	roleNameProblem,
	scopesProblem,
	sectionNameProblem,
	ssoRegionProblem,
	startUrlProblem,
} from "./signInChecks.ts";

/** A sign-in to be written into the config file. */
export interface NewSignIn {
	readonly name: string;
	/** Or the issuer. */
	readonly startUrl: string;
	readonly region: string;
	/** What its tokens are to be good for; absent: accounts and roles. */
	readonly scopes?: readonly string[];
}

/** A role of a sign-in, to be written as a profile into the config file. */
export interface NewSsoProfile {
	readonly name: string;
	readonly signIn: SignIn;
	/** 12 digits. */
	readonly account: string;
	readonly roleName: string;
	/** Where its sessions work; absent: nothing is said of that. */
	readonly region?: string;
}

/** What a new sign-in's tokens are good for when nothing else is said: accounts and roles. */
export const defaultScopes: readonly string[] = ["sso:account:access"];

/**
 * Says how an sso-session comes into the config file. All that stands there stays.
 * @throws SessionsError `InvalidArgument` that names the field; `ConfigUnreadable` without a file to write to
 */
export function planSignIn(
	{ name, startUrl, region, scopes = defaultScopes }: NewSignIn,
	config: SharedConfig,
	files: readonly EditableFile[],
): FileChange {
	require("name", sectionNameProblem(name, config.ssoSessions, "sign-in"));
	require("startUrl", startUrlProblem(startUrl));
	require("region", ssoRegionProblem(region));
	require("scopes", scopesProblem(scopes));
	const settings = new Map([
		["sso_start_url", startUrl],
		["sso_region", region],
		...(scopes.length === 0 ? [] : [["sso_registration_scopes", scopes.join(",")] as const]),
	]);
	return added("sso-session", name, settings, files);
}

/**
 * Says how a profile for a role comes into the config file. All that stands there stays.
 * @throws SessionsError `InvalidArgument` that names the field; `ConfigUnreadable` without a file to write to
 */
export function planSsoProfile(
	{ name, signIn, account, roleName, region }: NewSsoProfile,
	config: SharedConfig,
	files: readonly EditableFile[],
): FileChange {
	require("name", sectionNameProblem(name, config.profiles, "profile"));
	require("account", accountProblem(account));
	require("roleName", roleNameProblem(roleName));
	require("region", region === undefined ? undefined : ssoRegionProblem(region));
	const settings = new Map([
		...(signIn.session === undefined
			? [["sso_start_url", signIn.startUrl] as const, ["sso_region", signIn.region] as const]
			: [["sso_session", signIn.session] as const]),
		["sso_account_id", account],
		["sso_role_name", roleName],
		...(region === undefined ? [] : [["region", region] as const]),
	]);
	return added("profile", name, settings, files);
}

/** A name for a role's profile that is not taken: `account-role`, in what names may have. */
export function suggestProfileName(accountName: string, roleName: string, config: SharedConfig): string {
	const plain = [accountName, roleName]
		.map((part) => part.replace(/[^\p{L}\p{N}_.@+-]+/gu, "-").replace(/^-+|-+$/g, ""))
		.filter((part) => part !== "")
		.join("-");
	for (let count = 1; ; count++) {
		const name = count === 1 ? plain : `${plain}-${count}`;
		if (!config.profiles.has(name)) {
			return name;
		}
	}
}

/** The lines of a text that another one, which it is made from, has not; without blank ones. */
export function addedLines(before: string, after: string): readonly string[] {
	const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
	let start = 0;
	while (start < old.length && old[start] === now[start]) {
		start++;
	}
	let end = 0;
	while (end < old.length - start && old.at(-1 - end) === now.at(-1 - end)) {
		end++;
	}
	return now.slice(start, now.length - end).filter((line) => line.trim() !== "");
}

function added(
	section: "profile" | "sso-session",
	name: string,
	settings: ReadonlyMap<string, string>,
	files: readonly EditableFile[],
): FileChange {
	const target = files.find(({ kinds }) => kinds.includes("config"));
	if (target === undefined) {
		throw new SessionsError("ConfigUnreadable", "There is no home folder to look for the config file in");
	}
	const { file, text } = target;
	return { file, before: text, after: insertSettings(text ?? "", "config", name, settings, section) };
}

function require(field: string, problem: string | undefined): void {
	if (problem !== undefined) {
		throw new SessionsError("InvalidArgument", `${field}: ${problem}`);
	}
}
