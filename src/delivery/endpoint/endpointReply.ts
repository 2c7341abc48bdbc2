import type { Credentials } from "../../core/session/credentials.ts";
import { iso8601 } from "../../core/text/iso8601.ts";

/** What is sent back. */
export interface EndpointReply {
	readonly status: number;
	/** JSON. */
	readonly body: string;
}

/** Milliseconds after which credentials that last are asked for again, so that a session that ended ends there too. */
const keptFor = 60 * 60 * 1000;

/**
 * Credentials as the SDKs read them from a container's endpoint. botocore and the JavaScript SDK insist on all four
 * fields: an empty token is taken for none, and credentials that last are given an hour.
 */
export function credentialsReply(credentials: Credentials, now: number): EndpointReply {
	const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials;
	return {
		status: 200,
		body: JSON.stringify({
			AccessKeyId: accessKeyId,
			SecretAccessKey: secretAccessKey.reveal(),
			Token: sessionToken?.reveal() ?? "",
			Expiration: iso8601(expiresAt ?? now + keptFor),
		}),
	};
}

/** The session has no credentials until a person does something: a status of 4xx, at which clients do not try again. */
export function unavailableReply(message: string): EndpointReply {
	return errorReply(409, "CredentialsUnavailable", message);
}

/** A status of 5xx, at which clients try again. */
export const delayedReply = errorReply(
	503,
	"CredentialsDelayed",
	"The credentials are being renewed by AWS Sessions. Try again in a moment",
);

export const failedReply = errorReply(
	503,
	"EndpointFailed",
	"AWS Sessions could not answer. Its log in VS Code says more",
);

/**
 * Alike for a path that nobody has, a token that is wrong and a request that no SDK makes. With 404 Java's SDK would
 * show a text of its own, and at 401 some clients look for a way to sign in; at none of them do they try again.
 */
export const deniedReply = errorReply(
	403,
	"AccessDenied",
	"AWS Sessions does not know this address or token. Open a new terminal in VS Code",
);

export const methodReply = errorReply(405, "MethodNotAllowed", "Only GET is answered here");

export const expectationReply = errorReply(417, "ExpectationFailed", "Nothing is to be sent here");

/** Lower case, as Java's SDK reads it; Go's and Rust's take any. */
function errorReply(status: number, code: string, message: string): EndpointReply {
	return { status, body: JSON.stringify({ code, message }) };
}
