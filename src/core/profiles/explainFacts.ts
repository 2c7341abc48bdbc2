import type { Environment } from "../config/endpointSettings.ts";
import type { MfaProcess, Profile, RoleSettings } from "../config/profile.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import type { Place } from "../place.ts";
import { mfaDeviceName } from "../places/arn.ts";
import { displayUrl } from "../places/displayUrl.ts";
import type { EndpointParameters } from "../places/serviceEndpoint.ts";
import type { StsEndpoint } from "../places/stsEndpoint.ts";

/** Something that a step says; with the place where the files say so when it is not the step's own. */
export type ExplainedFact = readonly [name: string, value: string, place?: Place];

/** One step on the way to a profile's credentials. */
export interface ExplainedStep {
	/** `way`: not a step towards the credentials, but how AWS is called in all of them. */
	readonly kind: "way" | "credentials";
	readonly title: string;
	/** Where the files say so. */
	readonly place?: Place;
	readonly facts: readonly ExplainedFact[];
}

/** What stops a profile, at the place to mend. */
export interface ExplainedProblem {
	readonly message: string;
	readonly place: Place | undefined;
}

/** How a profile resolves, step by step; with what stops it, if anything does. */
export interface Explanation {
	readonly profile: string;
	readonly steps: readonly ExplainedStep[];
	readonly problem?: ExplainedProblem;
}

/** What explaining needs beside the files and the environment. */
export interface ExplainOptions {
	/** The rule by which IAM Identity Center's portal is found when it is called. */
	readonly portalEndpoint: (parameters: EndpointParameters) => { readonly url: string } | string;
	/** The serials of the MFA devices whose secrets are kept. */
	readonly storedDevices?: readonly string[];
}

/** What every step is told by. */
export interface ExplainContext extends ExplainOptions {
	readonly config: SharedConfig;
	readonly environment: Environment;
	/** The profile that is explained. */
	readonly leaf: Profile;
	readonly endpoint: StsEndpoint | string;
}

/** A step, and what stops it. */
export interface BaseStep {
	readonly step: ExplainedStep;
	readonly problem?: ExplainedProblem;
}

export function signedPost(endpoint: StsEndpoint | string): string | undefined {
	return typeof endpoint === "string"
		? undefined
		: `POST ${displayUrl(endpoint.url)}, signed for ${endpoint.signingRegion}`;
}

export function unsignedPost(endpoint: StsEndpoint | string): string | undefined {
	return typeof endpoint === "string" ? undefined : `POST ${displayUrl(endpoint.url)}, not signed`;
}
/** What every way of assuming a role asks for. */
export function requestFacts({ roleArn, sessionName, durationSeconds }: RoleSettings): ExplainedFact[] {
	return [
		["RoleArn", roleArn],
		["RoleSessionName", sessionName ?? "your user name"],
		["DurationSeconds", durationSeconds?.toString() ?? "3600 (STS's default)"],
	];
}

/** Where a device's code comes from, in the order in which they are tried. */
export function mfaFact(
	serial: string,
	mfaProcess: MfaProcess | undefined,
	{ storedDevices = [] }: ExplainOptions,
): ExplainedFact {
	const ways = [
		...(mfaProcess === undefined ? [] : ["runs mfa_process"]),
		...(storedDevices.includes(serial) ? ["a stored secret's code"] : []),
		`asks for a code of MFA device ${mfaDeviceName(serial)}`,
	].join(", else ");
	return mfaProcess === undefined ? ["MFA", ways] : ["MFA", ways, mfaProcess.place];
}

export function present(
	facts: readonly (ExplainedFact | readonly [name: string, value: string | undefined])[],
): ExplainedFact[] {
	return facts.filter((fact): fact is ExplainedFact => fact[1] !== undefined);
}
