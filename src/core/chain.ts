import type { Problem } from "./place.ts";
import {
	type CredentialSourceName,
	type Profile,
	placeOf,
	type RoleSettings,
	readProfile,
	type StaticKeys,
} from "./profile.ts";
import { type SharedConfig, settingOf } from "./sharedConfig.ts";

/** The kinds of origin that a chain begins with and that a profile of their own describes. */
type DescribedKind = "webIdentity" | "sso" | "process" | "login";

interface BaseOfProfile {
	/** What it is called in messages: the profile's name. */
	readonly name: string;
	readonly profile: Profile;
}

type DescribedBase = {
	readonly [K in DescribedKind]: BaseOfProfile & {
		readonly kind: K;
		readonly origin: Extract<Profile["origin"], { kind: K }>;
	};
}[DescribedKind];

/** Where a chain begins: an origin that is not itself a role assumed with other credentials. */
export type Base =
	| (BaseOfProfile & { readonly kind: "keys"; readonly keys: StaticKeys; readonly mfaSerial?: string })
	| DescribedBase
	| {
			/** Credentials of the surroundings: of this process, this machine or this container. */
			readonly kind: "ambient";
			readonly name: string;
			readonly source: CredentialSourceName;
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
			const base: Base = { kind: "keys", name: current.name, profile: current, keys: current.keys };
			return { kind: "chain", profile, base, hops };
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
				return { kind: "chain", profile, base: { name: current.name, profile: current, ...origin }, hops };
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
			case "roleFrom": {
				hops.unshift({ profile: current, role: origin.role });
				return { kind: "chain", profile, base: ambientBase(origin.source), hops };
			}
			default:
				return { kind: "chain", profile, base: describedBase(current, origin), hops };
		}
	}
}

/** What the surroundings' credentials are called. */
const ambientNames: Readonly<Record<CredentialSourceName, string>> = {
	Environment: "environment variables",
	Ec2InstanceMetadata: "EC2 instance role",
	EcsContainer: "container role",
};

/** A chain's beginning in the surroundings. */
export function ambientBase(source: CredentialSourceName): Extract<Base, { kind: "ambient" }> {
	return { kind: "ambient", name: ambientNames[source], source };
}

function describedBase(profile: Profile, origin: Extract<Profile["origin"], { kind: DescribedKind }>): Base {
	// The compiler does not see that kind and origin always belong together.
	return { name: profile.name, profile, kind: origin.kind, origin } as DescribedBase;
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
