import { type EndpointParameters, resolveEndpoint } from "./serviceEndpoint.ts";

/** Where to send an STS request and which region to sign it for. */
export interface StsEndpoint {
	readonly url: string;
	readonly signingRegion: string;
}

export interface StsEndpointParameters extends EndpointParameters {
	/** The legacy `sts_regional_endpoints = legacy`: older regions go to the global endpoint. */
	readonly useGlobalEndpoint?: boolean;
}

/** The regions that `sts_regional_endpoints = legacy` sends to the global endpoint. */
const legacyGlobalRegions = new Set([
	"ap-northeast-1",
	"ap-south-1",
	"ap-southeast-1",
	"ap-southeast-2",
	"aws-global",
	"ca-central-1",
	"eu-central-1",
	"eu-north-1",
	"eu-west-1",
	"eu-west-2",
	"eu-west-3",
	"sa-east-1",
	"us-east-1",
	"us-east-2",
	"us-west-1",
	"us-west-2",
]);

/** Where STS was called before it had regions. */
const globalEndpoint: StsEndpoint = { url: "https://sts.amazonaws.com", signingRegion: "us-east-1" };

/** Resolves STS's endpoint by the rule set that AWS's SDKs share. The text returned says why there is none. */
export function resolveStsEndpoint(parameters: StsEndpointParameters): StsEndpoint | string {
	const { region, endpoint, useFips = false, useDualStack = false, useGlobalEndpoint = false } = parameters;
	if (endpoint === undefined && region !== undefined && !useFips && !useDualStack) {
		if (region === "aws-global" || (useGlobalEndpoint && legacyGlobalRegions.has(region))) {
			return globalEndpoint;
		}
	}
	const resolved = resolveEndpoint(parameters, (parts) => {
		// GovCloud's plain endpoints are the FIPS ones.
		const isFipsHost = parts.useFips && !(parts.partition.id === "aws-us-gov" && !parts.useDualStack);
		return `${isFipsHost ? "sts-fips" : "sts"}.${parts.region}.${parts.dnsSuffix}`;
	});
	return typeof resolved === "string" ? resolved : { ...resolved, signingRegion: region ?? "us-east-1" };
}
