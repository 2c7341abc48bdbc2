import type { Environment } from "../core/config/endpointSettings.ts";
import type { Profile } from "../core/config/profile.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import { profileOf, type SessionRequest } from "../core/session/session.ts";
import { requireChain } from "./requireChain.ts";
import { signInLeaf } from "./signIn/context.ts";

/**
 * The profile whose settings say how AWS is reached for a request; undefined when there is none.
 * @throws SessionsError for a profile that is not there or broken
 */
export function leafOf(
	request: SessionRequest,
	config: SharedConfig,
	environment: Environment,
): Profile | undefined {
	const profile = profileOf(request);
	if (profile !== undefined) {
		return requireChain(config, profile).profile;
	}
	return request.kind === "ssoRole" ? signInLeaf(config, environment) : undefined;
}
