import type { Environment } from "../core/config/endpointSettings.ts";

/** What variables decide, and which do. In the order in which they are told. */
const groups = [
	[
		"Keys",
		[
			"AWS_ACCESS_KEY_ID",
			"AWS_SECRET_ACCESS_KEY",
			"AWS_SESSION_TOKEN",
			"AWS_SECURITY_TOKEN",
			"AWS_CREDENTIAL_EXPIRATION",
			"AWS_ACCOUNT_ID",
		],
	],
	["Profile", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]],
	["Web identity", ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"]],
	[
		"Container",
		[
			"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
			"AWS_CONTAINER_CREDENTIALS_FULL_URI",
			"AWS_CONTAINER_AUTHORIZATION_TOKEN",
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		],
	],
	[
		"Instance",
		[
			"AWS_EC2_METADATA_DISABLED",
			"AWS_EC2_METADATA_SERVICE_ENDPOINT",
			"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
			"AWS_EC2_METADATA_V1_DISABLED",
		],
	],
	["Files", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY"]],
	["Region", ["AWS_REGION", "AWS_DEFAULT_REGION"]],
	[
		"Way to AWS",
		[
			"AWS_ENDPOINT_URL",
			"AWS_ENDPOINT_URL_STS",
			"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
			"AWS_STS_REGIONAL_ENDPOINTS",
			"AWS_USE_FIPS_ENDPOINT",
			"AWS_USE_DUALSTACK_ENDPOINT",
			"AWS_CA_BUNDLE",
			"REQUESTS_CA_BUNDLE",
			"HTTPS_PROXY",
			"https_proxy",
			"NO_PROXY",
			"no_proxy",
		],
	],
] as const;

/** Every variable that decides something. */
export const watchedVariables: readonly string[] = groups.flatMap(([, names]) => names);

/** Variables that are set, under what they decide. Names alone: no value is told. */
export interface VariableGroup {
	readonly label: string;
	readonly names: readonly string[];
}

/** The variables that decide something and are set, in groups. One that is set to nothing is marked. */
export function variablesSet(environment: Environment): readonly VariableGroup[] {
	return groups.flatMap(([label, all]) => {
		const names = all.flatMap((name) => {
			const value = environment[name];
			return value === undefined ? [] : [value === "" ? `${name} (empty)` : name];
		});
		return names.length === 0 ? [] : [{ label, names }];
	});
}
