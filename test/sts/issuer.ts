import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";
import { toBase32 } from "./totp.ts";

/** Temporary credentials, as they go out. */
export type IssuedCredentials = {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
	/** Milliseconds since 1970, a whole second. */
	readonly expiresAt: number;
};

/** A session that STS knows of. */
export type IssuedSession = {
	readonly credentials: IssuedCredentials;
	readonly caller: Caller;
};

/** Gives out temporary credentials and remembers them. */
export class Issuer {
	readonly #now: () => number;
	readonly #sessions = new Map<string, IssuedSession>();
	readonly #owners = new Map<string, Caller>();
	readonly #secrets: string[] = [];

	/** @param now the double's clock, in milliseconds since 1970 */
	constructor(now: () => number) {
		this.#now = now;
	}

	/** New credentials for a caller, valid for this many seconds. */
	issue(caller: Caller, durationSeconds: number): IssuedCredentials {
		const credentials = {
			accessKeyId: `ASIA${toBase32(randomBytes(10))}`,
			secretAccessKey: randomBytes(30).toString("base64"),
			sessionToken: sessionToken(),
			expiresAt: (Math.floor(this.#now() / 1000) + durationSeconds) * 1000,
		};
		this.#sessions.set(credentials.accessKeyId, { credentials, caller });
		this.#owners.set(credentials.accessKeyId, caller);
		this.#secrets.push(credentials.secretAccessKey, credentials.sessionToken);
		return credentials;
	}

	/** The session that an access key id belongs to; undefined when there is none, or it was revoked. */
	find(accessKeyId: string): IssuedSession | undefined {
		return this.#sessions.get(accessKeyId);
	}

	/** Whom an access key id was given out to, revoked ones included; undefined for any other text. */
	ownerOf(accessKeyId: string): Caller | undefined {
		return this.#owners.get(accessKeyId);
	}

	/** Counts a token or an assertion, given out or accepted, among the secrets. */
	remember(secret: string): void {
		this.#secrets.push(secret);
	}

	/** Forgets every session: their credentials are unknown to STS from here on. */
	revokeAll(): void {
		this.#sessions.clear();
	}

	/** Every secret access key and token ever given out, and every token and assertion accepted. */
	secrets(): string[] {
		return [...this.#secrets];
	}
}

/** Real tokens hold the three characters that clients encode wrongly, so each of these does too. */
function sessionToken(): string {
	for (;;) {
		const token = `IQoJb3JpZ2luX2VjEJ//${randomBytes(332).toString("base64")}`;
		if (token.includes("+") && token.endsWith("=")) return token;
	}
}
