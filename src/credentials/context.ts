import type { HttpNetwork, SendHttp } from "../aws/http/http.ts";
import type { StsClient } from "../aws/sts/sts.ts";
import type { StsCall } from "../aws/sts/stsTransport.ts";
import type { Clock } from "../core/clock.ts";
import type { Environment } from "../core/config/endpointSettings.ts";
import type { Profile, StaticKeys } from "../core/config/profile.ts";
import type { SharedConfig, StoredKeyPair } from "../core/config/sharedConfig.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { AssertionOrigin } from "../core/session/session.ts";
import type { Secret } from "../core/text/secret.ts";
import type { MfaCodes } from "./mfa/mfaCodes.ts";
import type { SignInRefreshes } from "./signIn/refresh.ts";

/** What a person is asked when a code is needed. */
export interface MfaQuestion {
	/** The device's ARN or serial number. */
	readonly serial: string;
	/** The profile on whose behalf. */
	readonly profile: string;
	/** The role it is for; absent: for the user itself. */
	readonly roleArn?: string;
	/** Why the code before was not good. */
	readonly problem?: string;
	/** When the device shows its next code, in ms since the epoch. Absent: the one that it shows may be good. */
	readonly nextCodeAt?: number;
}

/** What a person is asked when only an identity provider's word will do. */
export interface IdentityQuestion {
	/** The role it is for. */
	readonly roleArn: string;
}

/** What a person is asked when a SAML response is needed. */
export interface SamlQuestion extends IdentityQuestion {
	readonly assertion: Exclude<AssertionOrigin, { kind: "file" }>;
	/** Why the one that was there is not good. */
	readonly problem?: string;
}

/** A SAML response as it came: pasted in whatever form, or posted. */
export interface GivenSamlResponse {
	readonly text: Secret;
	/** The address of this machine that it was posted to. */
	readonly listenerUrl?: string;
}

/** What was got from an identity provider already: it is not got again, as it could be another then. */
export interface ShownIdentity {
	takeWebIdentityToken(): Secret | undefined;
	takeSamlResponse(): GivenSamlResponse | undefined;
}

/** The person, as the credentials see them. One of it lasts from a command's start to its end. */
export interface Interaction {
	readonly signal: AbortSignal;
	/** There is nobody: what waits for a person, also for one at another window, ends soon. Absent: there is somebody. */
	readonly isUnattended?: boolean;
	/** Aborts when somebody has come after all, who would rather wait themselves. Absent: nobody will. */
	readonly personCame?: AbortSignal;
	/** Asks for an MFA code. @throws CancelledError when the person calls it off */
	askMfaCode(question: MfaQuestion): Promise<Secret>;
	/** Asks for a web identity token. @throws CancelledError when the person calls it off */
	askWebIdentityToken(question: IdentityQuestion): Promise<Secret>;
	/**
	 * Asks for a SAML response: to be pasted, or signed in for in the browser.
	 * @throws SessionsError when there can be no listener; CancelledError when the person calls it off
	 */
	askSamlResponse(question: SamlQuestion): Promise<GivenSamlResponse>;
	/** What the person was shown before it is sent, each given out once; absent: nothing was shown. */
	readonly shown?: ShownIdentity;
	/** Calls the attempt off from outside, and closes what is open for it. */
	cancel(): void;
	/** Told before each wait that the person did not cause: what is being done, in words. */
	working(step: string): void;
}

/** Where people have asked to keep the secrets of their MFA devices. */
export interface TotpSecrets {
	/** The secret of a device, as it was entered; undefined when none is kept. */
	get(serial: string): Promise<Secret | undefined>;
}

/** Sessions that one MFA code has bought, for the roles that the same user assumes next. */
export interface MfaSessions {
	/** Seconds that a new one is to last. */
	readonly duration: number;
	/** Whether a profile's role may be assumed with one, and its user's session be one. */
	isShared(profile: string): boolean;
	/**
	 * Told what one of those below has failed with. That stops nobody: it goes on as if none were kept. Absent: nobody
	 * wants to know.
	 */
	failed?(error: unknown): void;
	/** The one of a user's key and device that still lives. */
	get(accessKeyId: string, serial: string): Promise<Credentials | undefined>;
	keep(accessKeyId: string, serial: string, credentials: Credentials): Promise<void>;
	remove(accessKeyId: string, serial: string): Promise<void>;
}

/** Where people have moved profiles' access keys to. */
export interface StoredKeys {
	/** The whole pair; undefined when it is lost. */
	get(pair: StoredKeyPair): Promise<StaticKeys | undefined>;
}

/** Everything a source of credentials may use. */
export interface AcquireContext {
	/** The files, read for this attempt. */
	readonly config: SharedConfig;
	readonly environment: Environment;
	/** The person's home folder, below which the AWS CLI keeps its caches. */
	readonly homeFolder: string | undefined;
	readonly clock: Clock;
	/** Sends by {@link AcquireContext.network}. */
	readonly send: SendHttp;
	readonly sts: StsClient;
	readonly interaction: Interaction;
	readonly mfaCodes: MfaCodes;
	/** The MFA secrets that the person has asked to keep. */
	readonly totpSecrets: TotpSecrets;
	/** The access keys that the person has moved out of the files. Absent: there are none. */
	readonly storedKeys?: StoredKeys;
	/** Absent: every role asks for a code of its own. */
	readonly mfaSessions?: MfaSessions;
	/** The credentials of a session that is live, by its id. Absent: there is none. */
	readonly liveCredentials?: (sessionId: string) => Credentials | undefined;
	/**
	 * The path of the program by which other shells get credentials from here. Absent: there is none, and none would ask
	 * in a circle.
	 */
	readonly ownHelper?: string;
	/** Where all attempts of this window share their refreshes of sign-ins. Absent: each is alone. */
	readonly signInRefreshes?: SignInRefreshes;
	/** For a role profile that names no session: the name CloudTrail shows. */
	readonly defaultSessionName: string;
	/** The profile asked for, whose settings count; absent: none was. */
	readonly leaf?: Profile | undefined;
	/** The endpoint every call of one chain goes to: the leaf profile's. */
	readonly endpoint: StsCall["endpoint"];
	/** How it is reached: the leaf profile's and the environment's certificates and time-outs. */
	readonly network: HttpNetwork;
}
