import { parseRoleArn } from "./arn.ts";
import { matchesGlob } from "./glob.ts";
import { type Profile, readProfile } from "./profile.ts";
import { rootAccount, type Session, type SessionRequest, sessionName } from "./session.ts";
import type { SharedConfig } from "./sharedConfig.ts";

/** What STS gives (seconds) when nothing is asked for. */
const defaultSeconds = 3600;

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
}

/**
 * Whether one of the names is marked as production.
 * @param patterns globs; one that begins with `!` takes back what one before it has marked. Entries that are no text
 * are passed over
 */
export function isProduction(
	{ name, account, role }: ProductionNames,
	patterns: readonly unknown[],
): boolean {
	const texts = patterns.filter((pattern) => typeof pattern === "string");
	return [name, account, role].some((text) => text !== undefined && isMarked(text, texts));
}

/** Whether a session is marked as production. */
export function isProductionSession(
	{ name, identity, roleArn }: Pick<Session, "name" | "identity" | "roleArn">,
	patterns: readonly unknown[],
): boolean {
	const role = roleArn === undefined ? identity.role : parseRoleArn(roleArn)?.name;
	return isProduction({ name, account: identity.account, role }, patterns);
}

/** The names of what a profile works as, as far as its own settings tell. */
export function profileNames({ name, origin }: Profile): ProductionNames {
	if (origin.kind === "sso") {
		return { name, account: origin.account, role: origin.roleName };
	}
	return "role" in origin ? { name, ...ofArn(origin.role.roleArn) } : { name };
}

/** The names of what a request would start. */
export function productionNames(request: SessionRequest, config: SharedConfig): ProductionNames {
	const name = sessionName(request);
	switch (request.kind) {
		case "profile": {
			const section = config.profiles.get(request.profile);
			return section === undefined ? { name } : profileNames(readProfile(section));
		}
		case "role":
		case "webIdentity":
		case "saml":
			return { name, ...ofArn(request.roleArn) };
		case "root":
			return { name, account: rootAccount(request) };
		default:
			return { name };
	}
}

/** A request for a role, for no more than so many seconds; any other request as it is. */
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
		default:
			return request;
	}
}

function ofArn(roleArn: string): Pick<ProductionNames, "account" | "role"> {
	const role = parseRoleArn(roleArn);
	return role === undefined ? {} : { account: role.account, role: role.name };
}

function isMarked(text: string, patterns: readonly string[]): boolean {
	const last = patterns.findLast((pattern) => matchesGlob(text, pattern.replace(/^!/, "")));
	return last !== undefined && !last.startsWith("!");
}
