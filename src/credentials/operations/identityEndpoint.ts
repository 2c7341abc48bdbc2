import {
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../../core/config/endpointSettings.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { identityRegion, identityRegionProblem } from "../../core/places/identityRegion.ts";
import type { StsEndpoint } from "../../core/places/stsEndpoint.ts";
import { endpointOf } from "../endpoint.ts";

/**
 * Where STS is called for a role for which an identity provider vouches. What it says never goes to another partition
 * than the role's, unless the environment names the endpoint itself.
 * @throws SessionsError `InvalidArgument`, `InvalidEndpoint`
 */
export function identityEndpoint(
	{ roleArn, region: asked }: { readonly roleArn: string; readonly region?: string },
	config: SharedConfig,
	environment: Environment,
): { readonly endpoint: StsEndpoint; readonly region: RegionChoice } {
	const region = identityRegion(roleArn, asked, environment);
	const isNamed = stsEndpointParameters(region.region, undefined, config, environment).endpoint !== undefined;
	const problem = isNamed ? undefined : identityRegionProblem(roleArn, region.region);
	if (problem !== undefined) {
		throw new SessionsError("InvalidArgument", problem);
	}
	return { endpoint: endpointOf(undefined, region.region, config, environment).endpoint, region };
}
