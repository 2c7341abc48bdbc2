import { registerClient } from "../../aws/identityCenter/oidc.ts";
import {
	type ClientRegistration,
	codeRegistrationFile,
	keepRegistration,
	readRegistration,
	registrationFile,
	removeCached,
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

/** A registration, and where it is kept. */
export interface KeptRegistration extends ClientRegistration {
	readonly file: string;
	/** Whether it was there already, and so may be one that nobody knows any more. */
	readonly isKept: boolean;
}

/**
 * The registration that a sign-in is made with: the one that the AWS CLI has too, else a new one. That for devices is
 * then the AWS CLI's as well.
 * @param isForCode whether the sign-in is by a code in the redirect, else by a device's
 * @throws SessionsError those of the token service, `SignInCacheFailed`; CancelledError
 */
export async function registrationFor(
	signIn: SignIn,
	isForCode: boolean,
	context: SignInContext,
	signal: AbortSignal,
): Promise<KeptRegistration> {
	const shared = registrationFile(homeOf(context), signIn);
	const own = isForCode ? codeRegistrationFile(homeOf(context), signIn) : shared;
	for (const file of new Set([shared, own])) {
		const kept = await readRegistration(file);
		if (
			kept !== undefined &&
			kept.expiresAt - context.clock.now() >= registrationWindow &&
			(kept.grantTypes?.includes("authorization_code") ?? false) === isForCode
		) {
			return { ...kept, file, isKept: true };
		}
	}
	const endpoint = endpointFor("sso_oidc", signIn, context);
	const registration = await registerClient(
		endpoint,
		{ isForCode, scopes: scopesOf(signIn) },
		callerFor(signIn, context, signal),
	);
	await keepRegistration(own, registration);
	return { ...registration, file: own, isKept: false };
}

/** Has the next sign-in register anew. @throws SessionsError `SignInCacheFailed` */
export function forgetRegistration({ file }: KeptRegistration): Promise<void> {
	return removeCached(file);
}
