import { type Resolution, resolveChain } from "../config/chain.ts";
import { type Profile, readProfile } from "../config/profile.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { signInLabel } from "../identityCenter/signIn.ts";
import { parseRoleArn } from "../places/arn.ts";
import { matchesGlob } from "../text/glob.ts";
import { profileOf, rootAccount, type Session, type SessionRequest, sessionName } from "./session.ts";

/** What STS gives (seconds) when nothing is asked for. */
const defaultSeconds = 3600;
/** The same of GetSessionToken and GetFederationToken. */
const defaultTokenSeconds = 43_200;

/** What profiles, accounts and roles are called that nobody should work in by mistake. */
export const defaultProductionPatterns: readonly string[] = [
	"*prod*",
	"!*nonprod*",
	"!*non-prod*",
	"!*non_prod*",
	"!*preprod*",
	"!*pre-prod*",
	"!*pre_prod*",
];

/** The names by which something can be marked as production. */
export interface ProductionNames {
	/** The profile's or the session's. */
	readonly name: string;
	/** 12 digits. */
	readonly account?: string | undefined;
	/** The role's name, without its path. */
	readonly role?: string | undefined;
	/** Of the profiles that it comes through. */
	readonly others?: readonly string[];
}

/** What of a session tells whether it is production. */
export type JudgedSession = Pick<Session, "name" | "request" | "identity" | "roleArn" | "source">;

/** The role that IAM Identity Center makes of a permission set: its name, with a hash. */
const permissionSetRole = /^AWSReservedSSO_(.+)_[0-9a-f]+$/i;

/** What an account is called, by its 12 digits; undefined when nobody has told. */
export type AccountLookup = (account: string) => string | undefined;

/**
 * Whether one of the names is marked as production, or what its account is called.
 * @param patterns globs; one that begins with `!` takes back what one before it has marked. Entries that are no text
 * are passed over
 */
export function isProduction(
	{ name, account, role, others = [] }: ProductionNames,
	patterns: readonly unknown[],
	accountName: AccountLookup = () => undefined,
): boolean {
	const texts = patterns.filter((pattern) => typeof pattern === "string");
	const permissionSet = role === undefined ? undefined : permissionSetOf(role);
	const called = account === undefined ? undefined : accountName(account);
	return [name, account, called, role, permissionSet, ...others].some(
		(text) => text !== undefined && isMarked(text, texts),
	);
}

/** Whether a session is marked as production. */
export function isProductionSession(
	session: JudgedSession,
	patterns: readonly unknown[],
	accountName?: AccountLookup,
): boolean {
	return isProduction(sessionNames(session), patterns, accountName);
}

/** The names that belong to a session: its own, and those of the profiles that it was asked for and comes through. */
export function sessionNames({ name, request, identity, roleArn, source }: JudgedSession): ProductionNames {
	const assumed = roleArn === undefined ? undefined : parseRoleArn(roleArn)?.name;
	const role = assumed ?? identity.role;
	const profile = profileOf(request);
	return {
		name,
		account: identity.account,
		role: role === undefined ? undefined : (permissionSetOf(role) ?? role),
		others: [role, identity.role, profile, ...source, ...accountNameOf(request)].filter(
			(text) => text !== undefined,
		),
	};
}

/** The names of what a profile works as, and of the profiles on its way, as far as the files tell. */
export function profileNames({ name, origin }: Profile, resolution?: Resolution): ProductionNames {
	const names = { name, others: resolution === undefined ? [] : wayNames(resolution) };
	if (origin.kind === "sso") {
		return { ...names, account: origin.account, role: origin.roleName };
	}
	return "role" in origin ? { ...names, ...ofArn(origin.role.roleArn) } : names;
}

/** The names of what a request would start. */
export function productionNames(request: SessionRequest, config: SharedConfig): ProductionNames {
	const name = sessionName(request);
	const profile = profileOf(request);
	const others = profile === undefined ? [] : [profile, ...wayNames(resolveChain(config, profile))];
	switch (request.kind) {
		case "role":
		case "webIdentity":
		case "saml":
			return { name, ...ofArn(request.roleArn), others };
		case "root":
			return { name, account: rootAccount(request), others };
		case "ssoRole":
			return {
				name,
				account: request.account,
				role: request.roleName,
				others: [signInLabel(request.signIn), ...accountNameOf(request)],
			};
		default: {
			const section = profile === undefined ? undefined : config.profiles.get(profile);
			return { ...(section === undefined ? {} : profileNames(readProfile(section))), name, others };
		}
	}
}

/** A request that can say how long, for no more than so many seconds (900 at least); any other request as it is. */
export function shortened(request: SessionRequest, seconds: number, config: SharedConfig): SessionRequest {
	switch (request.kind) {
		case "profile": {
			const { options = {} } = request;
			const section = config.profiles.get(request.profile);
			const origin = section === undefined ? undefined : readProfile(section).origin;
			if (origin === undefined || (origin.kind !== "role" && origin.kind !== "roleFrom")) {
				return request;
			}
			const asked = options.durationSeconds ?? origin.role.durationSeconds ?? defaultSeconds;
			return asked <= seconds ? request : { ...request, options: { ...options, durationSeconds: seconds } };
		}
		case "role":
		case "webIdentity":
		case "saml":
			return (request.durationSeconds ?? defaultSeconds) <= seconds
				? request
				: { ...request, durationSeconds: seconds };
		case "sessionToken":
		case "federationToken":
			return (request.durationSeconds ?? defaultTokenSeconds) <= seconds
				? request
				: { ...request, durationSeconds: seconds };
		default:
			return request;
	}
}

/** What an account is called, where a request says so. */
function accountNameOf(request: SessionRequest): string[] {
	return request.kind === "ssoRole" && request.accountName !== undefined ? [request.accountName] : [];
}

/** The names of the profiles on the way to a profile's credentials. */
function wayNames(resolution: Resolution): string[] {
	return resolution.kind === "broken"
		? []
		: [resolution.base.name, ...resolution.hops.map(({ profile }) => profile.name)];
}

function permissionSetOf(role: string): string | undefined {
	return permissionSetRole.exec(role)?.[1];
}

function ofArn(roleArn: string): Pick<ProductionNames, "account" | "role"> {
	const role = parseRoleArn(roleArn);
	return role === undefined ? {} : { account: role.account, role: role.name };
}

function isMarked(text: string, patterns: readonly string[]): boolean {
	const last = patterns.findLast((pattern) => matchesGlob(text, pattern.replace(/^!/, "")));
	return last !== undefined && !last.startsWith("!");
}
