import type { Environment } from "../core/config/endpointSettings.ts";

/** An inherited variable that names another identity than the keys delivered beside it. */
export interface Conflict {
	readonly variable: string;
	/** Its value; a profile's name, never a secret. */
	readonly value: string;
}

/** The variables that name a profile. */
export const profileVariables = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] as const;

/**
 * The variables that would make two identities in one terminal: with a profile named, some clients (the
 * JavaScript SDK among them) take the profile and others (the CLI, boto3) take the keys. They can't be
 * overridden, because a variable can't be unset from an extension and an empty one breaks the CLI.
 */
export function identityConflicts(inherited: Environment): readonly Conflict[] {
	return profileVariables.flatMap((variable) => {
		const value = inherited[variable];
		return value === undefined ? [] : [{ variable, value }];
	});
}
