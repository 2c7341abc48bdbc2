import type { ErrorCode, Remedy } from "../../core/errors.ts";
import { chainedLimit } from "../../core/session/sessionDuration.ts";
import type { StsCallContext, StsFault } from "./stsErrors.ts";

/** What one of STS's codes means, and what to do next. */
export interface StsErrorRow {
	readonly codes: readonly string[];
	/** Narrows it to some operations. */
	readonly operations?: readonly string[];
	/** Narrows a code that means several things: found in STS's message, in any case. */
	readonly says?: string;
	readonly code: ErrorCode;
	readonly message: (context: StsCallContext, fault: StsFault) => string;
	readonly remedies: readonly Remedy[];
}

const openConfig: Remedy = { kind: "openConfig" };
const retry: Remedy = { kind: "retry" };
const showLog: Remedy = { kind: "showLog" };
const useOther: Remedy = { kind: "useOther" };

const denied = ["AccessDenied", "AccessDeniedException"];
const expired = ["ExpiredToken", "ExpiredTokenException"];
const webIdentity = ["AssumeRoleWithWebIdentity"];
const saml = ["AssumeRoleWithSAML"];
const validation = ["ValidationError", "ValidationException"];

/** What a session carries needs a permission beside that of the operation, and STS names it. */
const carried: readonly StsErrorRow[] = [
	{ says: "sts:TagSession", what: "session tags", them: "the tags" },
	{ says: "sts:SetSourceIdentity", what: "a source identity", them: "the source identity" },
].flatMap(({ says, what, them }): StsErrorRow[] => [
	{
		codes: denied,
		operations: [...webIdentity, ...saml],
		says,
		code: "AccessDenied",
		message: ({ roleArn }, fault) =>
			`The identity provider sends ${what} along, for which the trust policy of ${roleArn} must allow ${says}. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		says,
		code: "ScopeDenied",
		message: ({ caller, roleArn }, fault) =>
			`${capital(caller)} may not set ${what}. ${roleArn === undefined ? "Its" : `The trust policy of ${roleArn} and the caller's`} own policy must allow ${says}; or leave out ${them}. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
]);

/** The first row that fits decides. Rows that look into the message come before their code's general row. */
export const stsErrorTable: readonly StsErrorRow[] = [
	{
		codes: denied,
		says: "invalid MFA one time pass code",
		code: "MfaCodeInvalid",
		message: () => "That code was not accepted",
		remedies: [retry],
	},
	{
		codes: validation,
		says: "tokenCode",
		code: "MfaCodeInvalid",
		message: () => "An MFA code has 6 digits",
		remedies: [retry],
	},
	{
		codes: denied,
		says: "unable to validate MFA code",
		code: "MfaDeviceInvalid",
		message: ({ caller }) =>
			`The MFA device is not one of the user behind ${caller}. Check mfa_serial. STS takes no passkeys or security keys: with only those, use IAM Identity Center`,
		remedies: [retry, openConfig],
	},
	{
		codes: denied,
		operations: ["AssumeRoot"],
		says: "session credentials",
		code: "AccessDenied",
		message: ({ caller }, fault) =>
			`AssumeRoot can't be called with the credentials of ${caller}. A role or a user of the management account can. STS says: ${fault.message}`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["GetSessionToken", "GetFederationToken"],
		says: "with session credentials",
		code: "AccessDenied",
		message: ({ operation, caller }) =>
			`${operation} can't be called with the temporary credentials of ${caller}. Choose a profile with access keys`,
		remedies: [useOther],
	},
	{
		codes: denied,
		says: "with session credentials",
		code: "AccessDenied",
		message: ({ operation, caller }) =>
			`${operation} can't be called with a user's temporary credentials, which ${caller} has. Use a role's session or a profile with access keys`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["AssumeRole"],
		says: "assumed by root accounts",
		code: "AccessDenied",
		message: ({ caller }) =>
			`The keys of ${caller} are a root user's, and AWS lets a root user assume no role. Use those of an IAM user or a role`,
		remedies: [useOther, openConfig],
	},
	{
		codes: denied,
		says: "MultiFactorAuthentication",
		code: "MfaRequired",
		message: (_, fault) => `MFA is required. STS says: ${fault.message}`,
		remedies: [openConfig],
	},
	...carried,
	{
		codes: denied,
		operations: webIdentity,
		code: "AccessDenied",
		message: ({ caller, profile, roleArn }, fault) =>
			`${roleArn} does not trust ${profile === undefined ? "this web identity token" : `the web identity token of ${caller}`}. The role's trust policy must name the token's issuer, audience and subject. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		operations: saml,
		code: "AccessDenied",
		message: ({ roleArn }, fault) =>
			`${roleArn} does not trust this SAML response. The role's trust policy must name the SAML provider and allow sts:AssumeRoleWithSAML, and the response must list the role. STS says: ${fault.message}`,
		remedies: [showLog],
	},
	{
		codes: denied,
		operations: ["AssumeRoot"],
		code: "AccessDenied",
		message: ({ caller }, fault) =>
			`${capital(caller)} may not assume root there. The account must be a member of the organization, the caller of its management account or a delegated administrator, with sts:AssumeRoot, and centralized root access must be switched on in IAM. STS says: ${fault.message}`,
		remedies: [useOther, showLog],
	},
	{
		codes: denied,
		operations: ["DecodeAuthorizationMessage"],
		code: "AccessDenied",
		message: ({ caller }) =>
			`${capital(caller)} lacks the permission sts:DecodeAuthorizationMessage, which decoding needs`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["AssumeRole"],
		code: "AccessDenied",
		message: ({ roleArn, caller, sentMfa }, fault) =>
			`${capital(caller)} may not assume ${roleArn}. The role's trust policy must name the caller${sentMfa ? "" : " and may require MFA (mfa_serial) or an external ID"}, and the caller's own policy must allow sts:AssumeRole. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		code: "AccessDenied",
		message: ({ operation, caller }, fault) =>
			`${capital(caller)} may not call ${operation}. STS says: ${fault.message}`,
		remedies: [useOther, showLog],
	},
	{
		codes: expired,
		operations: webIdentity,
		code: "CredentialsExpired",
		message: ({ caller, profile }) =>
			profile === undefined
				? `The web identity token for ${caller} has expired. Get a new one, then try again`
				: `The web identity token of ${caller} has expired. Whatever writes web_identity_token_file must renew it`,
		remedies: [retry, openConfig],
	},
	{
		codes: expired,
		operations: saml,
		code: "CredentialsExpired",
		message: () =>
			"The SAML response has expired: it is good for 5 minutes. Sign in at the identity provider again",
		remedies: [retry],
	},
	{
		codes: ["ExpiredTradeInTokenException", "ExpiredTradeInToken"],
		code: "CredentialsExpired",
		message: () => "The trade-in token has expired. Ask whoever gave it for a new one",
		remedies: [],
	},
	{
		codes: expired,
		code: "CredentialsExpired",
		message: ({ caller }) => `The credentials of ${caller} have expired. Get new ones, then try again`,
		remedies: [openConfig, retry],
	},
	{
		codes: ["InvalidIdentityToken", "InvalidIdentityTokenException"],
		operations: saml,
		code: "InvalidIdentityToken",
		message: (_, fault) =>
			`STS does not accept the SAML response. The provider in IAM must have the issuer's current metadata. STS says: ${fault.message}`,
		remedies: [retry, showLog],
	},
	...[
		{
			says: "No OpenIDConnect provider",
			next: "The role's account needs an identity provider in IAM whose URL is the token's issuer",
		},
		{
			says: "audience",
			next: "The identity provider in IAM must list the token's audience; or get a token for one that it lists",
		},
		{ next: "Get a new one from its issuer, and check that it was copied whole" },
	].map(
		({ next, ...words }): StsErrorRow => ({
			codes: ["InvalidIdentityToken", "InvalidIdentityTokenException"],
			...words,
			code: "InvalidIdentityToken",
			message: ({ caller }, fault) =>
				`STS does not accept the web identity token of ${caller}. ${next}. STS says: ${fault.message}`,
			remedies: [retry, openConfig],
		}),
	),
	{
		codes: ["IDPRejectedClaim", "IDPRejectedClaimException"],
		code: "InvalidIdentityToken",
		message: ({ operation, caller }, fault) =>
			`The identity provider refuses the ${saml.includes(operation) ? "SAML response" : `token of ${caller}`}. It may have expired or been revoked: get a new one there, then try again. STS says: ${fault.message}`,
		remedies: [retry, openConfig],
	},
	{
		codes: ["IDPCommunicationError", "IDPCommunicationErrorException"],
		code: "ServiceUnavailable",
		message: ({ caller }) =>
			`STS could not reach the identity provider of ${caller}. Wait a moment, then try again`,
		remedies: [retry],
	},
	{
		codes: ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"],
		operations: ["GetAccessKeyInfo"],
		says: "access key",
		code: "InvalidRequest",
		message: () => "AWS does not know this access key. Check that the whole ID was copied",
		remedies: [],
	},
	{
		codes: ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"],
		code: "InvalidKeys",
		message: ({ caller, profile, host }) =>
			`AWS does not know the access key of ${caller}. It may be ${profile === undefined ? "revoked" : "deactivated or deleted"}, or belong to another partition than ${host}${profile === undefined ? ". Get new credentials, then try again" : ""}`,
		remedies: [openConfig],
	},
	{
		codes: [
			"SignatureDoesNotMatch",
			"InvalidSignatureException",
			"IncompleteSignature",
			"MissingAuthenticationToken",
		],
		code: "InvalidSignature",
		// STS's words are left out: they repeat the request's headers, the session token among them.
		message: ({ caller, profile }) =>
			`The secret access key of ${caller} does not match its access key ID. ${profile === undefined ? "Get new credentials, then try again" : "Copy the pair again"}`,
		remedies: [openConfig],
	},
	{
		codes: ["RequestExpired"],
		code: "ClockSkew",
		message: () => "This machine's clock is too far off for AWS. Set it right, then try again",
		remedies: [retry],
	},
	{
		codes: validation,
		says: "role chaining",
		code: "DurationTooLong",
		message: ({ roleArn }) =>
			`${roleArn} is assumed with another role's credentials, and AWS caps that at 1 hour. For longer, assume it from a profile with access keys or a sign-in that the role itself trusts`,
		remedies: [{ kind: "useDuration", seconds: chainedLimit }, openConfig],
	},
	{
		codes: validation,
		says: "MaxSessionDuration",
		code: "DurationTooLong",
		message: ({ roleArn, profile }) =>
			`The duration is longer than ${roleArn} allows. Ask for less${profile === undefined ? "" : " (in a profile: duration_seconds)"}, or raise the role's maximum session duration`,
		remedies: [{ kind: "useDuration", seconds: chainedLimit }, openConfig],
	},
	{
		codes: ["SessionDurationEscalationException", "SessionDurationEscalation"],
		code: "DurationTooLong",
		message: ({ caller }) =>
			`The token would live longer than the credentials of ${caller}. Ask for a shorter lifetime, or renew the session first`,
		remedies: [retry],
	},
	{
		codes: [...validation, "InvalidParameterValue", "MissingParameter", "InvalidParameterCombination"],
		code: "InvalidRequest",
		message: ({ operation }, fault) => `STS refused the parameters of ${operation}: ${fault.message}`,
		remedies: [retry, openConfig],
	},
	{
		codes: ["MalformedPolicyDocument", "MalformedPolicyDocumentException"],
		code: "PolicyInvalid",
		message: (_, fault) =>
			`STS can't read the session policy. It must be a JSON document in the form that IAM takes. STS says: ${fault.message}`,
		remedies: [retry],
	},
	{
		codes: ["PackedPolicyTooLarge", "PackedPolicyTooLargeException"],
		code: "PolicyInvalid",
		message: (_, fault) =>
			`Session policies and tags together are too large. Shorten the policy, or leave out policies or tags. STS says: ${fault.message}`,
		remedies: [retry],
	},
	{
		codes: ["InvalidAuthorizationMessageException", "InvalidAuthorizationMessage"],
		code: "MessageInvalid",
		message: () =>
			"STS can't decode this message. It must be whole, from its first character to its last: terminals and logs cut long lines",
		remedies: [],
	},
	{
		codes: ["OutboundWebIdentityFederationDisabledException", "OutboundWebIdentityFederationDisabled"],
		code: "OutboundFederationDisabled",
		message: ({ caller }) =>
			`Outbound web identity federation is switched off in the account of ${caller}. An administrator can switch it on under IAM, Account settings`,
		remedies: [useOther],
	},
	{
		codes: ["JWTPayloadSizeExceededException", "JWTPayloadSizeExceeded"],
		code: "TokenTooLarge",
		message: () => "The token would be too large. Leave out tags or audiences, or shorten them",
		remedies: [retry],
	},
	{
		codes: ["RegionDisabledException"],
		code: "RegionDisabled",
		// It is the account that gives the credentials, which STS names: the role's, the user's or the member's.
		message: ({ region }, fault) =>
			`STS is switched off in ${region}. An administrator can activate it under IAM, Account settings; or choose another region. STS says: ${fault.message}`,
		remedies: [retry, openConfig],
	},
	{
		codes: [
			"Throttling",
			"ThrottlingException",
			"RequestLimitExceeded",
			"TooManyRequestsException",
			"SlowDown",
		],
		code: "Throttled",
		message: () => "STS is being asked too often. Wait a moment, then try again",
		remedies: [retry],
	},
	{
		codes: ["OptInRequired"],
		code: "AccessDenied",
		message: ({ caller }) =>
			`The account of ${caller} is not fully activated. Its owner can complete the sign-up in the AWS console; or use another account`,
		remedies: [useOther],
	},
	{
		codes: ["InternalFailure", "InternalError", "ServiceUnavailable"],
		code: "ServiceUnavailable",
		message: ({ host }) => `${host} has a problem of its own. Wait a moment, then try again`,
		remedies: [retry],
	},
];

function capital(text: string): string {
	return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
