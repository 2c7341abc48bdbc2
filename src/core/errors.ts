import type { SignInName } from "./identityCenter/signIn.ts";
import type { Place } from "./place.ts";

/** What went wrong, stable for callers of the commands and the API. */
export type ErrorCode =
	// The files
	| "ConfigUnreadable"
	| "ConfigUnwritable"
	| "ProfileNotFound"
	| "ProfileInvalid"
	| "ProfileLoop"
	| "PartialKeys"
	| "MissingSource"
	| "InvalidEndpoint"
	| "CaBundleUnreadable"
	// What was asked for
	| "InvalidArgument"
	| "SessionNotFound"
	| "ExportImpossible"
	| "TerminalUnsupported"
	| "LaunchUnsupported"
	// The sources of credentials
	| "SourceUnavailable"
	| "StoredKeysMissing"
	| "InvalidSourceAnswer"
	| "ProcessFailed"
	| "ProcessTimeout"
	| "TokenFileUnreadable"
	| "InvalidIdentityToken"
	// The identity provider's SAML response
	| "InvalidSamlResponse"
	| "SamlSignInFailed"
	| "SamlWrongDestination"
	| "SamlExpired"
	| "PortUnavailable"
	// The sign-in that is shared with the AWS CLI
	| "SignInRequired"
	| "SignInExpired"
	| "SignInFailed"
	| "SignInTimedOut"
	| "SignInCacheFailed"
	// What AWS said
	| "AccessDenied"
	| "ScopeDenied"
	| "MfaRequired"
	| "MfaCodeInvalid"
	| "MfaDeviceInvalid"
	| "InvalidKeys"
	| "InvalidSignature"
	| "CredentialsExpired"
	| "ClockSkew"
	| "DurationTooLong"
	| "InvalidRequest"
	| "PolicyInvalid"
	| "MessageInvalid"
	| "OutboundFederationDisabled"
	| "TokenTooLarge"
	| "RegionDisabled"
	| "ConsoleUnavailable"
	| "Throttled"
	| "ServiceUnavailable"
	| "StsError"
	| "ServiceError"
	| "InvalidResponse"
	// The way there
	| "NetworkUnreachable"
	| "NetworkTimeout"
	| "ConnectionLost"
	| "CertificateNotTrusted"
	| "ProxyRefused";

/** What the person can do next. The editor shows each as a button. */
export type Remedy =
	| { readonly kind: "openFile"; readonly place: Place }
	| { readonly kind: "openConfig" }
	| { readonly kind: "retry" }
	| { readonly kind: "assumeRole" }
	| { readonly kind: "getFederationToken"; readonly profile: string }
	| { readonly kind: "showLog" }
	| { readonly kind: "openSettings"; readonly setting: string }
	/** Does it again for so many seconds. */
	| { readonly kind: "useDuration"; readonly seconds: number }
	/** Does it again with other credentials. */
	| { readonly kind: "useOther" }
	/** Signs in to IAM Identity Center. */
	| { readonly kind: "signIn"; readonly signIn: SignInName }
	/** Runs `aws login` for a profile. */
	| { readonly kind: "awsLogin"; readonly profile: string };

export interface ErrorDetails {
	readonly remedies?: readonly Remedy[];
	readonly cause?: unknown;
	/** AWS's request id, to be quoted to support. */
	readonly requestId?: string;
	/** What was being done, for the log. */
	readonly about?: ErrorSubject;
}

/** What an error is about. */
export interface ErrorSubject {
	readonly operation?: string;
	readonly host?: string;
	readonly profile?: string;
}

/**
 * An error that a person is told: what happened, in a sentence without secrets, and what they can do next.
 */
export class SessionsError extends Error {
	readonly code: ErrorCode;
	readonly remedies: readonly Remedy[];
	readonly requestId: string | undefined;
	readonly about: ErrorSubject;

	constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
		super(message, { cause: details.cause });
		this.name = "SessionsError";
		this.code = code;
		this.remedies = details.remedies ?? [];
		this.requestId = details.requestId;
		this.about = details.about ?? {};
	}
}

/** The person called it off. Never shown, never logged as a failure. */
export class CancelledError extends Error {
	constructor() {
		super("Cancelled");
		this.name = "CancelledError";
	}
}

/** The person has said no to what was asked: for all who wait for the answer, whoever began it. */
export class DeclinedError extends CancelledError {}

/** What was to go on without a person can't. */
export class PersonNeededError extends Error {
	constructor() {
		super("A person is needed");
		this.name = "PersonNeededError";
	}
}

/** Throws {@link CancelledError} when the signal was aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) {
		throw new CancelledError();
	}
}
