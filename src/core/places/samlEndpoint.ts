/** Where AWS signs people in, per partition. From the AWS SDKs' endpoint rules for that service. */
const hosts = new Set([
	"signin.aws.amazon.com",
	"signin.amazonaws.cn",
	"signin.amazonaws-us-gov.com",
	"signin-fips.amazonaws-us-gov.com",
	"signin.amazonaws-eusc.eu",
	"signin.c2shome.ic.gov",
	"signin.sc2shome.sgov.gov",
	"signin.csphome.hci.ic.gov",
	"signin.csphome.adc-e.uk",
]);

/**
 * Whether a SAML response made for this URL is made for AWS: `https://signin.aws.amazon.com/saml`, another
 * partition's, a region's, or one with the ID that AWS gives to providers that encrypt. Whether it is the very one
 * that a role's trust policy names, STS knows.
 */
export function isAwsSamlEndpoint(url: string): boolean {
	const [, host = ""] =
		/^https:\/\/(?:[a-z]{2,4}(?:-[a-z]+)+-\d+\.)?([a-z\d.-]+)(?:\/static)?\/saml(?:\/acs\/[\w-]{1,128})?\/?$/.exec(
			url,
		) ?? [];
	return hosts.has(host);
}
