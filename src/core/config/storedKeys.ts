import type { Problem } from "../place.ts";
import { placeOf } from "./profile.ts";
import { type Section, type SharedConfig, type StoredKeyPair, settingOf } from "./sharedConfig.ts";

/** The settings that are a profile's long-term keys. */
export const keySettings = ["aws_access_key_id", "aws_secret_access_key"] as const;

/**
 * What the files say, with the access keys that are kept elsewhere. A profile has them whether or not a section of it
 * is left; one that has keys in the files again, even half a pair, keeps to these, and is told of both.
 */
export function withStoredKeys(config: SharedConfig, stored: readonly StoredKeyPair[]): SharedConfig {
	if (stored.length === 0) {
		return config;
	}
	const profiles = new Map(config.profiles);
	const problems = [...config.problems];
	for (const pair of stored) {
		const section = profiles.get(pair.profile) ?? emptySection(pair);
		const setting = keyInFiles(section);
		if (setting === undefined) {
			profiles.set(pair.profile, { ...section, storedKeys: pair });
		} else {
			problems.push(bothProblem(section, setting, pair));
		}
	}
	return { ...config, profiles, problems };
}

/** The first of a profile's key settings that stands in the files. */
export function keyInFiles(section: Section): string | undefined {
	return keySettings.find((key) => settingOf(section, key) !== undefined);
}

function emptySection({ profile: name, credentialsFile: file }: StoredKeyPair): Section {
	const place = { file, line: 0, column: 0, length: 0 };
	return { name, place, properties: new Map(), fromCredentialsFile: undefined };
}

function bothProblem(section: Section, setting: string, { profile, accessKeyId }: StoredKeyPair): Problem {
	return {
		severity: "warning",
		message: `VS Code's secret storage has keys of '${profile}' too (${accessKeyId}). These here count. Move Access Keys to Secret Storage… replaces the stored ones, Delete Stored Access Keys… forgets them`,
		place: placeOf(section, setting),
	};
}
