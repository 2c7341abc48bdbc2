import { removeSignIn } from "../../aws/files/signInCache.ts";
import { registerClient } from "../../aws/identityCenter/oidc.ts";
import {
	type ClientRegistration,
	keepRegistration,
	readRegistration,
	registrationFile,
} from "../../aws/identityCenter/ssoCache.ts";
import { type SignIn, takesRedirect } from "../../core/identityCenter/signIn.ts";
import { callerFor, endpointFor, homeOf, type SignInContext } from "./context.ts";

/** A registration must be good for at least so long (ms), as the AWS CLI has it. */
const registrationWindow = 15 * 60_000;

/** What lets a token list the person's accounts and roles. */
const defaultScope = "sso:account:access";

/** The scopes that a sign-in asks for: those set, else what it can't do without. A legacy one has none. */
export function scopesOf(signIn: SignIn): readonly string[] {
	const { scopes = [] } = signIn;
	return scopes.length > 0 ? scopes : takesRedirect(signIn) ? [defaultScope] : [];
}

/**
 * The registration that a sign-in is made with: the one that the AWS CLI has too, else a new one for both.
 * @param isForCode whether the sign-in is by a code in the redirect, else by a device's
 * @throws SessionsError those of the token service, `SignInCacheFailed`; CancelledError
 */
export async function registrationFor(
	signIn: SignIn,
	isForCode: boolean,
	context: SignInContext,
	signal: AbortSignal,
): Promise<ClientRegistration & { readonly isKept: boolean }> {
	const file = registrationFile(homeOf(context), signIn);
	const kept = await readRegistration(file);
	if (
		kept !== undefined &&
		kept.expiresAt - context.clock.now() >= registrationWindow &&
		(kept.grantTypes?.includes("authorization_code") ?? false) === isForCode
	) {
		return { ...kept, isKept: true };
	}
	const endpoint = endpointFor("sso_oidc", signIn, context);
	const registration = await registerClient(
		endpoint,
		{ isForCode, scopes: scopesOf(signIn) },
		callerFor(signIn, context, signal),
	);
	await keepRegistration(file, registration);
	return { ...registration, isKept: false };
}

/** Has the next sign-in register anew. @throws SessionsError `SignInCacheFailed` */
export function forgetRegistration(signIn: SignIn, context: SignInContext): Promise<void> {
	return removeSignIn(registrationFile(homeOf(context), signIn));
}
