import { removeSignIn } from "../../aws/files/signInCache.ts";
import { type CachedRole, removeRoleCredentials } from "../../aws/identityCenter/cliCredentials.ts";
import { createToken } from "../../aws/identityCenter/oidc.ts";
import { OidcError } from "../../aws/identityCenter/oidcErrors.ts";
import { logout } from "../../aws/identityCenter/portal.ts";
import type { SsoToken } from "../../aws/identityCenter/ssoCache.ts";
import { listProfiles } from "../../core/config/chain.ts";
import { readSsoSettings } from "../../core/config/ssoSettings.ts";
import { CancelledError, SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { type SignIn, signInId } from "../../core/identityCenter/signIn.ts";
import type { Secret } from "../../core/text/secret.ts";
import { callerFor, endpointFor, homeOf, type SignInContext, tokenFile } from "./context.ts";
import { SignInRefreshes } from "./refresh.ts";

/**
 * Ends a sign-in: for IAM Identity Center, and on this machine for the AWS CLI too, with the credentials that it has
 * kept of it. The registration stays.
 * @returns the error that has kept Identity Center from hearing of it: the token there ends by itself
 * @throws SessionsError `SignInCacheFailed`; CancelledError, when nothing is removed yet
 */
export async function signOut(
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<{ readonly notRevoked?: unknown }> {
	const file = tokenFile(signIn, context);
	const problem = await revoke(signIn, context, signal);
	context.signInRefreshes?.forget(signIn, context);
	await removeSignIn(file);
	await removeRoleCredentials(homeOf(context), signIn, rolesOf(signIn, context));
	return problem === undefined ? {} : { notRevoked: problem };
}

async function revoke(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<unknown> {
	// One that can't be read can't be revoked, but removed.
	const { signInRefreshes = new SignInRefreshes() } = context;
	const token = await signInRefreshes.kept(signIn, context).catch(() => undefined);
	if (token === undefined) {
		return undefined;
	}
	try {
		const accessToken = await tokenToEnd(token, signIn, context, signal);
		// A refusal is nothing to tell: it is over anyway.
		const { refused: _, ...caller } = callerFor(signIn, context, signal);
		await logout(endpointFor("sso", signIn, context), { ...caller, accessToken });
		return undefined;
	} catch (error) {
		if (error instanceof CancelledError) {
			throw error;
		}
		// It has ended there already.
		return isEnded(error) ? undefined : error;
	}
}

/** Only a token that is in force ends what is behind it: for one that has ended, the next one, which nobody keeps. */
async function tokenToEnd(
	{ accessToken, expiresAt, renewal }: SsoToken,
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<Secret> {
	if (expiresAt > context.clock.now() || renewal === undefined) {
		return accessToken;
	}
	throwIfCancelled(signal);
	const { refreshToken, registration } = renewal;
	// It may be good for once: what has been sent is not called off.
	const caller = callerFor(signIn, context, new AbortController().signal);
	const grant = { kind: "refresh", refreshToken } as const;
	const next = await createToken(endpointFor("sso_oidc", signIn, context), registration, grant, caller);
	return next.accessToken;
}

function isEnded(error: unknown): boolean {
	return error instanceof OidcError
		? error.fault === "InvalidGrant"
		: error instanceof SessionsError && error.code === "SignInExpired";
}

/** The roles of the profiles that use the sign-in. */
function rolesOf(signIn: SignIn, { config }: SignInContext): CachedRole[] {
	return listProfiles(config).flatMap((profile) => {
		const { origin } = profile;
		if (origin.kind !== "sso") {
			return [];
		}
		const settings = readSsoSettings(profile, origin, config);
		return settings.kind === "settings" && signInId(settings) === signInId(signIn) ? [origin] : [];
	});
}
