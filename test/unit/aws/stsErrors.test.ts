import assert from "node:assert/strict";
import { test } from "node:test";
import { stsError } from "../../../src/aws/stsErrors.ts";
import type { ErrorCode } from "../../../src/core/errors.ts";

const context = {
	operation: "AssumeRole",
	caller: "acme",
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
			/3600/,
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
		["OptInRequired", "m", "AccessDenied", /not fully activated/],
		["InvalidIdentityToken", "m1", "InvalidIdentityToken", /web identity token of profile 'acme': m1/],
		["IDPRejectedClaim", "m2", "InvalidIdentityToken", /identity provider refuses.*revoked.*m2/],
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
