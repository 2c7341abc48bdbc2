import { credentialSources } from "./profile.ts";
import type { SectionKind } from "./sharedConfig.ts";

/** What a key's value is; a list is of the words allowed. `block`: indented lines of keys of its own. */
export type ValueKind =
	| "text"
	| "secret"
	| "count"
	| "positive"
	| "seconds"
	| "boolean"
	| "region"
	| "duration"
	| "roleArn"
	| "mfaSerial"
	| "account"
	| "profile"
	| "ssoSession"
	| "services"
	| "block"
	| readonly string[];

/** A setting that the AWS CLI or the SDKs read. */
export interface ConfigKey {
	readonly name: string;
	readonly value: ValueKind;
	/** One sentence, without its full stop. */
	readonly description: string;
}

/**
 * Name, kind of value (with `/` a choice of words) and description of each key, in the order in which completion
 * offers them. From botocore's configprovider.py and credentials.py (1.43), the AWS CLI's config-vars and s3-config
 * topics and the AWS SDKs and Tools Reference Guide; mfa_process is aws-vault's. One text, as that is smallest.
 */
const profileKeys = table(`region region Region that requests go to
output json/text/table/yaml/yaml-stream/off How the AWS CLI prints answers
role_arn roleArn Role to assume
source_profile profile Profile whose credentials assume the role
credential_source ${credentialSources.join("/")} Where the credentials that assume the role come from
mfa_serial mfaSerial MFA device: its ARN, or the serial number of a hardware device
external_id text ID that the role's owner asks third parties for
role_session_name text Name of the role's session, as CloudTrail shows it
duration_seconds duration Length of the role's session in seconds
web_identity_token_file text File with the OpenID Connect token to assume the role with
sso_session ssoSession The sso-session section to sign in with
sso_account_id account Account to use after the sign-in
sso_role_name text Permission set to use after the sign-in
sso_start_url text Address of the IAM Identity Center access portal
sso_region region Region of IAM Identity Center
login_session text ARN of the identity that signed in with aws login
credential_process text Command that prints credentials as JSON
mfa_process text Command that prints an MFA code
aws_access_key_id text ID of the access key
aws_secret_access_key secret Secret of the access key
aws_session_token secret Token that belongs to temporary keys
aws_security_token secret Older name of aws_session_token
aws_account_id account Account of the access key
services services The services section with endpoints
endpoint_url text Endpoint of all services
ignore_configured_endpoint_urls boolean Ignore endpoints set in files and variables
use_fips_endpoint boolean Use FIPS endpoints
use_dualstack_endpoint boolean Use endpoints that answer over IPv6 too
sts_regional_endpoints regional/legacy Call STS in the region or at the global endpoint
account_id_endpoint_mode preferred/disabled/required Use endpoints with the account's ID
ca_bundle text PEM file of certificate authorities to trust
retry_mode standard/adaptive/legacy How failed requests are retried
max_attempts count How many times a request is sent at most
defaults_mode legacy/standard/in-region/cross-region/mobile/auto Set of default settings of the SDKs
tcp_keepalive boolean Keep connections open with TCP keep-alive
parameter_validation boolean Check parameters before sending
disable_request_compression boolean Send request bodies uncompressed
request_min_compression_size_bytes count Size in bytes from which request bodies are compressed
request_checksum_calculation when_supported/when_required When requests get a checksum
response_checksum_validation when_supported/when_required When checksums of answers are checked
sigv4a_signing_region_set text Regions that SigV4a signatures hold for, separated by commas
auth_scheme_preference text Ways to sign requests, best first, separated by commas
disable_host_prefix_injection boolean Leave out the host prefixes of operations
endpoint_discovery_enabled true/false/auto Ask services for their endpoints
sdk_ua_app_id text Name of the application in requests
connect_timeout seconds Seconds to wait for a connection
metadata_service_timeout positive Seconds to wait for the instance metadata service
metadata_service_num_attempts positive How many times the instance metadata service is asked
ec2_metadata_service_endpoint text Address of the instance metadata service
ec2_metadata_service_endpoint_mode IPv4/IPv6 How the instance metadata service is reached
ec2_metadata_v1_disabled boolean Refuse version 1 of the instance metadata service
imds_use_ipv6 boolean Reach the instance metadata service over IPv6
s3 block Settings of Amazon S3
s3_use_arn_region boolean Use the region of S3 ARNs
s3_us_east_1_regional_endpoint regional/legacy Call S3 in us-east-1 regionally or globally
s3_disable_multiregion_access_points boolean Refuse multi-region access points
s3_disable_express_session_auth boolean Use S3 Express without sessions
api_versions block API versions by service
data_path text Folders with more service models
cli_pager text Program that shows long output, empty for none
cli_auto_prompt on/on-partial/off Ask for commands and parameters
cli_binary_format base64/raw-in-base64-out How binary parameters are written
cli_timestamp_format wire/iso8601/none How times are printed
cli_history enabled/disabled Record the commands that are run
cli_follow_urlparam boolean Fetch parameters that are URLs`);

const ssoSessionKeys = table(`sso_start_url text Address of the IAM Identity Center access portal
sso_region region Region of IAM Identity Center
sso_registration_scopes text What the sign-in may be used for, separated by commas`);

/** Services have hundreds of names; these are offered, and none is refused. */
const servicesKeys = table(
	"cloudformation dynamodb ec2 iam kms lambda s3 secrets_manager sqs sso sts".replace(
		/\S+ ?/g,
		"$& block Endpoint of this service\n",
	),
);

const s3Keys = table(`max_concurrent_requests count How many requests run at the same time
max_queue_size count How many tasks wait at most
multipart_threshold text Size from which files go in parts, as in 64MB
multipart_chunksize text Size of the parts, as in 16MB
max_bandwidth text Bandwidth used at most, as in 50MB/s
preferred_transfer_client auto/classic/crt Client that transfers files
target_bandwidth text Bandwidth that the crt client aims for, as in 10Gb/s
use_accelerate_endpoint boolean Use S3 Transfer Acceleration
use_dualstack_endpoint boolean Use endpoints that answer over IPv6 too
addressing_style auto/path/virtual Bucket in the path or in the host's name
payload_signing_enabled boolean Sign bodies too
use_arn_region boolean Use the region of S3 ARNs
us_east_1_regional_endpoint regional/legacy Call us-east-1 regionally or globally
s3_disable_multiregion_access_points boolean Refuse multi-region access points`);

const serviceKeys = table("endpoint_url text Endpoint of this service");

const noKeys: ReadonlyMap<string, ConfigKey> = new Map();

const keysByKind: Readonly<Record<SectionKind, ReadonlyMap<string, ConfigKey>>> = {
	profile: profileKeys,
	"sso-session": ssoSessionKeys,
	services: servicesKeys,
};

/** The keys that may stand in a section of a kind, or in the block under one of its keys. */
export function knownKeys(kind: SectionKind, parent?: string): ReadonlyMap<string, ConfigKey> {
	if (parent === undefined) {
		return keysByKind[kind];
	}
	return kind === "services" ? serviceKeys : kind === "profile" && parent === "s3" ? s3Keys : noKeys;
}

/** The section kind in which a key that is not known in `kind` belongs. */
export function otherHome(key: string, kind: SectionKind): SectionKind | undefined {
	const kinds: readonly SectionKind[] = kind === "profile" ? ["sso-session"] : ["profile", "sso-session"];
	return kinds.find((other) => other !== kind && keysByKind[other].has(key));
}

/** The words that a value can be, when these are known; not names of profiles, sessions, services or regions. */
export function allowedWords(value: ValueKind): readonly string[] {
	return value === "boolean" ? ["true", "false"] : typeof value === "string" ? [] : value;
}

/** What a value has to be, in words; undefined when anything goes. */
export function valueHint(value: ValueKind): string | undefined {
	switch (value) {
		case "duration":
			return "900 to 43200";
		case "count":
			return "A whole number";
		case "positive":
			return "A whole number above 0";
		case "seconds":
			return "A number above 0";
		case "account":
			return "12 digits";
		case "roleArn":
			return "arn:aws:iam::123456789012:role/name";
		default:
			return allowedWords(value).join(", ") || undefined;
	}
}

function table(rows: string): ReadonlyMap<string, ConfigKey> {
	const keys = rows.matchAll(/(\S+) +(\S+) (.+)/g);
	return new Map(
		Array.from(keys, ([, name = "", kind = "", description = ""]) => {
			// The table's kinds are checked by its test.
			const value = kind.includes("/") ? kind.split("/") : (kind as ValueKind);
			return [name, { name, value, description }];
		}),
	);
}
