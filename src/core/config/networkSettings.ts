import type { Environment } from "./endpointSettings.ts";
import { type Section, settingOf } from "./sharedConfig.ts";

/** What the files and the environment say about the way to AWS. */
export interface NetworkSettings {
	/** A file of certificates (PEM) to trust besides the system's. */
	readonly caBundle?: string;
	/** Milliseconds. */
	readonly connectTimeout?: number;
}

/**
 * The network settings of a profile: `AWS_CA_BUNDLE` before `ca_bundle` before `REQUESTS_CA_BUNDLE`, and
 * `connect_timeout` (seconds).
 */
export function networkSettings(profile: Section | undefined, environment: Environment): NetworkSettings {
	// The last is Python's own, which the AWS CLI and boto3 follow.
	const caBundle =
		nonEmpty(environment["AWS_CA_BUNDLE"]) ??
		settingOf(profile, "ca_bundle") ??
		nonEmpty(environment["REQUESTS_CA_BUNDLE"]);
	const seconds = Number(settingOf(profile, "connect_timeout"));
	return {
		...(caBundle === undefined ? {} : { caBundle }),
		...(seconds > 0 && Number.isFinite(seconds) ? { connectTimeout: seconds * 1000 } : {}),
	};
}

function nonEmpty(value: string | undefined): string | undefined {
	return value === "" ? undefined : value;
}
