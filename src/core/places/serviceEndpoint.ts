import { isRegion, type Partition, partitionOf } from "./partition.ts";

/** What decides where a service is called. */
export interface EndpointParameters {
	readonly region?: string;
	readonly useFips?: boolean;
	readonly useDualStack?: boolean;
	/** A custom endpoint's URL. */
	readonly endpoint?: string;
}

/** What a service's own host name is made of. */
export interface EndpointParts {
	readonly region: string;
	readonly partition: Partition;
	/** Of the partition, for dual-stack when that is asked for. */
	readonly dnsSuffix: string;
	readonly useFips: boolean;
	readonly useDualStack: boolean;
}

/**
 * Resolves an endpoint by the rules that all of AWS's services share; `host` gives the service's own name.
 * The text returned says why there is none.
 */
export function resolveEndpoint(
	{ region, endpoint, useFips = false, useDualStack = false }: EndpointParameters,
	host: (parts: EndpointParts) => string,
): { readonly url: string } | string {
	if (endpoint !== undefined) {
		if (useFips) {
			return "Invalid configuration: FIPS and a custom endpoint can't be used together";
		}
		if (useDualStack) {
			return "Invalid configuration: dual-stack and a custom endpoint can't be used together";
		}
		return { url: endpoint };
	}
	if (region === undefined) {
		return "Invalid configuration: no region";
	}
	if (!isRegion(region)) {
		return `'${region}' is not a region`;
	}
	const partition = partitionOf(region);
	if (useDualStack && !partition.supportsDualStack) {
		return `Invalid configuration: partition ${partition.id} of region ${region} has no dual-stack endpoints`;
	}
	const dnsSuffix = useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
	return { url: `https://${host({ region, partition, dnsSuffix, useFips, useDualStack })}` };
}
