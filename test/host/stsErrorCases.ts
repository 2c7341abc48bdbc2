import type { Called } from "./stsErrorForms.ts";

/** One of STS's refusals, and what a person reads of it. */
export interface ErrorCase {
	/** STS's own code, HTTP status and words. */
	readonly code: string;
	readonly status: number;
	readonly says: string;
	/** All that the person reads. */
	readonly message: string;
	readonly buttons: readonly string[];
}

const malformed: ErrorCase = {
	code: "MalformedPolicyDocument",
	status: 400,
	says: "Syntax errors in policy.",
	message:
		"STS can't read the session policy. It must be a JSON document in the form that IAM takes. STS says: Syntax errors in policy.",
	buttons: ["Try Again"],
};
const packed: ErrorCase = {
	code: "PackedPolicyTooLarge",
	status: 400,
	says: "Packed policy consumes 134% of allotted space.",
	message:
		"Session policies and tags together are too large. Shorten the policy, or leave out policies or tags. STS says: Packed policy consumes 134% of allotted space.",
	buttons: ["Try Again"],
};
const tooLate: ErrorCase = {
	code: "RequestExpired",
	status: 400,
	says: "Request has expired.",
	message: "This machine's clock is too far off for AWS. Set it right, then try again",
	buttons: ["Try Again"],
};
const throttled: ErrorCase = {
	code: "Throttling",
	status: 400,
	says: "Rate exceeded",
	message: "STS is being asked too often. Wait a moment, then try again",
	buttons: ["Try Again"],
};

/**
 * What STS refuses, by operation. The active session is one of dev-readonly; other credentials are those of the
 * profiles acme and ci-bot.
 */
export const errorCases: Readonly<Record<Called, readonly ErrorCase[]>> = {
	AssumeRole: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:TagSession on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			message:
				"Profile 'acme' may not set session tags. The trust policy of arn:aws:iam::012345678901:role/LegacyAdmin and the caller's own policy must allow sts:TagSession; or leave out the tags. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:TagSession on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			buttons: ["Open Config File", "Show Log"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:SetSourceIdentity on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			message:
				"Profile 'acme' may not set a source identity. The trust policy of arn:aws:iam::012345678901:role/LegacyAdmin and the caller's own policy must allow sts:SetSourceIdentity; or leave out the source identity. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:SetSourceIdentity on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			buttons: ["Open Config File", "Show Log"],
		},
		{
			code: "OptInRequired",
			status: 403,
			says: "The AWS Access Key Id needs a subscription for the service",
			message:
				"The account of profile 'acme' is not fully activated. Its owner can complete the sign-up in the AWS console; or use another account",
			buttons: ["Use Another Profile…"],
		},

		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			message:
				"Profile 'acme' may not assume arn:aws:iam::012345678901:role/LegacyAdmin. The role's trust policy must name the caller and may require MFA (mfa_serial) or an external ID, and the caller's own policy must allow sts:AssumeRole. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::012345678901:role/LegacyAdmin",
			buttons: ["Open Config File", "Show Log"],
		},
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
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in us-east-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again", "Open Config File"],
		},
		{
			code: "ExpiredToken",
			status: 403,
			says: "The security token included in the request is expired",
			message: "The credentials of profile 'acme' have expired. Get new ones, then try again",
			buttons: ["Open Config File", "Try Again"],
		},
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
		{
			code: "ValidationError",
			status: 400,
			says: "1 validation error detected: Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
			message:
				"STS refused the parameters of AssumeRole: 1 validation error detected: Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
			buttons: ["Try Again", "Open Config File"],
		},
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
		{
			code: "AccessDenied",
			status: 403,
			says: "Not authorized to perform sts:AssumeRoleWithSAML",
			message:
				"arn:aws:iam::444455556666:role/SamlDeveloper does not trust this SAML response. The role's trust policy must name the SAML provider and allow sts:AssumeRoleWithSAML, and the response must list the role. STS says: Not authorized to perform sts:AssumeRoleWithSAML",
			buttons: ["Change Options…", "Show Log"],
		},
		{
			code: "IDPRejectedClaim",
			status: 400,
			says: "Issuer rejected the claim",
			message:
				"The identity provider refuses the SAML response. It may have expired or been revoked: get a new one there, then try again. STS says: Issuer rejected the claim",
			buttons: ["Try Again"],
		},
		{
			code: "InvalidIdentityToken",
			status: 400,
			says: "Issuer not present in specified provider",
			message:
				"STS does not accept the SAML response. The provider in IAM must have the issuer's current metadata. STS says: Issuer not present in specified provider",
			buttons: ["Try Again", "Show Log"],
		},
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
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in us-east-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
			message:
				"The duration is longer than arn:aws:iam::444455556666:role/SamlDeveloper allows. Ask for less, or raise the role's maximum session duration",
			buttons: ["Change Options…", "Use 1h"],
		},
		throttled,
	],
	AssumeRoleWithWebIdentity: [
		{
			code: "AccessDenied",
			status: 403,
			says: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
			message:
				"arn:aws:iam::444455556666:role/CiWebIdentity does not trust this web identity token. The role's trust policy must name the token's issuer, audience and subject. STS says: Not authorized to perform sts:AssumeRoleWithWebIdentity",
			buttons: ["Change Options…", "Show Log"],
		},
		{
			code: "IDPRejectedClaim",
			status: 400,
			says: "The web identity token was rejected",
			message:
				"The identity provider refuses the token of role CiWebIdentity@444455556666. It may have expired or been revoked: get a new one there, then try again. STS says: The web identity token was rejected",
			buttons: ["Try Again"],
		},
		{
			code: "IDPCommunicationError",
			status: 400,
			says: "Couldn't retrieve verification key from your identity provider",
			message:
				"STS could not reach the identity provider of role CiWebIdentity@444455556666. Wait a moment, then try again",
			buttons: ["Try Again"],
		},
		{
			code: "InvalidIdentityToken",
			status: 400,
			says: "Incorrect token audience",
			message:
				"STS does not accept the web identity token of role CiWebIdentity@444455556666. The identity provider in IAM must list the token's audience; or get a token for one that it lists. STS says: Incorrect token audience",
			buttons: ["Try Again"],
		},
		{
			code: "InvalidIdentityToken",
			status: 400,
			says: "No OpenIDConnect provider found in your account for https://gitlab.acme.example",
			message:
				"STS does not accept the web identity token of role CiWebIdentity@444455556666. The role's account needs an identity provider in IAM whose URL is the token's issuer. STS says: No OpenIDConnect provider found in your account for https://gitlab.acme.example",
			buttons: ["Try Again"],
		},
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
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in us-east-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
			message:
				"The duration is longer than arn:aws:iam::444455556666:role/CiWebIdentity allows. Ask for less, or raise the role's maximum session duration",
			buttons: ["Change Options…", "Use 1h"],
		},
	],
	AssumeRoot: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::444455556666:root",
			message:
				"Profile 'acme' may not assume root there. The account must be a member of the organization, the caller of its management account or a delegated administrator, with sts:AssumeRoot, and centralized root access must be switched on in IAM. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::444455556666:root",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "Cannot call AssumeRoot with session credentials",
			message:
				"AssumeRoot can't be called with the credentials of profile 'acme'. A role or a user of the management account can. STS says: Cannot call AssumeRoot with session credentials",
			buttons: ["Change Options…", "Use Another Profile…"],
		},
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in eu-central-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again", "Open Config File"],
		},
		{
			code: "ExpiredTokenException",
			status: 400,
			says: "The security token included in the request is expired",
			message: "The credentials of profile 'acme' have expired. Get new ones, then try again",
			buttons: ["Open Config File", "Try Again"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "Invalid task policy",
			message: "STS refused the parameters of AssumeRoot: Invalid task policy",
			buttons: ["Try Again", "Open Config File"],
		},
	],
	DecodeAuthorizationMessage: [
		{
			code: "InvalidAuthorizationMessageException",
			status: 400,
			says: "Message is not valid",
			message:
				"STS can't decode this message. It must be whole, from its first character to its last: terminals and logs cut long lines",
			buttons: ["Try Again"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "Cannot call DecodeAuthorizationMessage with session credentials",
			message:
				"DecodeAuthorizationMessage can't be called with a user's temporary credentials, which session dev-readonly has. Use a role's session or a profile with access keys",
			buttons: ["Use Another Session…"],
		},
		{
			code: "ExpiredToken",
			status: 403,
			says: "The security token included in the request is expired",
			message: "The credentials of session dev-readonly have expired. Get new ones, then try again",
			buttons: ["Use Another Session…", "Try Again"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:DecodeAuthorizationMessage",
			message:
				"Session dev-readonly lacks the permission sts:DecodeAuthorizationMessage, which decoding needs",
			buttons: ["Use Another Session…"],
		},
	],
	GetAccessKeyInfo: [
		{
			code: "InvalidClientTokenId",
			status: 403,
			says: "The security token included in the request is invalid.",
			message:
				"AWS does not know the access key AKIAZ2Z2Z2Z2Z2Z2Z2Z2, or no longer knows that of session dev-readonly. Check that the whole ID was copied",
			buttons: ["Try Again", "Use Another Session…"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "1 validation error detected: Value 'x' at 'accessKeyId' failed to satisfy constraint",
			message:
				"STS refused the parameters of GetAccessKeyInfo: 1 validation error detected: Value 'x' at 'accessKeyId' failed to satisfy constraint",
			buttons: ["Try Again"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetAccessKeyInfo",
			message:
				"Session dev-readonly may not call GetAccessKeyInfo. STS says: User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetAccessKeyInfo",
			buttons: ["Use Another Session…", "Show Log"],
		},
	],
	GetCallerIdentity: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetCallerIdentity",
			message:
				"Session dev-readonly may not call GetCallerIdentity. STS says: User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetCallerIdentity",
			buttons: ["Use Another Session…", "Show Log"],
		},
		{
			code: "ExpiredToken",
			status: 403,
			says: "The security token included in the request is expired",
			message: "The credentials of session dev-readonly have expired. Get new ones, then try again",
			buttons: ["Use Another Session…", "Try Again"],
		},
		{
			code: "SignatureDoesNotMatch",
			status: 403,
			says: "The request signature we calculated does not match",
			message:
				"The secret access key of session dev-readonly does not match its access key ID. Get new credentials, then try again",
			buttons: ["Use Another Session…", "Try Again"],
		},
		tooLate,
		throttled,
		{
			code: "InvalidClientTokenId",
			status: 403,
			says: "The security token included in the request is invalid.",
			message:
				"AWS does not know the access key of session dev-readonly. It may be revoked, or belong to another partition than sts.example. Get new credentials, then try again",
			buttons: ["Use Another Session…", "Try Again"],
		},
	],
	GetFederationToken: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::111122223333:federated-user/build-agent",
			message:
				"Profile 'acme' may not call GetFederationToken. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::111122223333:federated-user/build-agent",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		},
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
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in eu-central-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again", "Open Config File"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "The requested DurationSeconds exceeds 3600 seconds for AWS account root user",
			message:
				"STS refused the parameters of GetFederationToken: The requested DurationSeconds exceeds 3600 seconds for AWS account root user",
			buttons: ["Try Again", "Open Config File"],
		},
	],
	GetSessionToken: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetSessionToken",
			message:
				"Profile 'ci-bot' may not call GetSessionToken. STS says: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetSessionToken",
			buttons: ["Change Options…", "Use Another Profile…", "Show Log"],
		},
		{
			code: "AccessDenied",
			status: 403,
			says: "Cannot call GetSessionToken with session credentials",
			message:
				"GetSessionToken can't be called with the temporary credentials of profile 'ci-bot'. Choose a profile with access keys",
			buttons: ["Change Options…", "Use Another Profile…"],
		},
		{
			code: "RegionDisabledException",
			status: 403,
			says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			message:
				"STS is switched off in eu-west-1. An administrator can activate it under IAM, Account settings; or choose another region. STS says: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
			buttons: ["Try Again", "Open Config File"],
		},
		{
			code: "InvalidClientTokenId",
			status: 403,
			says: "The security token included in the request is invalid.",
			message:
				"AWS does not know the access key of profile 'ci-bot'. It may be deactivated or deleted, or belong to another partition than sts.example",
			buttons: ["Change Options…", "Open Config File"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "1 validation error detected",
			message: "STS refused the parameters of GetSessionToken: 1 validation error detected",
			buttons: ["Try Again", "Open Config File"],
		},
	],
	GetWebIdentityToken: [
		{
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetWebIdentityToken",
			message:
				"Session dev-readonly may not call GetWebIdentityToken. STS says: User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetWebIdentityToken",
			buttons: ["Change Options…", "Use Another Session…", "Show Log"],
		},
		{
			code: "JWTPayloadSizeExceededException",
			status: 400,
			says: "The requested token payload size exceeds the maximum allowed size.",
			message: "The token would be too large. Leave out tags or audiences, or shorten them",
			buttons: ["Try Again"],
		},
		{
			code: "OutboundWebIdentityFederationDisabledException",
			status: 403,
			says: "Outbound web identity federation is not enabled",
			message:
				"Outbound web identity federation is switched off in the account of session dev-readonly. An administrator can switch it on under IAM, Account settings",
			buttons: ["Change Options…", "Use Another Session…"],
		},
		{
			code: "SessionDurationEscalationException",
			status: 403,
			says: "The requested token duration would extend the session beyond its original expiration time.",
			message:
				"The token would live longer than the credentials of session dev-readonly. Ask for a shorter lifetime, or renew the session first",
			buttons: ["Try Again"],
		},
		{
			code: "ExpiredToken",
			status: 403,
			says: "The security token included in the request is expired",
			message: "The credentials of session dev-readonly have expired. Get new ones, then try again",
			buttons: ["Use Another Session…", "Try Again"],
		},
		{
			code: "ValidationError",
			status: 400,
			says: "1 validation error detected",
			message: "STS refused the parameters of GetWebIdentityToken: 1 validation error detected",
			buttons: ["Try Again"],
		},
	],
};
