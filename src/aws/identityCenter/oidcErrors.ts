import { type ErrorCode, type ErrorDetails, type Remedy, SessionsError } from "../../core/errors.ts";
import { type SignIn, signInWords } from "../../core/identityCenter/signIn.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { RestFault } from "../http/restJson.ts";
import { ofOwner, signInRemedies } from "./serviceCall.ts";

/** What was asked of the token service. */
export type OidcOperation =
	| "RegisterClient"
	| "StartDeviceAuthorization"
	| "CreateToken"
	| "CreateToken (refresh)";

/** The token service's refusal, which whoever has asked may know what to do about. */
export class OidcError extends SessionsError {
	/** The exception's name without its ending: `AuthorizationPending`, `SlowDown`, … */
	readonly fault: string;

	constructor(fault: string, code: ErrorCode, message: string, details: ErrorDetails) {
		super(code, message, details);
		this.fault = fault;
	}
}

/** Whether an error is the token service's refusal of one of these kinds. */
export function isOidcFault(error: unknown, ...faults: readonly string[]): error is OidcError {
	return error instanceof OidcError && faults.includes(error.fault);
}

/** That nobody has confirmed a code in time, in words. A wrong region gives codes too, which no page takes. */
export function notConfirmed(signIn: SignIn): string {
	return `The sign-in to ${signInWords(signIn)} was not confirmed in time. Sign in again. If the page did not take the code, check sso_region${ofOwner(signIn)}: ${signIn.region}`;
}

/** The error to tell the person, for what the token service has said. */
export function oidcError(
	{ code, status, reason, message, requestId }: RestFault,
	operation: OidcOperation,
	secrets: readonly Secret[],
	signIn: SignIn,
): OidcError {
	const fault = code === "" ? camelCase(reason ?? "") : code.replace(/Exception$/, "");
	const words = secrets.reduce((text, secret) => secret.scrub(text), message);
	const what = signInWords(signIn);
	const owner = ofOwner(signIn);
	const error = (errorCode: ErrorCode, text: string, remedies: readonly Remedy[]): OidcError =>
		new OidcError(fault, errorCode, text, {
			remedies,
			about: { operation },
			...(requestId === undefined ? {} : { requestId }),
		});
	const mend = signInRemedies(signIn, true);
	const again = signInRemedies(signIn, false);
	const isRefresh = operation === "CreateToken (refresh)";
	switch (fault) {
		case "AuthorizationPending":
			return error("SignInRequired", `The sign-in to ${what} is not confirmed yet`, again);
		case "SlowDown":
			return error(
				// Who asks whether a code is confirmed must not ask again at once.
				operation === "CreateToken" ? "SignInRequired" : "Throttled",
				`IAM Identity Center in ${signIn.region} is being asked too often. Wait a moment, then try again`,
				[{ kind: "retry" }],
			);
		case "ExpiredToken":
			return isRefresh
				? error("SignInExpired", `The sign-in to ${what} has ended. Sign in again`, again)
				: error("SignInTimedOut", notConfirmed(signIn), mend);
		case "AccessDenied":
			return error(
				"AccessDenied",
				`The sign-in to ${what} was declined: by you, or because you are not assigned to anything there. It says: ${words}`,
				again,
			);
		case "InvalidGrant":
			return isRefresh
				? error("SignInExpired", `The sign-in to ${what} has ended. Sign in again`, again)
				: error(
						"SignInFailed",
						`IAM Identity Center did not take the sign-in to ${what}. Its code may be used up: sign in again. If that does not help, check sso_region${owner}: ${signIn.region}`,
						mend,
					);
		case "InvalidClient":
		case "UnauthorizedClient":
			return error(
				isRefresh ? "SignInExpired" : "SignInFailed",
				`IAM Identity Center no longer knows this client of ${what}. Sign in again, which registers it anew`,
				again,
			);
		case "InvalidScope":
			return error(
				"SignInFailed",
				`IAM Identity Center does not know the scopes of ${what}. Check sso_registration_scopes${owner}`,
				mend,
			);
		case "InvalidRequest":
		case "InvalidClientMetadata":
		case "InvalidRedirectUri":
		case "UnsupportedGrantType":
			return error(
				"SignInFailed",
				`IAM Identity Center in ${signIn.region} refused the sign-in to ${what}. Check sso_start_url and sso_region${owner}. It says: ${words}`,
				mend,
			);
		default:
			return error(
				"ServiceError",
				`IAM Identity Center in ${signIn.region} refused ${operation} (${fault || status}): ${words}`,
				[{ kind: "showLog" }],
			);
	}
}

/** `authorization_pending` as the name of its exception. */
function camelCase(reason: string): string {
	return reason.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
