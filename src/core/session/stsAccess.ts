import { resolveChain } from "../config/chain.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import type { Session } from "./session.ts";

/**
 * Whether STS takes a session's credentials for more than AssumeRole and GetCallerIdentity. A role's it does, and
 * long-term keys; but not what GetSessionToken, GetFederationToken or AssumeRoot have given, which stand for a user.
 */
export function callsSts({ accessKeyId, identity }: Pick<Session, "accessKeyId" | "identity">): boolean {
	return identity.arn.includes(":assumed-role/") || !accessKeyId.startsWith("ASIA");
}

/** Whether a profile's session will be such a one. A user's with MFA is none: GetSessionToken gives it. */
export function profileCallsSts(profile: string, config: SharedConfig): boolean {
	const chain = resolveChain(config, profile);
	if (chain.kind !== "chain" || chain.hops.length > 0) {
		return true;
	}
	const { base } = chain;
	return (base.kind !== "keys" && base.kind !== "storedKeys") || base.mfaSerial === undefined;
}
