import type { Problem } from "../place.ts";
import {
	type CredentialSourceName,
	type MfaProcess,
	type Profile,
	placeOf,
	type RoleSettings,
	readProfile,
	type StaticKeys,
} from "./profile.ts";
import { type Section, type SharedConfig, settingOf } from "./sharedConfig.ts";
import { findSourceLoops, loopWay } from "./sourceLoops.ts";

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
	| (BaseOfProfile & {
			readonly kind: "keys";
			readonly keys: StaticKeys;
			readonly mfaSerial?: string;
			readonly mfaProcess?: MfaProcess;
	  })
	| (BaseOfProfile & Extract<Profile["origin"], { kind: "storedKeys" }>)
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
 * it names a source; a later profile's static keys keep it from assuming a role, also those of one that names itself.
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
		const naming = hops[0]?.profile;
		const origin = naming === undefined ? current.origin : current.originAsSource;
		switch (origin.kind) {
			case "broken":
				return origin;
			case "none":
				return naming === undefined ? noSource(current) : emptySource(naming.section, current.name);
			case "keys":
			case "storedKeys": {
				// A source's own device is not asked: the role's is.
				const { mfaSerial: _, mfaProcess: __, ...keys } = origin;
				const base: Base = {
					name: current.name,
					profile: current,
					...(hops.length === 0 ? origin : keys),
				};
				return { kind: "chain", profile, base, hops };
			}
			case "role": {
				hops.unshift({ profile: current, role: origin.role });
				seen.push(current.name);
				const source = config.profiles.get(origin.sourceProfile);
				if (source === undefined) {
					return missingSource(current.section, origin.sourceProfile);
				}
				const next = readProfile(source);
				if (
					seen.includes(next.name) &&
					!(next.name === current.name && next.originAsSource.kind !== "role")
				) {
					return loop(current.section, loopWay(seen.slice(seen.indexOf(next.name))));
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

/**
 * What the chains of all profiles add to the files' own problems. Looks at each profile's own link only, as one that
 * breaks further on is told of there: so it takes time in proportion to the number of profiles, however long the chains.
 */
export function chainProblems(config: SharedConfig): Problem[] {
	const profiles = new Map(listProfiles(config).map((profile) => [profile.name, profile]));
	const loops = findSourceLoops(profiles);
	const problems = new Map<string, Problem>();
	for (const profile of profiles.values()) {
		const round = loops.get(profile.name);
		const problem =
			round === undefined
				? ownProblem(config, profile, profiles)
				: error(loop(round.last.section, round.way));
		if (problem !== undefined) {
			const { file, line, column } = problem.place;
			problems.set(`${file}:${line}:${column}`, problem);
		}
	}
	return [...problems.values()];
}

/** What is wrong with a profile itself or with the profile it names as its source. */
function ownProblem(
	config: SharedConfig,
	{ name, section, origin }: Profile,
	profiles: ReadonlyMap<string, Profile>,
): Problem | undefined {
	if (origin.kind === "none") {
		// A profile that holds only settings is a normal thing; it is a problem only for one that builds on it.
		return undefined;
	}
	if (origin.kind === "role") {
		const source = profiles.get(origin.sourceProfile);
		if (source === undefined) {
			return error(missingSource(section, origin.sourceProfile));
		}
		switch (source.originAsSource.kind) {
			case "none":
				return error(emptySource(section, source.name));
			case "broken":
				return error(source.originAsSource);
			default:
				return undefined;
		}
	}
	const resolution = resolveChain(config, name);
	return resolution.kind === "broken" && resolution.place !== undefined
		? error({ ...resolution, place: resolution.place })
		: undefined;
}

type BrokenAt = BrokenChain & { readonly place: Problem["place"] };

function error({ message, place }: Pick<BrokenAt, "message" | "place">): Problem {
	return { severity: "error", message, place };
}

function missingSource(section: Section, source: string): BrokenAt {
	return {
		kind: "broken",
		code: "MissingSource",
		message: `Profile '${section.name}' names '${source}' as its source_profile, which does not exist`,
		place: placeOf(section, "source_profile"),
	};
}

/** Told where the source is named: another tool may well know the credentials of the named one. */
function emptySource(section: Section, source: string): BrokenAt {
	return {
		kind: "broken",
		code: "MissingSource",
		message: `Profile '${section.name}' names '${source}' as its source_profile, which says nothing about where its credentials come from`,
		place: placeOf(section, "source_profile"),
	};
}

function noSource({ name, place }: Profile): BrokenAt {
	return {
		kind: "broken",
		code: "MissingSource",
		message: `Profile '${name}' says nothing about where its credentials come from`,
		place,
	};
}

/** `section` closes the loop. */
function loop(section: Section, way: string): BrokenAt {
	return {
		kind: "broken",
		code: "ProfileLoop",
		message: `source_profile goes round in a loop: ${way}`,
		place: placeOf(section, "source_profile"),
	};
}

/** The region a chain's session works in: the leaf profile's. */
export function chainRegion(chain: Chain): string | undefined {
	return settingOf(chain.profile.section, "region");
}
