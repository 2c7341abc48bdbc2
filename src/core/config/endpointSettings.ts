import type { EndpointParameters } from "../places/serviceEndpoint.ts";
import type { StsEndpointParameters } from "../places/stsEndpoint.ts";
import { type Section, type SharedConfig, settingOf } from "./sharedConfig.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A region and who named it. */
export interface RegionChoice {
	readonly region: string;
	readonly from: "request" | "profile" | "environment" | "default";
}

/** The region to call STS in: as asked, else the profile's, else the environment's, else us-east-1. */
export function chooseRegion(
	asked: string | undefined,
	profile: Section | undefined,
	environment: Environment,
): RegionChoice {
	if (asked !== undefined) {
		return { region: asked, from: "request" };
	}
	const ofProfile = settingOf(profile, "region");
	if (ofProfile !== undefined) {
		return { region: ofProfile, from: "profile" };
	}
	const ofEnvironment = variable(environment, "AWS_REGION") ?? variable(environment, "AWS_DEFAULT_REGION");
	return ofEnvironment === undefined
		? { region: "us-east-1", from: "default" }
		: { region: ofEnvironment, from: "environment" };
}

/** A service's name as `[services]` sections have it; upper-cased it ends `AWS_ENDPOINT_URL_…`. */
export type ServiceId = "sts" | "sso" | "sso_oidc" | "signin";

/** What the files and the environment say about a service's endpoint for a profile, by AWS's precedence. */
export function endpointParameters(
	service: ServiceId,
	region: string,
	profile: Section | undefined,
	config: SharedConfig,
	environment: Environment,
): EndpointParameters {
	const isOn = (name: string, key: string): boolean =>
		(variable(environment, name) ?? settingOf(profile, key))?.toLowerCase() === "true";
	const endpoint = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
		? undefined
		: (variable(environment, `AWS_ENDPOINT_URL_${service.toUpperCase()}`) ??
			variable(environment, "AWS_ENDPOINT_URL") ??
			serviceEndpoint(service, profile, config) ??
			settingOf(profile, "endpoint_url"));
	return {
		region,
		useFips: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
		useDualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
		...(endpoint === undefined ? {} : { endpoint }),
	};
}

/** {@link endpointParameters} of STS, which has a switch of its own. */
export function stsEndpointParameters(
	region: string,
	profile: Section | undefined,
	config: SharedConfig,
	environment: Environment,
): StsEndpointParameters {
	const mode =
		variable(environment, "AWS_STS_REGIONAL_ENDPOINTS") ?? settingOf(profile, "sts_regional_endpoints");
	return {
		...endpointParameters("sts", region, profile, config, environment),
		useGlobalEndpoint: mode?.toLowerCase() === "legacy",
	};
}

function serviceEndpoint(
	service: ServiceId,
	profile: Section | undefined,
	config: SharedConfig,
): string | undefined {
	const services = config.services.get(settingOf(profile, "services") ?? "");
	const endpoint = services?.properties.get(service)?.nested.findLast(({ key }) => key === "endpoint_url");
	return endpoint === undefined || endpoint.value === "" ? undefined : endpoint.value;
}

function variable(environment: Environment, name: string): string | undefined {
	const value = environment[name];
	return value === undefined || value === "" ? undefined : value;
}
