import type { Problem } from "./place.ts";
import { type Profile, placeOf, type RoleSettings, readProfile, type StaticKeys } from "./profile.ts";
import { type SharedConfig, settingOf } from "./sharedConfig.ts";

/** An origin that is not itself a role assumed from another profile: where a chain begins. */
export type Base =
	| {
			readonly kind: "keys";
			readonly profile: Profile;
			readonly keys: StaticKeys;
			readonly mfaSerial?: string;
	  }
	| {
			readonly kind: "other";
			readonly profile: Profile;
			readonly origin: Exclude<Profile["origin"], { kind: "keys" | "role" | "broken" | "none" }>;
	  };

/** One AssumeRole on the way. */
export interface Hop {
	readonly profile: Profile;
	readonly role: RoleSettings;
}

/** How a profile's credentials come about: from the base through each hop in turn. */
export interface Chain {
	readonly profile: Profile;
	readonly base: Base;
	/** In the order in which they are made. Empty: the base's credentials are the profile's. */
	readonly hops: readonly Hop[];
}

/** Why a chain can't be resolved, at the place to mend. */
export interface BrokenChain {
	readonly kind: "broken";
	readonly code: "ProfileNotFound" | "ProfileLoop" | "PartialKeys" | "MissingSource" | "ProfileInvalid";
	readonly message: string;
	readonly place: Problem["place"] | undefined;
}

export type Resolution = ({ readonly kind: "chain" } & Chain) | BrokenChain;

/**
 * Resolves a profile by AWS's rules, running nothing: the first profile's own static keys don't count when
 * it names a source; a later profile's static keys end the chain, also those of one that names itself.
 */
export function resolveChain(config: SharedConfig, name: string): Resolution {
	const section = config.profiles.get(name);
	if (section === undefined) {
		return {
			kind: "broken",
			code: "ProfileNotFound",
			message: `There is no profile '${name}'`,
			place: undefined,
		};
	}
	const profile = readProfile(section);
	const hops: Hop[] = [];
	const seen: string[] = [];
	let current = profile;

	for (;;) {
		const { origin } = current;
		if (seen.length > 0 && current.keys !== undefined) {
			return { kind: "chain", profile, base: { kind: "keys", profile: current, keys: current.keys }, hops };
		}
		switch (origin.kind) {
			case "broken":
				return origin;
			case "none":
				return {
					kind: "broken",
					code: "MissingSource",
					message: `Profile '${current.name}' says nothing about where its credentials come from`,
					place: current.place,
				};
			case "keys":
				return { kind: "chain", profile, base: { profile: current, ...origin }, hops };
			case "role": {
				hops.unshift({ profile: current, role: origin.role });
				seen.push(current.name);
				const source = config.profiles.get(origin.sourceProfile);
				const place = placeOf(current.section, "source_profile");
				if (source === undefined) {
					return {
						kind: "broken",
						code: "MissingSource",
						message: `Profile '${current.name}' names '${origin.sourceProfile}' as its source_profile, which does not exist`,
						place,
					};
				}
				const next = readProfile(source);
				if (seen.includes(next.name) && !(next.name === current.name && next.keys !== undefined)) {
					const loop = [...seen.slice(seen.indexOf(next.name)), next.name].join(" → ");
					return {
						kind: "broken",
						code: "ProfileLoop",
						message: `source_profile goes round in a loop: ${loop}`,
						place,
					};
				}
				current = next;
				break;
			}
			default:
				return { kind: "chain", profile, base: { kind: "other", profile: current, origin }, hops };
		}
	}
}

/** Every profile, classified, in the files' order. */
export function listProfiles(config: SharedConfig): Profile[] {
	return [...config.profiles.values()].map(readProfile);
}

/** What the chains of all profiles add to the files' own problems. */
export function chainProblems(config: SharedConfig): Problem[] {
	const problems = new Map<string, Problem>();
	for (const name of config.profiles.keys()) {
		const resolution = resolveChain(config, name);
		// A profile that holds only settings is a normal thing; it is a problem only for one that builds on it.
		const section = config.profiles.get(name);
		const isBareSettings = section !== undefined && readProfile(section).origin.kind === "none";
		if (resolution.kind === "broken" && resolution.place !== undefined && !isBareSettings) {
			const { file, line, column } = resolution.place;
			problems.set(`${file}:${line}:${column}`, {
				severity: "error",
				message: resolution.message,
				place: resolution.place,
			});
		}
	}
	return [...problems.values()];
}

/** The region a chain's session works in: the leaf profile's. */
export function chainRegion(chain: Chain): string | undefined {
	return settingOf(chain.profile.section, "region");
}
