import type { Environment } from "./endpointSettings.ts";

/** Which files to read and which profile is chosen by the environment. */
export interface ConfigLocation {
	readonly configFile: string;
	readonly credentialsFile: string;
	/** `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, else `default`. */
	readonly profile: string;
}

/** Finds the files as AWS's SDKs do. Undefined when there is no home folder and a file needs one. */
export function locateConfig(environment: Environment, isWindows: boolean): ConfigLocation | undefined {
	const home = homeFolder(environment, isWindows);
	const separator = isWindows ? "\\" : "/";
	const locate = (override: string | undefined, name: string): string | undefined => {
		if (override !== undefined) {
			return override.startsWith("~/") && home !== undefined
				? home + separator + override.slice(2)
				: override;
		}
		return home === undefined ? undefined : [home, ".aws", name].join(separator);
	};
	const configFile = locate(nonEmpty(environment["AWS_CONFIG_FILE"]), "config");
	const credentialsFile = locate(nonEmpty(environment["AWS_SHARED_CREDENTIALS_FILE"]), "credentials");
	if (configFile === undefined || credentialsFile === undefined) {
		return undefined;
	}
	const profile =
		nonEmpty(environment["AWS_PROFILE"]) ?? nonEmpty(environment["AWS_DEFAULT_PROFILE"]) ?? "default";
	return { configFile, credentialsFile, profile };
}

/** The home folder as the environment names it, by AWS's rules. */
export function homeFolder(environment: Environment, isWindows: boolean): string | undefined {
	const home = nonEmpty(environment["HOME"]);
	if (home !== undefined || !isWindows) {
		return home;
	}
	const drive = nonEmpty(environment["HOMEDRIVE"]);
	const path = nonEmpty(environment["HOMEPATH"]);
	return (
		nonEmpty(environment["USERPROFILE"]) ??
		(drive === undefined || path === undefined ? undefined : drive + path)
	);
}

function nonEmpty(value: string | undefined): string | undefined {
	return value === "" ? undefined : value;
}
