import assert from "node:assert/strict";
import { test } from "node:test";
import { stsError } from "../../../../src/aws/sts/stsErrors.ts";
import { stsErrorTable } from "../../../../src/aws/sts/stsErrorTable.ts";
import type { ErrorCode, Remedy } from "../../../../src/core/errors.ts";

const context = {
	operation: "AssumeRole",
	caller: "profile 'acme'",
	profile: "acme",
	host: "sts.eu-west-1.amazonaws.com",
	region: "eu-west-1",
	roleArn: "arn:aws:iam::444455556666:role/R",
};

test("every code of STS's that is known", () => {
	const cases: [string, string, ErrorCode, RegExp][] = [
		[
			"AccessDenied",
			"MultiFactorAuthentication failed with invalid MFA one time pass code. ",
			"MfaCodeInvalid",
			/code was not accepted/,
		],
		["AccessDeniedException", "INVALID MFA ONE TIME PASS CODE", "MfaCodeInvalid", /code was not accepted/],
		["ValidationError", "Value '1' at 'tokenCode' failed", "MfaCodeInvalid", /6 digits/],
		[
			"AccessDenied",
			"MultiFactorAuthentication failed, unable to validate MFA code",
			"MfaDeviceInvalid",
			/passkeys/,
		],
		[
			"AccessDenied",
			"MultiFactorAuthentication failed, must provide both",
			"MfaRequired",
			/must provide both/,
		],
		[
			"AccessDenied",
			"User x is not authorized",
			"AccessDenied",
			/'acme' may not assume .*:role\/R.*trust policy.*User x/,
		],
		["InvalidClientTokenId", "m", "InvalidKeys", /does not know the access key.*sts\.eu-west-1/],
		["UnrecognizedClientException", "m", "InvalidKeys", /'acme'/],
		["InvalidAccessKeyId", "m", "InvalidKeys", /'acme'/],
		["SignatureDoesNotMatch", "SECRET", "InvalidSignature", /does not match its access key ID/],
		["InvalidSignatureException", "SECRET", "InvalidSignature", /'acme'/],
		["IncompleteSignature", "SECRET", "InvalidSignature", /'acme'/],
		["MissingAuthenticationToken", "SECRET", "InvalidSignature", /'acme'/],
		["ExpiredToken", "m", "CredentialsExpired", /'acme' have expired/],
		["ExpiredTokenException", "m", "CredentialsExpired", /'acme'/],
		["RequestExpired", "m", "ClockSkew", /clock/],
		[
			"ValidationError",
			"exceeds the 1 hour session limit for roles assumed by role chaining",
			"DurationTooLong",
			/1 hour.*sign-in that the role itself trusts/,
		],
		[
			"ValidationError",
			"exceeds the MaxSessionDuration set for this role",
			"DurationTooLong",
			/maximum session/,
		],
		["ValidationError", "something else", "InvalidRequest", /AssumeRole: something else/],
		["InvalidParameterValue", "m", "InvalidRequest", /AssumeRole/],
		["MissingParameter", "m", "InvalidRequest", /AssumeRole/],
		["InvalidParameterCombination", "m", "InvalidRequest", /AssumeRole/],
		["MalformedPolicyDocument", "bad json", "PolicyInvalid", /bad json/],
		["PackedPolicyTooLarge", "120%", "PolicyInvalid", /120%/],
		["RegionDisabledException", "m", "RegionDisabled", /eu-west-1.*administrator/],
		["Throttling", "m", "Throttled", /too often/],
		["ThrottlingException", "m", "Throttled", /too often/],
		["RequestLimitExceeded", "m", "Throttled", /too often/],
		["TooManyRequestsException", "m", "Throttled", /too often/],
		["SlowDown", "m", "Throttled", /too often/],
		["OptInRequired", "m", "AccessDenied", /not fully activated.*complete the sign-up/],
		[
			"InvalidIdentityToken",
			"m1",
			"InvalidIdentityToken",
			/web identity token of profile 'acme'\. Get a new one.*m1$/,
		],
		[
			"InvalidIdentityToken",
			"No OpenIDConnect provider found in your account for https://a.example",
			"InvalidIdentityToken",
			/needs an identity provider in IAM whose URL is the token's issuer\. STS says: No/,
		],
		[
			"InvalidIdentityToken",
			"Incorrect token audience",
			"InvalidIdentityToken",
			/must list the token's audience.*STS says: Incorrect/,
		],
		[
			"IDPRejectedClaim",
			"m2",
			"InvalidIdentityToken",
			/identity provider refuses.*revoked: get a new one.*m2/,
		],
		["IDPCommunicationError", "m", "ServiceUnavailable", /identity provider of profile 'acme'.*try again/],
		["InternalFailure", "m", "ServiceUnavailable", /sts\.eu-west-1/],
		["InternalError", "m", "ServiceUnavailable", /sts\.eu-west-1/],
		["ServiceUnavailable", "m", "ServiceUnavailable", /sts\.eu-west-1/],
		["Brand.New", "what it says", "StsError", /AssumeRole was refused \(Brand\.New\): what it says/],
	];
	for (const [code, message, expected, says] of cases) {
		const error = stsError({ status: 400, code, message, requestId: "id-1" }, context);
		assert.equal(error.code, expected, `${code}: ${message}`);
		assert.match(error.message, says);
		assert.equal(error.requestId, "id-1");
		assert.ok(!error.message.includes("SECRET"), error.message);
	}
});

test("an unknown code with a server's status is the service's own fault", () => {
	const error = stsError({ status: 599, code: "Odd", message: "m", requestId: undefined }, context);
	assert.equal(error.code, "ServiceUnavailable");
	assert.equal(error.requestId, undefined);
});

test("MFA is suggested only to those who sent none", () => {
	const fault = { status: 403, code: "AccessDenied", message: "m", requestId: undefined };
	assert.match(stsError(fault, context).message, /may require MFA/);
	assert.doesNotMatch(stsError(fault, { ...context, sentMfa: true }).message, /may require MFA/);
	assert.match(
		stsError(fault, { ...context, operation: "GetSessionToken" }).message,
		/may not call GetSessionToken/,
	);
});

test("of a web identity it is the token that has expired or is not trusted", () => {
	const ofToken = { ...context, operation: "AssumeRoleWithWebIdentity" };
	const told = (code: string) => stsError({ status: 400, code, message: "m", requestId: undefined }, ofToken);
	for (const code of ["ExpiredToken", "ExpiredTokenException"]) {
		assert.equal(told(code).code, "CredentialsExpired");
		assert.match(told(code).message, /web identity token of profile 'acme' has expired/);
	}
	assert.equal(told("AccessDenied").code, "AccessDenied");
	assert.match(told("AccessDenied").message, /role\/R does not trust the web identity token/);
});

type Case = readonly [
	operation: string,
	code: string,
	said: string,
	expected: ErrorCode,
	says: RegExp,
	remedies: readonly Remedy["kind"][],
];

const byOperation: readonly Case[] = [
	[
		"GetSessionToken",
		"AccessDenied",
		"Cannot call GetSessionToken with session credentials",
		"AccessDenied",
		/GetSessionToken can't be called with the temporary credentials of profile 'acme'.*access keys/,
		["useOther"],
	],
	[
		"DecodeAuthorizationMessage",
		"AccessDenied",
		"Cannot call DecodeAuthorizationMessage with session credentials",
		"AccessDenied",
		/^DecodeAuthorizationMessage can't be called with a user's temporary credentials, which profile 'acme' has\. Use a role's session or a profile with access keys$/,
		["useOther"],
	],
	[
		"AssumeRoleWithSAML",
		"AccessDenied",
		"m",
		"AccessDenied",
		/role\/R does not trust this SAML response/,
		["showLog"],
	],
	[
		"AssumeRoleWithSAML",
		"ExpiredTokenException",
		"m",
		"CredentialsExpired",
		/SAML response has expired/,
		["retry"],
	],
	[
		"AssumeRoleWithSAML",
		"InvalidIdentityToken",
		"m1",
		"InvalidIdentityToken",
		/metadata.*m1/,
		["retry", "showLog"],
	],
	[
		"AssumeRoleWithSAML",
		"IDPRejectedClaim",
		"m2",
		"InvalidIdentityToken",
		/refuses the SAML response.*m2/,
		["retry", "openConfig"],
	],
	[
		"AssumeRoot",
		"AccessDenied",
		"User: arn:aws:iam::1:user/credentials-bot is not authorized to perform: sts:AssumeRoot",
		"AccessDenied",
		/may not assume root there/,
		["useOther", "showLog"],
	],
	[
		"AssumeRoot",
		"AccessDenied",
		"m",
		"AccessDenied",
		/^Profile 'acme' may not assume root there.*management account.*centralized root access/,
		["useOther", "showLog"],
	],
	[
		"DecodeAuthorizationMessage",
		"AccessDenied",
		"m",
		"AccessDenied",
		/^Profile 'acme' lacks the permission sts:DecodeAuthorizationMessage/,
		["useOther"],
	],
	[
		"DecodeAuthorizationMessage",
		"InvalidAuthorizationMessageException",
		"m",
		"MessageInvalid",
		/whole, from its first character to its last/,
		["retry"],
	],
	[
		"GetDelegatedAccessToken",
		"ExpiredTradeInTokenException",
		"m",
		"CredentialsExpired",
		/trade-in token has expired/,
		[],
	],
	[
		"GetAccessKeyInfo",
		"InvalidAccessKeyId",
		"no such access key",
		"InvalidRequest",
		/does not know this access key/,
		["retry"],
	],
	[
		"GetWebIdentityToken",
		"SessionDurationEscalationException",
		"m",
		"DurationTooLong",
		/longer than the credentials of profile 'acme'.*shorter lifetime/,
		["retry"],
	],
	[
		"GetWebIdentityToken",
		"OutboundWebIdentityFederationDisabledException",
		"m",
		"OutboundFederationDisabled",
		/switched off in the account of profile 'acme'.*administrator/,
		["useOther"],
	],
	[
		"GetWebIdentityToken",
		"JWTPayloadSizeExceededException",
		"m",
		"TokenTooLarge",
		/Leave out tags or audiences/,
		["retry"],
	],
	[
		"GetWebIdentityToken",
		"AccessDenied",
		"m3",
		"AccessDenied",
		/may not call GetWebIdentityToken.*m3/,
		["useOther", "showLog"],
	],
	[
		"AssumeRole",
		"ValidationError",
		"exceeds the MaxSessionDuration set for this role",
		"DurationTooLong",
		/longer than .*role\/R allows/,
		["useDuration", "openConfig"],
	],
	[
		"AssumeRole",
		"AccessDenied",
		"Roles may not be assumed by root accounts.",
		"AccessDenied",
		/profile 'acme' are a root user's.*assume no role.*IAM user or a role/,
		["useOther", "openConfig"],
	],
	[
		"AssumeRole",
		"MalformedPolicyDocument",
		"m4",
		"PolicyInvalid",
		/can't read the session policy.*m4/,
		["retry"],
	],
	[
		"AssumeRole",
		"AccessDenied",
		"User: x is not authorized to perform: sts:TagSession on resource: y",
		"ScopeDenied",
		/^Profile 'acme' may not set session tags\. The trust policy of .*role\/R and the caller's own policy must allow sts:TagSession; or leave out the tags\. STS says: User: x/,
		["openConfig", "showLog"],
	],
	[
		"AssumeRole",
		"AccessDenied",
		"User: x is not authorized to perform: sts:SetSourceIdentity on resource: y",
		"ScopeDenied",
		/a source identity\. The trust policy of .*role\/R and the caller's own policy must allow sts:SetSourceIdentity; or leave out the source identity\. STS says: User: x/,
		["openConfig", "showLog"],
	],
	[
		"AssumeRoleWithSAML",
		"AccessDenied",
		"User: x is not authorized to perform: sts:TagSession on resource: y",
		"AccessDenied",
		/identity provider sends session tags along, for which the trust policy of .*role\/R must allow sts:TagSession/,
		["openConfig", "showLog"],
	],
	["AssumeRole", "PackedPolicyTooLarge", "m5", "PolicyInvalid", /together are too large.*m5/, ["retry"]],
];

test("what a code means by the operation, and what can be done", () => {
	for (const [operation, code, message, expected, says, remedies] of byOperation) {
		const error = stsError({ status: 400, code, message, requestId: undefined }, { ...context, operation });
		assert.equal(error.code, expected, `${operation}: ${code}`);
		assert.match(error.message, says);
		assert.deepEqual(
			error.remedies.map(({ kind }) => kind),
			remedies,
			`${operation}: ${code}`,
		);
	}
});

test("who can do nothing else about an account can take another", () => {
	const fault = { status: 403, code: "OptInRequired", message: "m", requestId: undefined };
	assert.deepEqual(stsError(fault, context).remedies, [{ kind: "useOther" }]);
});

test("no row stands behind another that takes everything from it", () => {
	for (const [index, row] of stsErrorTable.entries()) {
		for (const before of stsErrorTable.slice(0, index)) {
			const takesOperations =
				before.operations === undefined ||
				(row.operations?.every((operation) => before.operations?.includes(operation)) ?? false);
			const takesWords =
				before.says === undefined || (row.says?.toLowerCase().includes(before.says.toLowerCase()) ?? false);
			const takesCodes = row.codes.every((code) => before.codes.includes(code));
			assert.ok(
				!(takesCodes && takesOperations && takesWords),
				`${row.codes.join(", ")} (${row.code}) is never reached`,
			);
		}
	}
});

test("credentials that no profile has are named in their own words", () => {
	const fault = { status: 403, code: "AccessDenied", message: "m", requestId: undefined };
	const { profile: _, ...others } = context;
	const ofSession = { ...others, caller: "session dev-admin", operation: "DecodeAuthorizationMessage" };
	assert.match(stsError(fault, ofSession).message, /^Session dev-admin lacks/);
});

test("without a profile there is no file to open, and none of its keys is named", () => {
	const { profile: _, ...others } = context;
	const byHand = { ...others, caller: "session dev-admin" };
	for (const row of stsErrorTable) {
		const fault = { status: 400, code: row.codes[0] ?? "", message: row.says ?? "m", requestId: undefined };
		const operation = row.operations?.[0] ?? "AssumeRole";
		const [withProfile, without] = [context, byHand].map((one) => stsError(fault, { ...one, operation }));
		assert.deepEqual(
			without?.remedies,
			row.ofSession ?? withProfile?.remedies.filter(({ kind }) => kind !== "openConfig"),
			fault.code,
		);
	}
	const tooLong = {
		status: 400,
		code: "ValidationError",
		message: "exceeds the MaxSessionDuration",
		requestId: undefined,
	};
	assert.match(
		stsError(tooLong, context).message,
		/Ask for less \(in a profile: duration_seconds\), or raise/,
	);
	assert.match(stsError(tooLong, byHand).message, /Ask for less, or raise the role's maximum/);
	assert.deepEqual(stsError(tooLong, byHand).remedies, [{ kind: "useDuration", seconds: 3600 }]);
});

test("whoever calls, each refusal leaves something to do", () => {
	const { profile: _, ...others } = context;
	const ofSession = { ...others, caller: "session dev-admin" };
	// No command has such a token.
	const rows = stsErrorTable.filter(({ codes }) => !codes.includes("ExpiredTradeInToken"));
	for (const { codes, says = "m", operations = ["GetCallerIdentity"] } of rows) {
		const fault = { status: 400, code: codes[0] ?? "", message: says, requestId: undefined };
		for (const caller of [context, ofSession]) {
			const { remedies } = stsError(fault, { ...caller, operation: operations[0] ?? "" });
			assert.ok(remedies.length > 0, `${caller.caller}: ${fault.code}, ${says}`);
		}
	}
});

test("keys of a session's that AWS does not take lead to another session, or to the same once it is renewed", () => {
	const { profile: _, ...others } = context;
	const ofSession = { ...others, caller: "session dev-admin", operation: "GetCallerIdentity" };
	for (const code of ["InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"]) {
		const { remedies } = stsError({ status: 403, code, message: "m", requestId: undefined }, ofSession);
		assert.deepEqual(remedies, [{ kind: "useOther" }, { kind: "retry" }], code);
	}
});
