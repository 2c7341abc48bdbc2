import type { Place, Problem } from "../place.ts";
import { type LexedSection, lexConfig, type Property } from "./configLexer.ts";

/** Which of the two files a text comes from: they name profiles differently. */
export type FileKind = "config" | "credentials";

/** A section of both files merged: later properties win, the credentials file's over the config file's. */
export interface Section {
	readonly name: string;
	/** Where it is defined first. */
	readonly place: Place;
	readonly properties: ReadonlyMap<string, Property>;
	/** The keys of {@link properties} that come from the credentials file, if any. */
	readonly fromCredentialsFile: ReadonlySet<string> | undefined;
	/** The profile's access keys, when they are kept outside the files. */
	readonly storedKeys?: StoredKeyPair;
}

/** Access keys of a profile that are kept outside the files; without the secret one. */
export interface StoredKeyPair {
	/** What it is called where it is kept. */
	readonly id: string;
	readonly profile: string;
	readonly accessKeyId: string;
	/** When it was put there, in ms since the epoch. */
	readonly since: number;
	/** Which file the keys came from: a profile's keys in the credentials file come before its other sources. */
	readonly home: FileKind;
	/** The credentials file of the machine on which it counts. */
	readonly credentialsFile: string;
}

/** What the two files say together. Maps keep the order of first definition. */
export interface SharedConfig {
	readonly profiles: ReadonlyMap<string, Section>;
	readonly ssoSessions: ReadonlyMap<string, Section>;
	readonly services: ReadonlyMap<string, Section>;
	readonly problems: readonly Problem[];
}

/** A file's text; absent when there is no such file. */
export interface ConfigText {
	readonly file: string;
	readonly kind: FileKind;
	readonly text: string;
}

interface MergedSection {
	name: string;
	place: Place;
	properties: Map<string, Property>;
	fromCredentialsFile: Set<string> | undefined;
}

/** What a section describes. */
export type SectionKind = "profile" | "sso-session" | "services";

const plainName = /^[\w\-/.%@:+]+$/;
const unicodeName = /^[\p{L}\p{N}\-/.%@_:+]+$/u;
const prefixed = /^(profile|sso-session|services)\s+(.*)$/s;
/** What the AWS CLI takes for a name in the config file: one word of a shell. */
const oneWord = /^(?:'[^']*'|"[^"]*"|[^\s'"])+$/;
/** Sections of the AWS CLI's own that hold no profile. */
const cliSections = new Set(["plugins", "preview", "toggle"]);

export const emptyConfig: SharedConfig = {
	profiles: new Map(),
	ssoSessions: new Map(),
	services: new Map(),
	problems: [],
};

/** Merges the texts (config before credentials) into profiles, SSO sessions and services. Never throws. */
export function readSharedConfig(texts: readonly ConfigText[]): SharedConfig {
	const maps = {
		profile: new Map<string, MergedSection>(),
		"sso-session": new Map<string, MergedSection>(),
		services: new Map<string, MergedSection>(),
	};
	const problems: Problem[] = [];

	for (const [index, { text, file, kind }] of texts.entries()) {
		const lexed = lexConfig(text, file);
		// Both variables may name one file, which is then read twice: each section counts by one of the readings.
		const others = texts.filter((other, at) => at !== index && other.file === file);
		const isAgain = texts.findIndex((other) => other.file === file) < index;
		if (!isAgain) {
			problems.push(...lexed.problems);
		}
		const isIgnoredDefault = ignoredDefault(lexed.sections, kind);
		for (const section of lexed.sections) {
			if (isIgnoredDefault(section)) {
				problems.push(warning(section, "[profile default] stands in this file too, so [default] is ignored"));
				continue;
			}
			const identified = identify(section.header, kind);
			if (typeof identified === "string") {
				const isReadOtherwise = others.some(
					(other) => typeof identify(section.header, other.kind) !== "string",
				);
				if (!isAgain && !isReadOtherwise) {
					problems.push(warning(section, identified));
				}
			} else if (identified !== undefined) {
				merge(maps[identified.kind], identified.name, section, kind);
			}
		}
	}
	return {
		profiles: maps.profile,
		ssoSessions: maps["sso-session"],
		services: maps.services,
		problems,
	};
}

/** The value of a property of a section, or undefined when it is absent or empty. */
export function settingOf(section: Section | undefined, key: string): string | undefined {
	const value = section?.properties.get(key)?.value;
	return value === "" ? undefined : value;
}

/** Tells of each of a file's sections whether it is a [default] that [profile default] puts out of effect. */
export function ignoredDefault(
	sections: readonly LexedSection[],
	kind: FileKind,
): (section: LexedSection) => boolean {
	const prefersPrefixed =
		kind === "config" &&
		sections.some(({ header }) => header.endsWith("default") && /^profile\s+default$/.test(header));
	return ({ header }) => prefersPrefixed && header === "default";
}

/** Whether a profile, an sso-session or services can be called so, for the AWS CLI and the SDKs alike. */
export function isProfileName(text: string): boolean {
	// The common case first: classes of Unicode are slow.
	return plainName.test(text) || unicodeName.test(text);
}

/** What a header defines; why it defines nothing; or undefined for what is rightly not ours. */
export function identify(
	header: string,
	file: FileKind,
): { kind: SectionKind; name: string } | string | undefined {
	const match = prefixed.exec(header);
	if (file === "credentials") {
		if (match?.[1] === "profile") {
			return `In the credentials file a profile is written without 'profile': [${match[2]}]. This section is ignored`;
		}
		return isProfileName(header) ? { kind: "profile", name: header } : badName("profile", header, true);
	}
	if (match !== null) {
		const kind = match[1] as SectionKind;
		const name = match[2]?.trim() ?? "";
		return isProfileName(name) ? { kind, name } : badName(kind, name, oneWord.test(name));
	}
	if (header === "default") {
		return { kind: "profile", name: header };
	}
	if (cliSections.has(header)) {
		return undefined;
	}
	return isProfileName(header)
		? `In the config file a profile is written [profile ${header}]. This section is ignored`
		: `[${header}] is not a section that AWS knows, so it is ignored`;
}

/** Why a name is none, by the specification that the SDKs follow; the AWS CLI reads more. */
function badName(kind: SectionKind, name: string, isReadByCli: boolean): string {
	if (!/[\s'"]/.test(name)) {
		return `'${name}' is not a valid name for a ${kind}, so this section is ignored`;
	}
	const why = isReadByCli
		? "The AWS CLI reads this name, the SDKs don't"
		: `'${name}' is not a valid name for a ${kind}`;
	return `${why}: this section is ignored. Rename it without blanks and quotes`;
}

function merge(map: Map<string, MergedSection>, name: string, section: LexedSection, kind: FileKind): void {
	let merged = map.get(name);
	if (merged === undefined) {
		merged = { name, place: section.place, properties: new Map(), fromCredentialsFile: undefined };
		map.set(name, merged);
	}
	for (const property of section.properties) {
		merged.properties.set(property.key, property);
	}
	if (kind === "credentials") {
		merged.fromCredentialsFile ??= new Set();
		for (const { key } of section.properties) {
			merged.fromCredentialsFile.add(key);
		}
	}
}

function warning(section: LexedSection, message: string): Problem {
	return { severity: "warning", message, place: section.place };
}
