import type { Base } from "../core/config/chain.ts";
import type { StaticKeys } from "../core/config/profile.ts";
import { SessionsError } from "../core/errors.ts";
import type { AcquireContext } from "./context.ts";
import { requireChain } from "./requireChain.ts";
import { fetchStoredKeys } from "./sources/storedKeys.ts";

/** A profile that has a user's own access keys, in the files or stored. */
export type KeysBase = Extract<Base, { kind: "keys" | "storedKeys" }>;

/** The keys of such a profile. @throws SessionsError `StoredKeysMissing` */
export async function keysOf(base: KeysBase, context: AcquireContext): Promise<StaticKeys> {
	return base.kind === "keys" ? base.keys : fetchStoredKeys(base, context);
}

/**
 * A profile that has long-term keys, for the operations that take no others.
 * @throws SessionsError `InvalidRequest` when the profile's credentials are temporary
 */
export function requireLongTermKeys(
	profile: string,
	operation: string,
	{ config }: Pick<AcquireContext, "config">,
): KeysBase {
	const { base, hops } = requireChain(config, profile);
	const isStored = base.kind === "storedKeys";
	if (hops.length === 0 && (isStored || (base.kind === "keys" && base.keys.sessionToken === undefined))) {
		return base;
	}
	const what = hops.length > 0 ? "assumes a role" : "gives temporary credentials";
	throw new SessionsError(
		"InvalidRequest",
		`${operation} takes a user's own access keys, and profile '${profile}' ${what}. Choose a profile with access keys`,
		{ remedies: [{ kind: "useOther" }] },
	);
}
