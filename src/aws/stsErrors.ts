import { type ErrorCode, type Remedy, SessionsError } from "../core/errors.ts";

/** What STS answered instead of a result. */
export interface StsFault {
	readonly status: number;
	/** STS's own code: `AccessDenied`, `ValidationError`, … */
	readonly code: string;
	/** STS's own words, with secrets taken out. */
	readonly message: string;
	readonly requestId: string | undefined;
}

/** What was being done, to name it in the message. */
export interface StsCallContext {
	readonly operation: string;
	/** The profile whose credentials signed the request. */
	readonly caller: string;
	readonly host: string;
	readonly region: string;
	readonly roleArn?: string | undefined;
	readonly sentMfa?: boolean;
}

interface Row {
	readonly codes: readonly string[];
	/** Narrows it to one operation. */
	readonly operation?: string;
	/** Narrows a code that means several things: found in STS's message, in any case. */
	readonly says?: string;
	readonly code: ErrorCode;
	readonly message: (context: StsCallContext, fault: StsFault) => string;
	readonly remedies: readonly Remedy[];
}

const openConfig: Remedy = { kind: "openConfig" };
const webIdentity = "AssumeRoleWithWebIdentity";
const retry: Remedy = { kind: "retry" };
const showLog: Remedy = { kind: "showLog" };

/** The first row that fits decides. Rows that look into the message come before their code's general row. */
const rows: readonly Row[] = [
	{
		codes: ["AccessDenied", "AccessDeniedException"],
		says: "invalid MFA one time pass code",
		code: "MfaCodeInvalid",
		message: () => "That code was not accepted",
		remedies: [retry],
	},
	{
		codes: ["ValidationError"],
		says: "tokenCode",
		code: "MfaCodeInvalid",
		message: () => "An MFA code has 6 digits",
		remedies: [retry],
	},
	{
		codes: ["AccessDenied", "AccessDeniedException"],
		says: "unable to validate MFA code",
		code: "MfaDeviceInvalid",
		message: ({ caller }) =>
			`The MFA device is not one of the user behind profile '${caller}'. Check mfa_serial. STS takes no passkeys or security keys: with only those, use IAM Identity Center`,
		remedies: [openConfig],
	},
	{
		codes: ["AccessDenied", "AccessDeniedException"],
		says: "MultiFactorAuthentication",
		code: "MfaRequired",
		message: (_, fault) => `MFA is required. STS says: ${fault.message}`,
		remedies: [openConfig],
	},
	{
		codes: ["AccessDenied", "AccessDeniedException"],
		operation: webIdentity,
		code: "AccessDenied",
		message: ({ caller, roleArn }, fault) =>
			`${roleArn} does not trust the web identity token of profile '${caller}'. Its trust policy must name the token's issuer, audience and subject. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: ["ExpiredTokenException", "ExpiredToken"],
		operation: webIdentity,
		code: "CredentialsExpired",
		message: ({ caller }) =>
			`The web identity token of profile '${caller}' has expired. Whatever writes web_identity_token_file must renew it`,
		remedies: [openConfig, retry],
	},
	{
		codes: ["InvalidIdentityToken"],
		code: "InvalidIdentityToken",
		message: ({ caller }, fault) =>
			`STS does not accept the web identity token of profile '${caller}': ${fault.message}`,
		remedies: [openConfig],
	},
	{
		codes: ["IDPRejectedClaim"],
		code: "InvalidIdentityToken",
		message: ({ caller }, fault) =>
			`The identity provider refuses the token of profile '${caller}'. It may have expired or been revoked. STS says: ${fault.message}`,
		remedies: [openConfig, retry],
	},
	{
		codes: ["IDPCommunicationError"],
		code: "ServiceUnavailable",
		message: ({ caller }) =>
			`STS could not reach the identity provider of profile '${caller}'. Wait a moment, then try again`,
		remedies: [retry],
	},
	{
		codes: ["AccessDenied", "AccessDeniedException"],
		code: "AccessDenied",
		message: ({ operation, roleArn, caller, sentMfa }, fault) =>
			operation === "AssumeRole"
				? `Profile '${caller}' may not assume ${roleArn}. Its trust policy must name the caller${sentMfa ? "" : " and may require MFA (mfa_serial) or an external ID"}, and the caller's own policy must allow sts:AssumeRole. STS says: ${fault.message}`
				: `Profile '${caller}' may not call ${operation}. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"],
		code: "InvalidKeys",
		message: ({ caller, host }) =>
			`AWS does not know the access key of profile '${caller}'. It may be deactivated or deleted, or belong to another partition than ${host}`,
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
		message: ({ caller }) =>
			`The secret access key of profile '${caller}' does not match its access key ID. Copy the pair again`,
		remedies: [openConfig],
	},
	{
		codes: ["ExpiredToken", "ExpiredTokenException"],
		code: "CredentialsExpired",
		message: ({ caller }) =>
			`The credentials of profile '${caller}' have expired. Get new ones, then try again`,
		remedies: [openConfig, retry],
	},
	{
		codes: ["RequestExpired"],
		code: "ClockSkew",
		message: () => "This machine's clock is too far off for AWS. Set it right, then try again",
		remedies: [retry],
	},
	{
		codes: ["ValidationError"],
		says: "role chaining",
		code: "DurationTooLong",
		message: ({ roleArn }) =>
			`${roleArn} is assumed with another role's credentials, and AWS caps that at 1 hour. Lower duration_seconds to 3600`,
		remedies: [openConfig],
	},
	{
		codes: ["ValidationError"],
		says: "MaxSessionDuration",
		code: "DurationTooLong",
		message: ({ roleArn }) =>
			`duration_seconds is longer than ${roleArn} allows. Lower it, or raise the role's maximum session duration`,
		remedies: [openConfig],
	},
	{
		codes: ["ValidationError", "InvalidParameterValue", "MissingParameter", "InvalidParameterCombination"],
		code: "InvalidRequest",
		message: ({ operation }, fault) => `STS refused the parameters of ${operation}: ${fault.message}`,
		remedies: [openConfig],
	},
	{
		codes: ["MalformedPolicyDocument", "PackedPolicyTooLarge"],
		code: "PolicyInvalid",
		message: (_, fault) => `STS refused the session policy: ${fault.message}`,
		remedies: [],
	},
	{
		codes: ["RegionDisabledException"],
		code: "RegionDisabled",
		message: ({ region, caller }) =>
			`STS is switched off in ${region} for the account of profile '${caller}'. An administrator can activate it under IAM, Account settings; or choose another region`,
		remedies: [openConfig],
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
		message: ({ caller }) => `The account of profile '${caller}' is not fully activated`,
		remedies: [],
	},
	{
		codes: ["InternalFailure", "InternalError", "ServiceUnavailable"],
		code: "ServiceUnavailable",
		message: ({ host }) => `${host} has a problem of its own. Wait a moment, then try again`,
		remedies: [retry],
	},
];

/** The error to tell the person, for what STS answered. */
export function stsError(fault: StsFault, context: StsCallContext): SessionsError {
	const row = rows.find(
		({ codes, operation, says }) =>
			codes.includes(fault.code) &&
			(operation === undefined || operation === context.operation) &&
			(says === undefined || fault.message.toLowerCase().includes(says.toLowerCase())),
	);
	const { operation, host, caller: profile } = context;
	const details = {
		about: { operation, host, profile },
		...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
	};
	if (row !== undefined) {
		return new SessionsError(row.code, row.message(context, fault), { ...details, remedies: row.remedies });
	}
	if (fault.status >= 500) {
		return new SessionsError(
			"ServiceUnavailable",
			`${context.host} has a problem of its own (${fault.status}). Wait a moment, then try again`,
			{
				...details,
				remedies: [retry],
			},
		);
	}
	return new SessionsError("StsError", `${context.operation} was refused (${fault.code}): ${fault.message}`, {
		...details,
		remedies: [showLog],
	});
}
