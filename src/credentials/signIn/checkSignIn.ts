import { startDeviceAuthorization } from "../../aws/identityCenter/oidc.ts";
import { isOidcFault } from "../../aws/identityCenter/oidcErrors.ts";
import { isUnknownHost } from "../../aws/identityCenter/serviceCall.ts";
import type { ClientRegistration } from "../../aws/identityCenter/ssoCache.ts";
import { SessionsError, throwIfCancelled } from "../../core/errors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { regionOfStartUrl } from "../../core/identityCenter/signInChecks.ts";
import { regions } from "../../core/places/regions.ts";
import { callerFor, endpointFor, type SignInContext } from "./context.ts";
import { register } from "./registration.ts";

/** What IAM Identity Center says of a sign-in. */
export type SignInCheck =
	/** It knows it. `registrations`: what has been registered, for the sign-in to be made with. */
	| { readonly kind: "known"; readonly registrations: readonly ClientRegistration[] }
	/** It does not, most likely for this field. */
	| {
			readonly kind: "wrong";
			readonly field: "startUrl" | "region";
			/** Why, in words for the field. */
			readonly problem: string;
			readonly error: SessionsError;
	  };

/**
 * Asks IAM Identity Center whether there is such a sign-in, by registering this program for it and beginning one that
 * nobody goes on with. No page opens, and nothing is kept.
 * @throws SessionsError what keeps it from being asked; CancelledError
 */
export async function checkSignIn(
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<SignInCheck> {
	const { region, startUrl } = signIn;
	const wrong = (field: "startUrl" | "region", problem: string, error: SessionsError): SignInCheck => ({
		kind: "wrong",
		field,
		problem,
		error,
	});
	try {
		// Only a client for codes in the redirect is registered for one start URL, which has to be one of the region; and
		// only one for devices' codes begins a sign-in without a page.
		const forCode = await register(signIn, true, context, signal);
		return { kind: "known", registrations: [forCode, await begin(signIn, context, signal)] };
	} catch (error) {
		if (isUnknownHost(error) && !regions.has(region)) {
			return wrong("region", `No IAM Identity Center was found in ${region}. Check the region`, error);
		}
		if (!isOidcFault(error, ...refusals)) {
			throw error;
		}
		const named = regionOfStartUrl(startUrl);
		if (named !== undefined && named !== region) {
			const problem = `IAM Identity Center in ${region} does not know the start URL, which is one of ${named}`;
			return wrong("region", problem, error);
		}
		return (await isElsewhere(signIn, context, signal))
			? wrong("region", `There is such a start URL, but not in ${region}. Check the region`, error)
			: wrong(
					"startUrl",
					`IAM Identity Center in ${region} knows no such start URL. Check it, or the region`,
					error,
				);
	}
}

/** How it says that it does not know the start URL. */
const refusals = ["InvalidClientMetadata", "InvalidRequest", "InvalidRequestRegion"];

/** Begins a sign-in by a device's code. */
async function begin(
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<ClientRegistration> {
	const registration = await register(signIn, false, context, signal);
	const endpoint = endpointFor("sso_oidc", signIn, context);
	await startDeviceAuthorization(endpoint, registration, callerFor(signIn, context, signal));
	return registration;
}

/** Whether another region has the start URL: any lets a sign-in with a device's code begin there. */
async function isElsewhere(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<boolean> {
	try {
		await begin(signIn, context, signal);
		return true;
	} catch (error) {
		throwIfCancelled(signal);
		if (error instanceof SessionsError) {
			return false;
		}
		throw error;
	}
}
