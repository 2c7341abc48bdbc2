import { removeSignIn } from "../../aws/files/signInCache.ts";
import { deviceGrant, registerClient } from "../../aws/identityCenter/oidc.ts";
import {
	type ClientRegistration,
	codeRegistrationFile,
	keepRegistration,
	readRegistration,
	registrationFile,
} from "../../aws/identityCenter/ssoCache.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { type SignIn, takesRedirect } from "../../core/identityCenter/signIn.ts";
import { callerFor, endpointFor, homeOf, type SignInContext } from "./context.ts";
import { unlessAborted } from "./wait.ts";

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
 * then the AWS CLI's as well. One that was asked for is kept for the next sign-in, also when this one is called off
 * meanwhile.
 * @param isForCode whether the sign-in is by a code in the redirect, else by a device's
 * @throws SessionsError those of the token service, `SignInCacheFailed`; CancelledError
 */
export async function registrationFor(
	signIn: SignIn,
	isForCode: boolean,
	context: SignInContext,
	signal: AbortSignal,
): Promise<KeptRegistration> {
	const own = ownFile(signIn, isForCode, context);
	for (const file of new Set([registrationFile(homeOf(context), signIn), own])) {
		const kept = await readRegistration(file);
		if (
			kept !== undefined &&
			kept.expiresAt - context.clock.now() >= registrationWindow &&
			serves(kept, isForCode)
		) {
			return { ...kept, file, isKept: true };
		}
	}
	throwIfCancelled(signal);
	const making = async (): Promise<ClientRegistration> => {
		const registration = await register(signIn, isForCode, context, new AbortController().signal);
		await keepRegistration(own, registration);
		return registration;
	};
	return { ...(await unlessAborted(making(), signal)), file: own, isKept: false };
}

/**
 * Makes this program known for a sign-in. Nothing is kept of it.
 * @throws SessionsError those of the token service; CancelledError
 */
export function register(
	signIn: SignIn,
	isForCode: boolean,
	context: SignInContext,
	signal: AbortSignal,
): Promise<ClientRegistration> {
	return registerClient(
		endpointFor("sso_oidc", signIn, context),
		{ isForCode, scopes: scopesOf(signIn) },
		callerFor(signIn, context, signal),
	);
}

/** Has a sign-in be made with what was registered before. @throws SessionsError `SignInCacheFailed` */
export async function useRegistrations(
	signIn: SignIn,
	registrations: readonly ClientRegistration[],
	context: SignInContext,
): Promise<void> {
	for (const registration of registrations) {
		await keepRegistration(ownFile(signIn, serves(registration, true), context), registration);
	}
}

/** Where one is kept that was made here. */
function ownFile(signIn: SignIn, isForCode: boolean, context: SignInContext): string {
	return (isForCode ? codeRegistrationFile : registrationFile)(homeOf(context), signIn);
}

function serves({ grantTypes }: ClientRegistration, isForCode: boolean): boolean {
	return isForCode
		? grantTypes?.includes("authorization_code") === true
		: grantTypes === undefined || grantTypes.includes(deviceGrant);
}

/** Has the next sign-in register anew. @throws SessionsError `SignInCacheFailed` */
export function forgetRegistration({ file }: KeptRegistration): Promise<void> {
	return removeSignIn(file);
}
