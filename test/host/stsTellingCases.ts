import { type ErrorCase, expired, quoting, refusedParameters, throttled, tooLate } from "./stsErrorCase.ts";

/** What STS refuses of the operations that give no credentials. The active session is one of dev-readonly. */
export const tellingCases = {
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
		expired("session dev-readonly", "Use Another Session…", "Try Again"),
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
		refusedParameters(
			"GetAccessKeyInfo",
			"1 validation error detected: Value 'x' at 'accessKeyId' failed to satisfy constraint",
			"Try Again",
		),
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetAccessKeyInfo",
			told: "Session dev-readonly may not call GetAccessKeyInfo",
			buttons: ["Use Another Session…", "Show Log"],
		}),
	],
	GetCallerIdentity: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetCallerIdentity",
			told: "Session dev-readonly may not call GetCallerIdentity",
			buttons: ["Use Another Session…", "Show Log"],
		}),
		expired("session dev-readonly", "Use Another Session…", "Try Again"),
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
	GetWebIdentityToken: [
		quoting({
			code: "AccessDenied",
			status: 403,
			says: "User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: sts:GetWebIdentityToken",
			told: "Session dev-readonly may not call GetWebIdentityToken",
			buttons: ["Change Options…", "Use Another Session…", "Show Log"],
		}),
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
		expired("session dev-readonly", "Use Another Session…", "Try Again"),
		refusedParameters("GetWebIdentityToken", "1 validation error detected", "Try Again"),
	],
} as const satisfies Readonly<Record<string, readonly ErrorCase[]>>;
