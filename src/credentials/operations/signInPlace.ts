import { chooseRegion, type Environment } from "../../core/config/endpointSettings.ts";
import type { Profile } from "../../core/config/profile.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { signInOfRequest } from "../../core/identityCenter/signInOfRequest.ts";
import { partitionOf } from "../../core/places/partition.ts";
import type { SessionRequest } from "../../core/session/session.ts";
import { endpointOf, type StsPlace } from "../endpoint.ts";

/**
 * Where STS is called for a session that is built on a sign-in to IAM Identity Center: when neither the person nor the
 * profile says where, then in the sign-in's partition, as its keys work nowhere else.
 * @returns undefined for a session that is built on none
 * @throws SessionsError `InvalidEndpoint`
 */
export function signInPlace(
	request: SessionRequest,
	asked: string | undefined,
	leaf: Profile | undefined,
	config: SharedConfig,
	environment: Environment,
): StsPlace | undefined {
	const home = signInOfRequest(request, config)?.region;
	if (home === undefined) {
		return undefined;
	}
	// Without a profile of its own, the current one says how STS is reached, but not where.
	const section = request.kind === "ssoRole" ? undefined : leaf?.section;
	const chosen = chooseRegion(asked, section, environment);
	const isFree = chosen.from === "environment" || chosen.from === "default";
	const region =
		isFree && partitionOf(chosen.region).id !== partitionOf(home).id
			? ({ region: home, from: "default" } as const)
			: chosen;
	return { endpoint: endpointOf(leaf, region.region, config, environment).endpoint, region };
}
