import type { Remedy } from "../../core/errors.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignIn, settingsOwner, signInName } from "../../core/identityCenter/signIn.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { HttpRequest } from "../http/http.ts";
import { callRest, type RestCaller, type RestResult } from "../http/restCall.ts";
import type { RestFault } from "../http/restJson.ts";

/** With what IAM Identity Center is called, and for which sign-in. */
export interface SignInCaller extends RestCaller {
	readonly signIn: SignIn;
	/** Told a token that the portal does not accept. */
	refused?(accessToken: Secret): void;
}

/**
 * Calls one of its services. A host that does not exist is one of a region that does not either.
 * @throws SessionsError as {@link callRest}
 */
export async function callIdentityCenter(
	makeRequest: () => HttpRequest,
	errorOf: (fault: RestFault) => SessionsError,
	caller: SignInCaller,
	options: { readonly isOnce?: boolean } = {},
): Promise<RestResult> {
	try {
		return await callRest(makeRequest, errorOf, caller, options);
	} catch (error) {
		throw isUnknownHost(error) ? unknownRegion(error, caller.signIn) : error;
	}
}

/** Opens what a sign-in is called by, then signs in. */
export function signInRemedies(signIn: SignIn, isOfSettings: boolean): Remedy[] {
	const again: Remedy = { kind: "signIn", signIn: signInName(signIn) };
	return isOfSettings && signIn.place !== undefined
		? [{ kind: "openFile", place: signIn.place }, again]
		: [again];
}

/** ` of [sso-session corp]`, to stand behind the name of a setting; nothing when no file has it. */
export function ofOwner(signIn: SignIn): string {
	const owner = settingsOwner(signIn);
	return owner === undefined ? "" : ` of ${owner}`;
}

/** Whether the service was asked at a host that does not exist, or can't be looked up. */
export function isUnknownHost(error: unknown): error is SessionsError {
	const cause = error instanceof SessionsError ? error.cause : undefined;
	return (cause instanceof Error && "code" in cause && cause.code === "ENOTFOUND") || isRepeated(cause);
}

/** An error of this kind that was told in other words. */
function isRepeated(cause: unknown): boolean {
	return cause instanceof SessionsError && isUnknownHost(cause);
}

function unknownRegion(error: SessionsError, signIn: SignIn): SessionsError {
	const openSettings: Remedy[] =
		signIn.place === undefined ? [] : [{ kind: "openFile", place: signIn.place }];
	return new SessionsError(
		error.code,
		`${error.message} Or is sso_region${ofOwner(signIn)} wrong: ${signIn.region}?`,
		{ cause: error, about: error.about, remedies: [...error.remedies, ...openSettings] },
	);
}
