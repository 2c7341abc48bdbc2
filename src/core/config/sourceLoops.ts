import type { Profile } from "./profile.ts";

/** How a chain comes back to where it begins. */
export interface SourceLoop {
	/** The profile whose source_profile closes the loop. */
	readonly last: Profile;
	/** `a → b → a` */
	readonly way: string;
}

/** So many names of a loop are told in full. */
const toldInFull = 12;

/** The way round a loop that begins at one of its profiles' names. */
export function loopWay(names: readonly string[], start = 0): string {
	const name = (index: number): string => names[(start + index) % names.length] ?? "";
	const first = Array.from({ length: Math.min(names.length, toldInFull) }, (_, index) => name(index));
	const skipped = names.length > toldInFull ? ["…"] : [];
	return [...first, ...skipped, name(0)].join(" → ");
}

/**
 * The profiles whose chains come back to them. A profile's own keys don't count where its chain begins, but another's
 * end it. Takes time in proportion to the number of profiles.
 */
export function findSourceLoops(profiles: ReadonlyMap<string, Profile>): ReadonlyMap<string, SourceLoop> {
	const loops = new Map<string, SourceLoop>();
	const done = new Set<Profile>();
	for (const start of profiles.values()) {
		const way = new Set<Profile>();
		let current: Profile | undefined = start;
		while (current !== undefined && !done.has(current)) {
			done.add(current);
			way.add(current);
			const { origin }: Profile = current;
			current = origin.kind === "role" ? profiles.get(origin.sourceProfile) : undefined;
		}
		if (current !== undefined && way.has(current)) {
			const path = [...way];
			addRound(path.slice(path.indexOf(current)), loops);
		}
	}
	return loops;
}

function addRound(round: readonly Profile[], loops: Map<string, SourceLoop>): void {
	const withKeys = round.filter(({ originAsSource }) => originAsSource.kind !== "role");
	const names = round.map(({ name }) => name);
	for (const [index, profile] of round.entries()) {
		const isOnlyOneWithKeys = round.length > 1 && withKeys.length === 1 && withKeys[0] === profile;
		const last = round.at(index - 1);
		if (last !== undefined && (withKeys.length === 0 || isOnlyOneWithKeys)) {
			loops.set(profile.name, { last, way: loopWay(names, index) });
		}
	}
}
