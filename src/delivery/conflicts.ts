import type { Environment } from "../core/config/endpointSettings.ts";
import { readProfile } from "../core/config/profile.ts";
import type { Section, SharedConfig } from "../core/config/sharedConfig.ts";
import type { Place } from "../core/place.ts";
import { beforeEndpoint, profileVariables } from "../core/session/identityVariables.ts";
import type { DeliveryKind } from "./deliveryKind.ts";

/** Something in a terminal that names another identity than the session delivered beside it. */
export type Conflict =
	| {
			readonly kind: "variable";
			readonly variable: string;
			/** The profile that it names; other variables may hold secrets. */
			readonly profile?: string;
	  }
	/** A profile that is used when none is named, with credentials of its own. */
	| { readonly kind: "defaultProfile"; readonly place: Place };

/**
 * What of a terminal's environment would make two identities in it. With a profile named, some clients (the
 * JavaScript SDK among them) take the profile and others (the CLI, boto3) take keys in variables; an endpoint comes
 * after nearly everything else, a `default` profile with credentials too. Inherited variables can't be overridden,
 * because a variable can't be unset by what is delivered to a window and an empty one breaks the CLI.
 */
export function identityConflicts(
	kind: DeliveryKind,
	inherited: Environment,
	config: SharedConfig | undefined,
): readonly Conflict[] {
	const profiles = profileVariables.flatMap((variable): Conflict[] => {
		const profile = inherited[variable];
		return profile === undefined ? [] : [{ kind: "variable", variable, profile }];
	});
	if (kind === "environment") {
		return profiles;
	}
	// Others are put out of the way with an empty value.
	const others = beforeEndpoint.flatMap((variable): Conflict[] =>
		inherited[variable] === undefined ? [] : [{ kind: "variable", variable }],
	);
	const section = profiles.length === 0 ? config?.profiles.get("default") : undefined;
	const fallback = section && readProfile(asToolsRead(section));
	return fallback === undefined || fallback.origin.kind === "none"
		? [...profiles, ...others]
		: [...profiles, ...others, { kind: "defaultProfile", place: fallback.place }];
}

/** A profile as AWS's tools find it: what is kept outside of the files is not there for them. */
function asToolsRead({ storedKeys: _, ...section }: Section): Section {
	return section;
}

/** The variables among conflicts. */
export function conflictingVariables(conflicts: readonly Conflict[]): readonly string[] {
	return conflicts.flatMap((conflict) => (conflict.kind === "variable" ? [conflict.variable] : []));
}
