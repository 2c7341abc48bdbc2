import { SessionsError } from "../errors.ts";
import { insertSettings, removeSettings } from "./configEdit.ts";
import { lexConfig } from "./configLexer.ts";
import { placeOf, readKeys, type StaticKeys } from "./profile.ts";
import {
	type FileKind,
	identify,
	type Section,
	type SharedConfig,
	type StoredKeyPair,
} from "./sharedConfig.ts";
import { keyInFiles, keySettings } from "./storedKeys.ts";

/** One of the two files, or both in one. */
export interface EditableFile {
	readonly file: string;
	readonly kinds: readonly FileKind[];
	/** Undefined when there is no such file. */
	readonly text: string | undefined;
}

/** How a file's text is to change. */
export interface FileChange {
	readonly file: string;
	/** What it is changed from; undefined: it is made. */
	readonly before: string | undefined;
	readonly after: string;
}

/** A change that takes keys out. */
export interface KeyRemoval extends FileChange {
	readonly before: string;
	/** The lines (from 0) that go, or lose something. */
	readonly lines: readonly number[];
	readonly removesSection: boolean;
}

/** What moving a profile's keys out of the files means. */
export interface KeyMove {
	readonly profile: string;
	readonly keys: StaticKeys;
	/** The file whose keys they are: they go back there. */
	readonly home: FileKind;
	readonly changes: readonly KeyRemoval[];
	/** Where the secret key still stands then: in comments, or in other profiles with the same keys. Lines from 0. */
	readonly copies: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

/** Also the token, which may stand there empty. */
const movedSettings: ReadonlySet<string> = new Set([...keySettings, "aws_session_token"]);

/**
 * Says how a profile's long-term keys come out of the files, wherever these set them.
 * @throws SessionsError `ProfileNotFound`, `PartialKeys`, `ProfileInvalid`: when it has none, temporary ones or two pairs
 */
export function planMove(profile: string, config: SharedConfig, files: readonly EditableFile[]): KeyMove {
	const section = config.profiles.get(profile);
	if (section === undefined) {
		throw new SessionsError("ProfileNotFound", `There is no profile '${profile}'`, {
			remedies: [{ kind: "openConfig" }],
		});
	}
	const keys = longTermKeys(section);
	const { accessKeyId, secretAccessKey } = keys;
	requireOnePair(section, keys, files);
	const changes = files.flatMap(({ file, kinds, text }): KeyRemoval[] => {
		if (text === undefined) {
			return [];
		}
		const { text: after, lines, removesSection } = removeSettings(text, kinds, profile, movedSettings);
		return lines.length === 0 ? [] : [{ file, before: text, after, lines, removesSection }];
	});
	const copies = files.flatMap(({ file, text }) => {
		const after = changes.find((change) => change.file === file)?.after ?? text ?? "";
		const lines = after
			.split("\n")
			.flatMap((line, index) => (holds(line, secretAccessKey.reveal()) ? [index] : []));
		return lines.length === 0 ? [] : [{ file, lines }];
	});
	const isOfCredentials = section.fromCredentialsFile?.has("aws_access_key_id") === true;
	return {
		profile,
		keys: { accessKeyId, secretAccessKey },
		home: isOfCredentials ? "credentials" : "config",
		changes,
		copies,
	};
}

/**
 * Says how kept keys go back into the file that they came from.
 * @throws SessionsError `ProfileInvalid` when the files have keys of that profile; `ConfigUnreadable` without files
 */
export function planReturn(
	{ profile, home }: Pick<StoredKeyPair, "profile" | "home">,
	{ accessKeyId, secretAccessKey }: StaticKeys,
	config: SharedConfig,
	files: readonly EditableFile[],
): FileChange {
	const section = config.profiles.get(profile);
	const setting = section === undefined ? undefined : keyInFiles(section);
	if (section !== undefined && setting !== undefined) {
		throw new SessionsError(
			"ProfileInvalid",
			`Profile '${profile}' has ${setting} in the files already, so the stored keys are not written over it. Remove it there, or delete the stored keys`,
			{ remedies: [{ kind: "openFile", place: placeOf(section, setting) }] },
		);
	}
	const target = files.find(({ kinds }) => kinds.includes(home));
	if (target === undefined) {
		throw new SessionsError(
			"ConfigUnreadable",
			"There is no home folder to look for the credentials file in",
		);
	}
	const { file, text } = target;
	const settings = new Map([
		["aws_access_key_id", accessKeyId],
		["aws_secret_access_key", secretAccessKey.reveal()],
	]);
	return { file, before: text, after: insertSettings(text ?? "", home, profile, settings) };
}

function longTermKeys(section: Section): StaticKeys {
	const { name, storedKeys } = section;
	const keys = readKeys(section);
	if (keys === undefined) {
		throw invalid(
			section,
			storedKeys === undefined
				? `Profile '${name}' has no access keys in the files`
				: `The access keys of '${name}' are in VS Code's secret storage already`,
		);
	}
	if (!("accessKeyId" in keys)) {
		throw new SessionsError("PartialKeys", `Profile '${name}' has ${keys.present} but no ${keys.missing}`, {
			remedies: [{ kind: "openFile", place: placeOf(section, keys.present) }],
		});
	}
	if (keys.sessionToken !== undefined) {
		throw invalid(
			section,
			`Profile '${name}' has temporary keys (aws_session_token), which expire. Only long-term keys can be moved`,
		);
	}
	for (const key of keySettings) {
		if (!/^\S+$/.test(section.properties.get(key)?.value ?? "")) {
			throw invalid(section, `${key} of profile '${name}' is more than one word, so it is no key`, key);
		}
	}
	return keys;
}

/** A pair that the one in effect hides would be lost, or come into effect. */
function requireOnePair(section: Section, keys: StaticKeys, files: readonly EditableFile[]): void {
	const values = new Map([
		["aws_access_key_id", keys.accessKeyId],
		["aws_secret_access_key", keys.secretAccessKey.reveal()],
		["aws_session_token", ""],
	]);
	for (const { file, kinds, text } of files) {
		const { sections } = lexConfig(text ?? "", file);
		const own = sections.filter(({ header }) =>
			kinds.some((kind) => {
				const identified = identify(header, kind);
				return (
					typeof identified === "object" && identified.kind === "profile" && identified.name === section.name
				);
			}),
		);
		const other = own
			.flatMap(({ properties }) => properties)
			.find(({ key, value }) => value !== "" && values.has(key) && value !== values.get(key));
		if (other !== undefined) {
			throw new SessionsError(
				"ProfileInvalid",
				`Profile '${section.name}' has another ${other.key}, which is not in effect. Remove it before the keys are moved`,
				{ remedies: [{ kind: "openFile", place: other.place }] },
			);
		}
	}
}

function invalid(section: Section, message: string, key = "aws_access_key_id"): SessionsError {
	return new SessionsError("ProfileInvalid", message, {
		remedies: [{ kind: "openFile", place: placeOf(section, key) }],
	});
}

/** As a word: characters of a secret that stand in another word are none of its. */
function holds(line: string, secret: string): boolean {
	const isWord = (character: string | undefined): boolean => /[A-Za-z0-9/+]/.test(character ?? "");
	let at = line.indexOf(secret);
	while (at >= 0 && (isWord(line[at - 1]) || isWord(line[at + secret.length]))) {
		at = line.indexOf(secret, at + 1);
	}
	return at >= 0;
}
