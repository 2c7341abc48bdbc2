import { isRegion, partitionOf } from "./partition.ts";

/** Where to send an STS request and which region to sign it for. */
export interface StsEndpoint {
	readonly url: string;
	readonly signingRegion: string;
}

export interface StsEndpointParameters {
	readonly region?: string;
	readonly useFips?: boolean;
	readonly useDualStack?: boolean;
	/** The legacy `sts_regional_endpoints = legacy`: older regions go to the global endpoint. */
	readonly useGlobalEndpoint?: boolean;
	/** A custom endpoint's URL. */
	readonly endpoint?: string;
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

const globalEndpoint: StsEndpoint = { url: "https://sts.amazonaws.com", signingRegion: "us-east-1" };

/** Resolves STS's endpoint by the rule set that AWS's SDKs share. The text returned says why there is none. */
export function resolveStsEndpoint(parameters: StsEndpointParameters): StsEndpoint | string {
	const { region, endpoint, useFips = false, useDualStack = false } = parameters;
	if (endpoint !== undefined) {
		if (useFips) {
			return "Invalid configuration: FIPS and a custom endpoint can't be used together";
		}
		if (useDualStack) {
			return "Invalid configuration: dual-stack and a custom endpoint can't be used together";
		}
		return { url: endpoint, signingRegion: region ?? "us-east-1" };
	}
	if (region === undefined) {
		return "Invalid configuration: no region";
	}
	if (!isRegion(region)) {
		return `'${region}' is not a region`;
	}
	const partition = partitionOf(region);
	if (parameters.useGlobalEndpoint === true && !useFips && !useDualStack && legacyGlobalRegions.has(region)) {
		return globalEndpoint;
	}
	if (useDualStack && !partition.supportsDualStack) {
		return `Invalid configuration: partition ${partition.id} of region ${region} has no dual-stack endpoints`;
	}
	if (region === "aws-global" && !useFips && !useDualStack) {
		return globalEndpoint;
	}
	// GovCloud's plain endpoints are the FIPS ones.
	const host = useFips && !(partition.id === "aws-us-gov" && !useDualStack) ? "sts-fips" : "sts";
	const suffix = useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
	return { url: `https://${host}.${region}.${suffix}`, signingRegion: region };
}
