import { parseRoleArn } from "./arn.ts";
import { matchesGlob } from "./glob.ts";
import type { Session } from "./session.ts";

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

function isMarked(text: string, patterns: readonly string[]): boolean {
	const last = patterns.findLast((pattern) => matchesGlob(text, pattern.replace(/^!/, "")));
	return last !== undefined && !last.startsWith("!");
}
