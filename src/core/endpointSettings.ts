import { type Section, type SharedConfig, settingOf } from "./sharedConfig.ts";
import type { StsEndpointParameters } from "./stsEndpoint.ts";

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

/** What the files and the environment say about STS's endpoint for a profile, by AWS's precedence. */
export function stsEndpointParameters(
	region: string,
	profile: Section | undefined,
	config: SharedConfig,
	environment: Environment,
): StsEndpointParameters {
	const either = (name: string, key: string): string | undefined =>
		variable(environment, name) ?? settingOf(profile, key);
	const isOn = (name: string, key: string): boolean => either(name, key)?.toLowerCase() === "true";
	const endpoint = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
		? undefined
		: (variable(environment, "AWS_ENDPOINT_URL_STS") ??
			variable(environment, "AWS_ENDPOINT_URL") ??
			serviceEndpoint(profile, config) ??
			settingOf(profile, "endpoint_url"));
	return {
		region,
		useFips: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
		useDualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
		useGlobalEndpoint:
			either("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints")?.toLowerCase() === "legacy",
		...(endpoint === undefined ? {} : { endpoint }),
	};
}

function serviceEndpoint(profile: Section | undefined, config: SharedConfig): string | undefined {
	const services = config.services.get(settingOf(profile, "services") ?? "");
	const endpoint = services?.properties.get("sts")?.nested.findLast(({ key }) => key === "endpoint_url");
	return endpoint === undefined || endpoint.value === "" ? undefined : endpoint.value;
}

function variable(environment: Environment, name: string): string | undefined {
	const value = environment[name];
	return value === undefined || value === "" ? undefined : value;
}
