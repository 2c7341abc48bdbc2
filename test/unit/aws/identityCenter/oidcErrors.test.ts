import assert from "node:assert/strict";
import { test } from "node:test";
import { isOidcFault, type OidcOperation, oidcError } from "../../../../src/aws/identityCenter/oidcErrors.ts";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import type { SignIn } from "../../../../src/core/identityCenter/signIn.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

const place = { file: "config", line: 3, column: 0, length: 5 };
const signIn: SignIn = {
	session: "corp",
	startUrl: "https://corp.awsapps.com/start",
	region: "eu-west-1",
	place,
};

function errorOf(
	code: string,
	operation: OidcOperation = "CreateToken",
	of: SignIn = signIn,
	reason?: string,
) {
	const fault = { status: 400, code, reason, message: "Refused: s3cret", requestId: "id-1" };
	return oidcError(fault, operation, [new Secret("s3cret")], of);
}

test("each refusal by its code: what happened, and what comes next", () => {
	const refresh = "CreateToken (refresh)";
	const rows: [string, OidcOperation, ErrorCode, RegExp, string[]][] = [
		["AuthorizationPendingException", "CreateToken", "SignInRequired", /not confirmed yet/, ["signIn"]],
		["SlowDownException", "RegisterClient", "Throttled", /asked too often\. Wait/, ["retry"]],
		[
			"ExpiredTokenException",
			"CreateToken",
			"SignInTimedOut",
			/not confirmed in time\. Sign in again\. If .*check sso_region of \[sso-session corp\]: /,
			["openFile", "signIn"],
		],
		["ExpiredTokenException", refresh, "SignInExpired", /has ended\. Sign in again/, ["signIn"]],
		["AccessDeniedException", "CreateToken", "AccessDenied", /declined: by you, or/, ["signIn"]],
		[
			"InvalidGrantException",
			"CreateToken",
			"SignInFailed",
			/sso_region of \[sso-session corp\]/,
			["openFile", "signIn"],
		],
		["InvalidGrantException", refresh, "SignInExpired", /has ended/, ["signIn"]],
		["InvalidClientException", "CreateToken", "SignInFailed", /registers it anew/, ["signIn"]],
		["UnauthorizedClientException", refresh, "SignInExpired", /registers it anew/, ["signIn"]],
		[
			"InvalidScopeException",
			"RegisterClient",
			"SignInFailed",
			/Check sso_registration_scopes of/,
			["openFile", "signIn"],
		],
		[
			"InvalidRequestException",
			"RegisterClient",
			"SignInFailed",
			/Check sso_start_url and sso_region/,
			["openFile", "signIn"],
		],
		[
			"InvalidRedirectUriException",
			"RegisterClient",
			"SignInFailed",
			/It says: Refused/,
			["openFile", "signIn"],
		],
		[
			"SomethingNewException",
			"CreateToken",
			"ServiceError",
			/refused CreateToken \(SomethingNew\)/,
			["showLog"],
		],
	];
	for (const [code, operation, expected, says, remedies] of rows) {
		const error = errorOf(code, operation);
		assert.equal(error.code, expected, code);
		assert.match(error.message, says);
		assert.deepEqual(
			error.remedies.map(({ kind }) => kind),
			remedies,
			code,
		);
		assert.equal(error.requestId, "id-1");
		assert.doesNotMatch(error.message, /s3cret|\.$/);
	}
});

test("an answer that names no exception is known by OAuth's word for it", () => {
	const error = errorOf("", "CreateToken", signIn, "authorization_pending");
	assert.ok(isOidcFault(error, "SlowDown", "AuthorizationPending"));
	assert.ok(!isOidcFault(error, "SlowDown"));
	assert.ok(!isOidcFault(new Error("AuthorizationPending"), "AuthorizationPending"));
	assert.match(errorOf("", "CreateToken", signIn).message, /refused CreateToken \(400\)/);
});

test("who asks whether a code is confirmed is not sent again at once", () => {
	assert.notEqual(errorOf("SlowDownException", "CreateToken").code, "Throttled");
});

test("a legacy sign-in is named by its profile, one of no file by its address alone", () => {
	const { session: _, place: __, ...address } = signIn;
	const legacy = errorOf("InvalidRequestException", "StartDeviceAuthorization", {
		...address,
		profile: "old",
		place,
	});
	assert.match(legacy.message, /sign-in to https:\/\/corp\.awsapps\.com\/start\..* of profile 'old'/);
	const bare = errorOf("InvalidRequestException", "StartDeviceAuthorization", address);
	assert.match(bare.message, /Check sso_start_url and sso_region\. It says/);
	assert.deepEqual(bare.remedies, [
		{ kind: "signIn", signIn: { startUrl: signIn.startUrl, region: "eu-west-1" } },
	]);
});
