import { createHash, randomBytes } from "node:crypto";
import { authorizationUrl, createToken } from "../../aws/identityCenter/oidc.ts";
import { isOidcFault } from "../../aws/identityCenter/oidcErrors.ts";
import { listenForRedirect, type RedirectAnswer } from "../../aws/identityCenter/redirectListener.ts";
import { type IssuedToken, keepToken } from "../../aws/identityCenter/ssoCache.ts";
import type { Clock } from "../../core/clock.ts";
import { SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { type SignIn, signInName, signInWords } from "../../core/identityCenter/signIn.ts";
import { Secret } from "../../core/text/secret.ts";
import { callerFor, endpointFor, type SignInContext, tokenFile } from "./context.ts";
import { forgetRegistration, registrationFor, scopesOf } from "./registration.ts";
import { unlessAborted } from "./wait.ts";

/** The person's browser. */
export interface BrowserPorts {
	readonly signal: AbortSignal;
	/** Opens a page on this machine. Rejects when it can't, which ends the sign-in. */
	open(url: string): PromiseLike<void>;
}

/** How long (ms) a person has for the page, as with the AWS CLI. */
const timeLimit = 600_000;

/**
 * Signs in by a page in the browser of this machine, which comes back to it with a code (authorization code with
 * PKCE). The AWS CLI is signed in by that too.
 * @throws SessionsError `AccessDenied`, `SignInTimedOut`, `SignInFailed`, `SignInCacheFailed`, `PortUnavailable` and
 * those of the network; CancelledError
 */
export async function signInWithBrowser(
	signIn: SignIn,
	context: SignInContext,
	{ open, signal }: BrowserPorts,
): Promise<IssuedToken> {
	const file = tokenFile(signIn, context);
	const endpoint = endpointFor("sso_oidc", signIn, context);
	const registration = await registrationFor(signIn, true, context, signal);
	const verifier = new Secret(randomBytes(48).toString("base64url"));
	const state = randomBytes(24).toString("base64url");
	const listener = await listenForRedirect(state, signal);
	let answer: RedirectAnswer | undefined;
	try {
		const page = authorizationUrl(endpoint, {
			clientId: registration.clientId,
			redirectUri: listener.url,
			state,
			challenge: createHash("sha256").update(verifier.reveal()).digest("base64url"),
			scopes: scopesOf(signIn),
		});
		await unlessAborted(Promise.resolve(open(page.href)), signal);
		answer = await within(timeLimit, listener.answer, context.clock);
	} finally {
		void listener.close();
	}
	throwIfCancelled(signal);
	if (answer?.kind !== "code") {
		const isDenied = answer?.reason === "access_denied";
		if (!isDenied) {
			// The page has no other way to say that it does not know the client any more.
			await forgetRegistration(registration);
		}
		throw notSignedIn(signIn, answer?.reason, isDenied);
	}
	try {
		const token = await createToken(
			endpoint,
			registration,
			{ kind: "code", code: answer.code, verifier, redirectUri: listener.url },
			callerFor(signIn, context, signal),
		);
		await keepToken(file, signIn, token, registration);
		return token;
	} catch (error) {
		if (isOidcFault(error, "InvalidClient", "UnauthorizedClient")) {
			await forgetRegistration(registration);
		}
		throw error;
	}
}

/** Undefined when it takes longer. */
async function within<T>(ms: number, work: Promise<T>, clock: Clock): Promise<T | undefined> {
	const late = Promise.withResolvers<undefined>();
	const callOff = clock.schedule(ms, () => late.resolve(undefined));
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		callOff();
	}
}

function notSignedIn(signIn: SignIn, reason: string | undefined, isDenied: boolean): SessionsError {
	const what = signInWords(signIn);
	const remedies = [{ kind: "signIn", signIn: signInName(signIn) }] as const;
	if (reason === undefined) {
		return new SessionsError(
			"SignInTimedOut",
			`The browser did not come back within ${timeLimit / 60_000} minutes. Sign in to ${what} again, or with a code if the browser is on another machine`,
			{ remedies },
		);
	}
	return isDenied
		? new SessionsError("AccessDenied", `The sign-in to ${what} was declined in the browser. Sign in again`, {
				remedies,
			})
		: new SessionsError(
				"SignInFailed",
				`IAM Identity Center refused the sign-in to ${what} (${reason}). Check sso_start_url and sso_region, then sign in again`,
				{
					remedies:
						signIn.place === undefined ? remedies : [{ kind: "openFile", place: signIn.place }, ...remedies],
				},
			);
}
