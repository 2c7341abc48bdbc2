import {
	createToken,
	type DeviceAuthorization,
	startDeviceAuthorization,
} from "../../aws/identityCenter/oidc.ts";
import { isOidcFault, notConfirmed } from "../../aws/identityCenter/oidcErrors.ts";
import { signInRemedies } from "../../aws/identityCenter/serviceCall.ts";
import { type ClientRegistration, type IssuedToken, keepToken } from "../../aws/identityCenter/ssoCache.ts";
import { type ErrorCode, SessionsError } from "../../core/errors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { callerFor, endpointFor, type SignInContext, tokenFile } from "./context.ts";
import { forgetRegistration, registrationFor } from "./registration.ts";
import { pause } from "./wait.ts";

/** What the person is shown, to confirm it in whatever browser. */
export type DeviceChallenge = Pick<
	DeviceAuthorization,
	"userCode" | "verificationUri" | "verificationUriComplete" | "expiresAt"
>;

export interface DevicePorts {
	readonly signal: AbortSignal;
	/** Told once, before the waiting begins. */
	show(challenge: DeviceChallenge): void;
}

/** How much (ms) longer the pauses get each time when it was too fast (RFC 8628). */
const slowDown = 5000;

/** The way there is not open now: it may be again before the code ends. */
const passing: ReadonlySet<ErrorCode> = new Set([
	"NetworkUnreachable",
	"NetworkTimeout",
	"ConnectionLost",
	"Throttled",
	"ServiceUnavailable",
]);

/**
 * Signs in by a code that the person confirms in a browser, on whatever machine. The AWS CLI is signed in by that too.
 * @throws SessionsError `AccessDenied`, `SignInTimedOut`, `SignInFailed`, `SignInCacheFailed` and those of the network;
 * CancelledError
 */
export async function signInWithDeviceCode(
	signIn: SignIn,
	context: SignInContext,
	{ show, signal }: DevicePorts,
): Promise<IssuedToken> {
	const file = tokenFile(signIn, context);
	const { registration, authorization } = await authorize(signIn, context, signal);
	show(authorization);
	const token = await confirmed(signIn, registration, authorization, context, signal);
	await keepToken(file, signIn, token, registration);
	return token;
}

/** A kept registration may not be known any more, which only this shows. */
async function authorize(
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<{ readonly registration: ClientRegistration; readonly authorization: DeviceAuthorization }> {
	const endpoint = endpointFor("sso_oidc", signIn, context);
	const registration = await registrationFor(signIn, false, context, signal);
	try {
		const caller = callerFor(signIn, context, signal);
		return { registration, authorization: await startDeviceAuthorization(endpoint, registration, caller) };
	} catch (error) {
		if (!registration.isKept || !isOidcFault(error, "InvalidClient", "UnauthorizedClient")) {
			throw error;
		}
		await forgetRegistration(registration);
		return authorize(signIn, context, signal);
	}
}

async function confirmed(
	signIn: SignIn,
	registration: ClientRegistration,
	{ deviceCode, expiresAt, interval: firstInterval }: DeviceAuthorization,
	context: SignInContext,
	signal: AbortSignal,
): Promise<IssuedToken> {
	const { clock } = context;
	const endpoint = endpointFor("sso_oidc", signIn, context);
	const caller = callerFor(signIn, context, signal);
	let interval = firstInterval;
	while (clock.now() < expiresAt) {
		await pause(interval, clock, signal);
		try {
			return await createToken(endpoint, registration, { kind: "device", deviceCode }, caller);
		} catch (error) {
			const isTooFast = isOidcFault(error, "SlowDown");
			const mayPass = error instanceof SessionsError && passing.has(error.code);
			if (isTooFast || mayPass) {
				interval += slowDown;
			} else if (!isOidcFault(error, "AuthorizationPending")) {
				throw error;
			}
		}
	}
	throw new SessionsError("SignInTimedOut", notConfirmed(signIn), { remedies: signInRemedies(signIn, true) });
}
