import { matchesGlob } from "../text/glob.ts";

/**
 * The profile that the settings name for a launch, by its own name, else by a compound's that it belongs to. The
 * name itself goes before patterns, and of these the first that matches.
 * @param setting an object of profiles by names; entries that are none are passed over
 * @param compounds what launch.json has for them, as it was read
 * @returns undefined when there is none, or an empty text takes one back
 */
export function profileOfLaunch(name: string, setting: unknown, compounds: unknown): string | undefined {
	const named = [name, ...compoundsWith(name, compounds)];
	const profile = named.map((one) => profileOf(one, setting)).find((found) => found !== undefined);
	return profile === "" ? undefined : profile;
}

function profileOf(name: string, setting: unknown): string | undefined {
	if (typeof setting !== "object" || setting === null || Array.isArray(setting)) {
		return undefined;
	}
	const profiles = Object.entries(setting).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string",
	);
	const [, exact] = profiles.find(([pattern]) => pattern === name) ?? [];
	const [, first] = profiles.find(([pattern]) => matchesGlob(name, pattern)) ?? [];
	return exact ?? first;
}

function compoundsWith(name: string, compounds: unknown): readonly string[] {
	return (Array.isArray(compounds) ? compounds : []).flatMap((compound: unknown) => {
		const { name: compoundName, configurations } = (compound ?? {}) as Partial<Record<string, unknown>>;
		const isIn =
			Array.isArray(configurations) &&
			configurations.some(
				(one: unknown) => one === name || (one as { name?: unknown } | null)?.name === name,
			);
		return isIn && typeof compoundName === "string" ? [compoundName] : [];
	});
}
