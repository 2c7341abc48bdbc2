import { type Chain, resolveChain } from "../core/config/chain.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import { SessionsError } from "../core/errors.ts";

/**
 * The chain of a profile that is to be used now.
 * @throws SessionsError that points to the place to mend
 */
export function requireChain(config: SharedConfig, profile: string): Chain {
	const resolution = resolveChain(config, profile);
	if (resolution.kind === "chain") {
		return resolution;
	}
	const { code, message, place } = resolution;
	throw new SessionsError(code, message, {
		remedies: [place === undefined ? { kind: "openConfig" } : { kind: "openFile", place }],
	});
}
