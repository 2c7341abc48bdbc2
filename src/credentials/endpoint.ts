import { trustedCertificates } from "../aws/certificates.ts";
import type { HttpNetwork } from "../aws/http.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../core/endpointSettings.ts";
import { SessionsError } from "../core/errors.ts";
import { networkSettings } from "../core/networkSettings.ts";
import type { Profile } from "../core/profile.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { globalEndpoint, resolveStsEndpoint, type StsEndpoint } from "../core/stsEndpoint.ts";

/**
 * Where STS is called for a chain: its leaf profile decides, for every hop; without one, the environment.
 * @throws SessionsError `InvalidEndpoint`
 */
export function endpointOf(
	leaf: Profile | undefined,
	askedRegion: string | undefined,
	config: SharedConfig,
	environment: Environment,
): { readonly endpoint: StsEndpoint; readonly region: RegionChoice } {
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

/** The endpoint of a region for operations that the global one does not have; any other endpoint as it is. */
export function regionalEndpoint(endpoint: StsEndpoint): StsEndpoint {
	return endpoint.url === globalEndpoint.url
		? { ...endpoint, url: `https://sts.${endpoint.signingRegion}.amazonaws.com` }
		: endpoint;
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
