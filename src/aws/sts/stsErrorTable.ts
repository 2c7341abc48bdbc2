import { chainedLimit } from "../../core/session/sessionDuration.ts";
import { stsCredentialRows } from "./stsCredentialRows.ts";
import { stsDeniedRows } from "./stsDeniedRows.ts";
import { openConfig, retry, type StsErrorRow, useOther } from "./stsErrorRow.ts";

const validation = ["ValidationError", "ValidationException"];

/** The first row that fits decides. Rows that look into the message come before their code's general row. */
export const stsErrorTable: readonly StsErrorRow[] = [
	...stsDeniedRows,
	...stsCredentialRows,
	{
		codes: validation,
		says: "tokenCode",
		code: "MfaCodeInvalid",
		message: () => "An MFA code has 6 digits",
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
		remedies: [retry],
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
