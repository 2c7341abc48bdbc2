import { trustedCertificates } from "../aws/http/certificates.ts";
import type { HttpNetwork } from "../aws/http/http.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../core/config/endpointSettings.ts";
import { networkSettings } from "../core/config/networkSettings.ts";
import type { Profile } from "../core/config/profile.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import { SessionsError } from "../core/errors.ts";
import { resolveStsEndpoint, type StsEndpoint } from "../core/places/stsEndpoint.ts";

/** Where STS is called. */
export interface StsPlace {
	readonly endpoint: StsEndpoint;
	/** The region, and who named it. */
	readonly region: RegionChoice;
}

/**
 * Where STS is called for a chain: its leaf profile decides, for every hop; without one, the environment.
 * @throws SessionsError `InvalidEndpoint`
 */
export function endpointOf(
	leaf: Profile | undefined,
	askedRegion: string | undefined,
	config: SharedConfig,
	environment: Environment,
): StsPlace {
	const region = chooseRegion(askedRegion, leaf?.section, environment);
	const endpoint = resolveStsEndpoint(
		stsEndpointParameters(region.region, leaf?.section, config, environment),
	);
	if (typeof endpoint === "string") {
		throw leaf === undefined
			? new SessionsError("InvalidEndpoint", endpoint)
			: new SessionsError("InvalidEndpoint", `Profile '${leaf.name}': ${endpoint}`, {
					remedies: [{ kind: "openFile", place: leaf.place }],
				});
	}
	return { endpoint, region };
}

/**
 * The region's own endpoint in place of the global one, for operations that that does not have; any other as it is.
 * @throws SessionsError `InvalidEndpoint`
 */
export function regionalPlace({ endpoint, region }: StsPlace): StsPlace {
	if (!isGlobal(endpoint)) {
		return { endpoint, region };
	}
	const name = region.region === "aws-global" ? "us-east-1" : region.region;
	const regional = resolveStsEndpoint({ region: name });
	if (typeof regional === "string") {
		throw new SessionsError("InvalidEndpoint", regional);
	}
	return { endpoint: regional, region: { ...region, region: name } };
}

function isGlobal({ url }: StsEndpoint): boolean {
	return URL.canParse(url) && /^sts\.amazonaws\.com\.?$/.test(new URL(url).hostname);
}

/**
 * How AWS is reached for a leaf profile.
 * @throws SessionsError `CaBundleUnreadable`
 */
export async function networkOf(leaf: Profile | undefined, environment: Environment): Promise<HttpNetwork> {
	const { caBundle, connectTimeout } = networkSettings(leaf?.section, environment);
	return {
		...(caBundle === undefined ? {} : { ca: await trustedCertificates(caBundle) }),
		...(connectTimeout === undefined ? {} : { connectTimeout }),
	};
}
