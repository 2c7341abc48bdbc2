import type { Clock } from "../../core/clock.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { Secret } from "../../core/text/secret.ts";
import { endpointUrl } from "../http/endpointUrl.ts";
import type { HttpNetwork, HttpResponse, SendHttp } from "../http/http.ts";
import { parseJsonObject, textOf } from "../http/json.ts";
import { isTransient, withRetries } from "../http/retry.ts";

/** What a sign-in token is asked for with. */
export interface SigninTokenInput {
	readonly credentials: Credentials;
	/** Seconds that the console's session is to last; undefined: as long as the credentials. */
	readonly sessionDuration: number | undefined;
	/** Whose credentials they are, for messages. */
	readonly session: string;
}

export interface SigninTokenCaller {
	readonly send: SendHttp;
	readonly clock: Clock;
	readonly network?: HttpNetwork | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface SigninToken {
	readonly token: Secret;
	/** Whether the console's session lasts as long as was asked for. */
	readonly hasDuration: boolean;
}

/**
 * Gets a token that signs a browser in to the console, from a federation endpoint. The keys go in the body, so that no
 * log of addresses on the way has them; what comes back of a refusal is not repeated, as it may have them too. When a
 * duration is refused, which the endpoint does not say, it is asked for once without.
 * @throws SessionsError `ConsoleUnavailable`, `Throttled`, `ServiceUnavailable`, `InvalidResponse`, `InvalidEndpoint`
 * and those of {@link SendHttp}; CancelledError
 */
export async function getSigninToken(
	endpoint: string,
	input: SigninTokenInput,
	caller: SigninTokenCaller,
): Promise<SigninToken> {
	const { sessionDuration } = input;
	if (sessionDuration !== undefined) {
		try {
			return { token: await request(endpoint, input, caller), hasDuration: true };
		} catch (error) {
			if (!(error instanceof SessionsError) || error.code !== "ConsoleUnavailable") {
				throw error;
			}
		}
	}
	return {
		token: await request(endpoint, { ...input, sessionDuration: undefined }, caller),
		hasDuration: false,
	};
}

async function request(
	endpoint: string,
	{ credentials, sessionDuration, session }: SigninTokenInput,
	{ send, clock, network, signal }: SigninTokenCaller,
): Promise<Secret> {
	const url = endpointUrl(endpoint);
	const body = new URLSearchParams({
		Action: "getSigninToken",
		...(sessionDuration === undefined ? {} : { SessionDuration: String(sessionDuration) }),
		Session: JSON.stringify({
			sessionId: credentials.accessKeyId,
			sessionKey: credentials.secretAccessKey.reveal(),
			sessionToken: credentials.sessionToken?.reveal(),
		}),
	}).toString();
	const post = async (): Promise<HttpResponse> => {
		const answer = await send(
			{
				method: "POST",
				url,
				headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
				body,
			},
			{ ...network, signal },
		);
		if (answer.status !== 200) {
			throw refusal(answer.status, session, url.host);
		}
		return answer;
	};
	const { body: text } = await withRetries(post, {
		clock,
		signal,
		isRetryable: isTransient,
	});
	const token = textOf(parseJsonObject(text), "SigninToken");
	if (token === undefined) {
		throw new SessionsError("InvalidResponse", `${url.host} gave no sign-in token`, {
			remedies: [{ kind: "retry" }],
			about: { host: url.host },
		});
	}
	return new Secret(token);
}

function refusal(status: number, session: string, host: string): SessionsError {
	const about = { host };
	if (status === 429) {
		return new SessionsError("Throttled", `${host} is asked too often. Try again in a moment`, {
			remedies: [{ kind: "retry" }],
			about,
		});
	}
	if (status >= 500) {
		return new SessionsError("ServiceUnavailable", `${host} has a problem of its own (HTTP ${status})`, {
			remedies: [{ kind: "retry" }],
			about,
		});
	}
	if (status < 400) {
		return new SessionsError("InvalidResponse", `${host} gave no sign-in token (HTTP ${status})`, {
			remedies: [{ kind: "retry" }],
			about,
		});
	}
	return new SessionsError(
		"ConsoleUnavailable",
		`AWS does not sign in to the console with the credentials of session ${session} (HTTP ${status}). They may be revoked or too old: renew the session, or use another`,
		{ remedies: [{ kind: "retry" }, { kind: "useOther" }], about },
	);
}

/** What the console is told of where its sessions come from. */
const issuer = "aws-sessions";

/** The address that signs a browser in and leads on to a page of the console. It is as good as a password. */
export function loginAddress(endpoint: string, destination: string, { token }: SigninToken): Secret {
	const url = endpointUrl(endpoint);
	url.search = new URLSearchParams({
		Action: "login",
		Issuer: issuer,
		Destination: destination,
		SigninToken: token.reveal(),
	}).toString();
	return new Secret(url.href);
}

/** The address that signs the browser out of the console first. */
export function signOutFirst(logout: string, login: Secret): Secret {
	const url = endpointUrl(logout);
	url.search = new URLSearchParams({ Action: "logout", redirect_uri: login.reveal() }).toString();
	return new Secret(url.href);
}
