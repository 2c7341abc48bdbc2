import type { HttpNetwork, SendHttp } from "../aws/http.ts";
import type { StsClient } from "../aws/sts.ts";
import type { StsCall } from "../aws/stsTransport.ts";
import type { Clock } from "../core/clock.ts";
import type { Environment } from "../core/endpointSettings.ts";
import type { Profile } from "../core/profile.ts";
import type { Secret } from "../core/secret.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import type { MfaCodes } from "./mfaCodes.ts";

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
}

/** The person, as the credentials see them. One of it lasts from a command's start to its end. */
export interface Interaction {
	readonly signal: AbortSignal;
	/** Asks for an MFA code. @throws CancelledError when the person calls it off */
	askMfaCode(question: MfaQuestion): Promise<Secret>;
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
	/** For a role profile that names no session: the name CloudTrail shows. */
	readonly defaultSessionName: string;
	/** The profile asked for, whose settings count; absent: none was. */
	readonly leaf?: Profile | undefined;
	/** The endpoint every call of one chain goes to: the leaf profile's. */
	readonly endpoint: StsCall["endpoint"];
	/** How it is reached: the leaf profile's and the environment's certificates and time-outs. */
	readonly network: HttpNetwork;
}
