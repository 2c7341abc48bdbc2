import type { Secret } from "../text/secret.ts";

/** Keys that sign requests: long-term ones of a user, or temporary ones with a session token. */
export interface Credentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: Secret;
	readonly sessionToken?: Secret;
	/** When they stop working, in ms since the epoch by this machine's clock. Absent: nobody says. */
	readonly expiresAt?: number;
}

/** The text with the secrets of these credentials taken out. */
export function scrubCredentials(text: string, credentials: Credentials): string {
	const scrubbed = credentials.secretAccessKey.scrub(text);
	return credentials.sessionToken?.scrub(scrubbed) ?? scrubbed;
}
