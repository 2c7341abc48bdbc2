import { startDeviceAuthorization } from "../../aws/identityCenter/oidc.ts";
import { isOidcFault } from "../../aws/identityCenter/oidcErrors.ts";
import { isUnknownHost } from "../../aws/identityCenter/serviceCall.ts";
import type { ClientRegistration } from "../../aws/identityCenter/ssoCache.ts";
import type { SessionsError } from "../../core/errors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { regionOfStartUrl } from "../../core/identityCenter/signInChecks.ts";
import { regions } from "../../core/places/regions.ts";
import { callerFor, endpointFor, type SignInContext } from "./context.ts";
import { register } from "./registration.ts";

/** What IAM Identity Center says of a sign-in. */
export type SignInCheck =
	/** It knows it. `registration`: what has been registered, for the sign-in to be made with. */
	| { readonly kind: "known"; readonly registration: ClientRegistration }
	/** It does not, most likely for this field. */
	| {
			readonly kind: "wrong";
			readonly field: "startUrl" | "region";
			/** Why, in words for the field. */
			readonly problem: string;
			readonly error: SessionsError;
	  };

/**
 * Asks IAM Identity Center whether there is such a sign-in, by registering this program and beginning a sign-in that
 * nobody goes on with: that is refused for a start URL that the region does not know. No page opens, and nothing is
 * kept. (A portal of another region may still be let pass here: it is refused then when the person confirms.)
 * @param isForCode whether it is going to be signed in to by a code in the redirect, else by a device's
 * @throws SessionsError what keeps it from being asked; CancelledError
 */
export async function checkSignIn(
	signIn: SignIn,
	isForCode: boolean,
	context: SignInContext,
	signal: AbortSignal,
): Promise<SignInCheck> {
	const { region } = signIn;
	try {
		const registration = await register(signIn, isForCode, context, signal);
		const endpoint = endpointFor("sso_oidc", signIn, context);
		await startDeviceAuthorization(endpoint, registration, callerFor(signIn, context, signal));
		return { kind: "known", registration };
	} catch (error) {
		if (isUnknownHost(error) && !regions.has(region)) {
			const problem = `No IAM Identity Center was found in ${region}. Check the region`;
			return { kind: "wrong", field: "region", problem, error };
		}
		if (!isOidcFault(error, "InvalidRequest", "InvalidRequestRegion")) {
			throw error;
		}
		const named = regionOfStartUrl(signIn.startUrl);
		return named !== undefined && named !== region
			? {
					kind: "wrong",
					field: "region",
					problem: `IAM Identity Center in ${region} does not know the start URL, which is one of ${named}`,
					error,
				}
			: {
					kind: "wrong",
					field: "startUrl",
					problem: `IAM Identity Center in ${region} knows no such start URL. Check it, or the region`,
					error,
				};
	}
}
