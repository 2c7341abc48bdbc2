import type { Chain } from "../core/chain.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../core/endpointSettings.ts";
import { SessionsError } from "../core/errors.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { resolveStsEndpoint, type StsEndpoint } from "../core/stsEndpoint.ts";

/**
 * Where STS is called for a chain: its leaf profile decides, for every hop.
 * @throws SessionsError `InvalidEndpoint`
 */
export function endpointOf(
	chain: Chain,
	askedRegion: string | undefined,
	config: SharedConfig,
	environment: Environment,
): { readonly endpoint: StsEndpoint; readonly region: RegionChoice } {
	const { section, name, place } = chain.profile;
	const region = chooseRegion(askedRegion, section, environment);
	const endpoint = resolveStsEndpoint(stsEndpointParameters(region.region, section, config, environment));
	if (typeof endpoint === "string") {
		throw new SessionsError("InvalidEndpoint", `Profile '${name}': ${endpoint}`, {
			remedies: [{ kind: "openFile", place }],
		});
	}
	return { endpoint, region };
}
