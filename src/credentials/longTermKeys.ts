import type { Base } from "../core/config/chain.ts";
import { SessionsError } from "../core/errors.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { AcquireContext } from "./context.ts";
import { requireChain } from "./requireChain.ts";
import { credentialProcess } from "./sources/process.ts";
import { asCredentials } from "./sources/staticKeys.ts";
import { fetchStoredKeys } from "./sources/storedKeys.ts";

/** A profile that has a user's own access keys, in the files or stored. */
export type KeysBase = Extract<Base, { kind: "keys" | "storedKeys" }>;
/** A profile that may have a user's own access keys: what its program gives, is known when it has run. */
export type OwnKeysBase = KeysBase | Extract<Base, { kind: "process" }>;

/** The keys of such a profile. @throws SessionsError `StoredKeysMissing` */
export async function keysOf(base: KeysBase, context: AcquireContext): Promise<Credentials> {
	return asCredentials(base.kind === "keys" ? base.keys : await fetchStoredKeys(base, context));
}

/**
 * The long-term keys of a profile that {@link requireLongTermKeys} has let pass.
 * @throws SessionsError `StoredKeysMissing`, those of the program's, `InvalidRequest` when it gives temporary ones
 */
export async function ownKeysOf(
	base: OwnKeysBase,
	operation: string,
	context: AcquireContext,
): Promise<Credentials> {
	if (base.kind !== "process") {
		return keysOf(base, context);
	}
	const { credentials } = await credentialProcess(base, context);
	if (credentials.sessionToken !== undefined) {
		throw notOwn(base.name, operation, "gives temporary credentials");
	}
	return credentials;
}

/**
 * A profile that has long-term keys, or may have them, for the operations that take no others.
 * @throws SessionsError `InvalidRequest` when the profile's credentials are temporary
 */
export function requireLongTermKeys(
	profile: string,
	operation: string,
	{ config }: Pick<AcquireContext, "config">,
): OwnKeysBase {
	const { base, hops } = requireChain(config, profile);
	if (hops.length > 0) {
		throw notOwn(profile, operation, "assumes a role");
	}
	const isOwn = base.kind === "keys" && base.keys.sessionToken === undefined;
	if (isOwn || base.kind === "storedKeys" || base.kind === "process") {
		return base;
	}
	throw notOwn(profile, operation, "gives temporary credentials");
}

function notOwn(profile: string, operation: string, what: string): SessionsError {
	return new SessionsError(
		"InvalidRequest",
		`${operation} takes a user's own access keys, and profile '${profile}' ${what}. Choose a profile with access keys`,
		{ remedies: [{ kind: "useOther" }] },
	);
}
