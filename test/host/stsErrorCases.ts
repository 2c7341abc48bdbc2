import {
	type ErrorCase,
	expired,
	longerThanRole,
	malformed,
	packed,
	quoting,
	refusedParameters,
	regionDisabled,
	throttled,
	tooLate,
} from "./stsErrorCase.ts";
import type { Called } from "./stsErrorForms.ts";
import { tellingCases } from "./stsTellingCases.ts";

/**
 * What STS refuses, by operation. The active session is one of dev-readonly; other credentials are those of the
 * profiles acme and ci-bot.
 */
export const errorCases: Readonly<Record<Called, readonly ErrorCase[]>> = {
	AssumeRole: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:TagSession on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			told: "Profile 'acme' may not set session tags. The trust policy of arn:aws:iam::012345678901:role/LegacyAdmin and the caller's own policy must allow sts:TagSession; or leave out the tags",
			buttons: ["Open Config File", "Show Log"],
		}),
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:SetSourceIdentity on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			told: "Profile 'acme' may not set a source identity. The trust policy of arn:aws:iam::012345678901:role/LegacyAdmin and the caller's own policy must allow sts:SetSourceIdentity; or leave out the source identity",
			buttons: ["Open Config File", "Show Log"],
		}),
		{
			code: "OptInRequired",
			status: 403,
			says: "The AWS Access Key Id needs a subscription for the service",
			message:
				"The account of profile 'acme' is not fully activated. Its owner can complete the sign-up in the AWS console; or use another account",
			buttons: ["Use Another Profile…"],
		},
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			told: "Profile 'acme' may not assume arn:aws:iam::012345678901:role/LegacyAdmin. The role's trust policy must name the caller and may require MFA (mfa_serial) or an external ID, and the caller's own policy must allow sts:AssumeRole",
			buttons: ["Open Config File", "Show Log"],
		}),
		{
			code: "AccessDenied",
			status: 403,
			says: "Roles may not be assumed by root accounts.",
			message:
				"The keys of profile 'acme' are a root user's, and AWS lets a root user assume no role. Use those of an IAM user or a role",
			buttons: ["Use Another Profile…", "Open Config File"],
		},
		malformed,
		packed,
		regionDisabled("us-east-1", "Try Again", "Open Config File"),
		expired("profile 'acme'", "Open Config File", "Try Again"),
		{
			code: "ExpiredTokenException",
			status: 400,
			says: "The security token included in the request is expired",
			message: "The credentials of profile 'acme' have expired. Get new ones, then try again",
			buttons: ["Open Config File", "Try Again"],
		},
		{
			code: "InvalidClientTokenId",
			status: 403,
			says: "The security token included in the request is invalid.",
			message:
				"AWS does not know the access key of profile 'acme'. It may be deactivated or deleted, or belong to another partition than sts.example",
			buttons: ["Open Config File"],
		},
		{
			code: "SignatureDoesNotMatch",
			status: 403,
			says: "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
			message:
				"The secret access key of profile 'acme' does not match its access key ID. Copy the pair again",
			buttons: ["Open Config File"],
		},
		tooLate,
		throttled,
		{
			code: "ValidationError",
			status: 400,
			says: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
			message:
				"The duration is longer than arn:aws:iam::012345678901:role/LegacyAdmin allows. Ask for less (in a profile: duration_seconds), or raise the role's maximum session duration",
			buttons: ["Use 1h", "Open Config File"],
		},
		refusedParameters(
			"AssumeRole",
			"1 validation error detected: Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
			"Try Again",
			"Open Config File",
		),
		{
			code: "ServiceUnavailable",
			status: 503,
			says: "Service is unavailable",
			message: "sts.example has a problem of its own. Wait a moment, then try again",
			buttons: ["Try Again"],
		},
		{
			code: "SomethingNew",
			status: 400,
			says: "Something new was refused.",
			message: "AssumeRole was refused (SomethingNew): Something new was refused.",
			buttons: ["Show Log"],
		},
	],
	"AssumeRole, chained": [
		{
			code: "ValidationError",
			status: 400,
			says: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
			message:
				"arn:aws:iam::777788889999:role/ProdAudit is assumed with another role's credentials, and AWS caps that at 1 hour. For longer, assume it from a profile with access keys or a sign-in that the role itself trusts",
			buttons: ["Use 1h", "Open Config File"],
		},
	],
	"AssumeRole, MFA": [
		{
			code: "AccessDenied",
			status: 403,
			says: "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
			message:
				"The MFA device is not one of the user behind profile 'acme'. Check mfa_serial. STS takes no passkeys or security keys: with only those, use IAM Identity Center",
			buttons: ["Try Again", "Open Config File"],
		},
	],
	AssumeRoleWithSAML: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "Not authorized to perform sts:AssumeRoleWithSAML",
			told: "arn:aws:iam::444455556666:role/SamlDeveloper does not trust this SAML response. The role's trust policy must name the SAML provider and allow sts:AssumeRoleWithSAML, and the response must list the role",
			buttons: ["Change Options…", "Show Log"],
		}),
		quoting({
			code: "IDPRejectedClaim",
			status: 400,
			says: "Issuer rejected the claim",
			told: "The identity provider refuses the SAML response. It may have expired or been revoked: get a new one there, then try again",
			buttons: ["Try Again"],
		}),
		quoting({
			code: "InvalidIdentityToken",
			status: 400,
			says: "Issuer not present in specified provider",
			told: "STS does not accept the SAML response. The provider in IAM must have the issuer's current metadata",
			buttons: ["Try Again", "Show Log"],
		}),
		{
			code: "ExpiredTokenException",
			status: 400,
			says: "Token must be redeemed within 5 minutes of issuance",
			message:
				"The SAML response has expired: it is good for 5 minutes. Sign in at the identity provider again",
			buttons: ["Try Again"],
		},
		malformed,
		packed,
		regionDisabled("us-east-1", "Try Again"),
		longerThanRole("arn:aws:iam::444455556666:role/SamlDeveloper", "Change Options…", "Use 1h"),
		throttled,
	],
	AssumeRoleWithWebIdentity: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
			told: "arn:aws:iam::444455556666:role/CiWebIdentity does not trust this web identity token. The role's trust policy must name the token's issuer, audience and subject",
			buttons: ["Change Options…", "Show Log"],
		}),
		quoting({
			code: "IDPRejectedClaim",
			status: 400,
			says: "The web identity token was rejected",
			told: "The identity provider refuses the token of role CiWebIdentity@444455556666. It may have expired or been revoked: get a new one there, then try again",
			buttons: ["Try Again"],
		}),
		{
			code: "IDPCommunicationError",
			status: 400,
			says: "Couldn't retrieve verification key from your identity provider",
			message:
				"STS could not reach the identity provider of role CiWebIdentity@444455556666. Wait a moment, then try again",
			buttons: ["Try Again"],
		},
		quoting({
			code: "InvalidIdentityToken",
			status: 400,
			says: "Incorrect token audience",
			told: "STS does not accept the web identity token of role CiWebIdentity@444455556666. The identity provider in IAM must list the token's audience; or get a token for one that it lists",
			buttons: ["Try Again"],
		}),
		quoting({
			code: "InvalidIdentityToken",
			status: 400,
			says: "No OpenIDConnect provider found in your account for https://gitlab.acme.example",
			told: "STS does not accept the web identity token of role CiWebIdentity@444455556666. The role's account needs an identity provider in IAM whose URL is the token's issuer",
			buttons: ["Try Again"],
		}),
		{
			code: "ExpiredTokenException",
			status: 400,
			says: "Token expired: current date/time 1700000300 must be before the expiration date/time 1700000000",
			message:
				"The web identity token for role CiWebIdentity@444455556666 has expired. Get a new one, then try again",
			buttons: ["Try Again"],
		},
		malformed,
		packed,
		regionDisabled("us-east-1", "Try Again"),
		longerThanRole("arn:aws:iam::444455556666:role/CiWebIdentity", "Change Options…", "Use 1h"),
	],
	AssumeRoot: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::444455556666:root",
			told: "Profile 'acme' may not assume root there. The account must be a member of the organization, the caller of its management account or a delegated administrator, with sts:AssumeRoot, and centralized root access must be switched on in IAM",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		}),
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "Cannot call AssumeRoot with session credentials",
			told: "AssumeRoot can't be called with the credentials of profile 'acme'. A role or a user of the management account can",
			buttons: ["Change Options…", "Use Another Profile…"],
		}),
		regionDisabled("eu-central-1", "Try Again", "Open Config File"),
		{
			code: "ExpiredTokenException",
			status: 400,
			says: "The security token included in the request is expired",
			message: "The credentials of profile 'acme' have expired. Get new ones, then try again",
			buttons: ["Open Config File", "Try Again"],
		},
		refusedParameters("AssumeRoot", "Invalid task policy", "Try Again", "Open Config File"),
	],
	GetFederationToken: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::111122223333:federated-user/build-agent",
			told: "Profile 'acme' may not call GetFederationToken",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		}),
		{
			code: "AccessDenied",
			status: 403,
			says: "Cannot call GetFederationToken with session credentials",
			message:
				"GetFederationToken can't be called with the temporary credentials of profile 'acme'. Choose a profile with access keys",
			buttons: ["Change Options…", "Use Another Profile…"],
		},
		malformed,
		packed,
		regionDisabled("eu-central-1", "Try Again", "Open Config File"),
		refusedParameters(
			"GetFederationToken",
			"The requested DurationSeconds exceeds 3600 seconds for AWS account root user",
			"Try Again",
			"Open Config File",
		),
	],
	GetSessionToken: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetSessionToken",
			told: "Profile 'ci-bot' may not call GetSessionToken",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		}),
		{
			code: "AccessDenied",
			status: 403,
			says: "Cannot call GetSessionToken with session credentials",
			message:
				"GetSessionToken can't be called with the temporary credentials of profile 'ci-bot'. Choose a profile with access keys",
			buttons: ["Change Options…", "Use Another Profile…"],
		},
		regionDisabled("eu-west-1", "Try Again", "Open Config File"),
		{
			code: "InvalidClientTokenId",
			status: 403,
			says: "The security token included in the request is invalid.",
			message:
				"AWS does not know the access key of profile 'ci-bot'. It may be deactivated or deleted, or belong to another partition than sts.example",
			buttons: ["Change Options…", "Open Config File"],
		},
		refusedParameters("GetSessionToken", "1 validation error detected", "Try Again", "Open Config File"),
	],
	...tellingCases,
};
