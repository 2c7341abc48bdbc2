import type { Base } from "../../core/config/chain.ts";
import type { Identity } from "../../core/places/arn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { AcquireContext } from "../context.ts";

/** A kind of place where chains begin. */
export type SourceKind = Base["kind"];

/** What a source gives; who it is, when it says so by itself. */
export interface SourceCredentials {
	readonly credentials: Credentials;
	readonly identity?: Identity;
	/** The role that was assumed on the way. */
	readonly roleArn?: string;
	/** With a token alone: there is no session between. */
	readonly isUnchained?: true;
}

/**
 * Gets the credentials a chain begins with. Each source is one such function.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export type CredentialSource<K extends SourceKind> = (
	base: Extract<Base, { kind: K }>,
	context: AcquireContext,
) => Promise<SourceCredentials>;
