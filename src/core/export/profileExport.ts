import { insertSettings, removeSettings } from "../config/configEdit.ts";
import type { EditableFile, FileChange } from "../config/keyMove.ts";
import { placeOf } from "../config/profile.ts";
import { type Section, type SharedConfig, settingOf } from "../config/sharedConfig.ts";
import { SessionsError } from "../errors.ts";
import type { Credentials } from "../session/credentials.ts";
import type { Session } from "../session/session.ts";

/** What is written of a session into the credentials file. */
export interface ProfileExport extends FileChange {
	readonly profile: string;
	/** The lines as they will stand there, with the secrets masked. */
	readonly shown: readonly string[];
	/** What stood there; absent for a profile without keys. */
	readonly replaced?: ReplacedKeys;
}

export interface ReplacedKeys {
	readonly accessKeyId: string;
	/** They don't expire: whoever has no other copy loses them. */
	readonly isLongTerm: boolean;
	/** Another region than the one that is written. */
	readonly region?: string;
}

const keySettings = [
	"aws_access_key_id",
	"aws_secret_access_key",
	"aws_session_token",
	"aws_security_token",
] as const;

/** The settings that give a profile its credentials in another way, beside which keys would not count, or hide it. */
const otherWays = [
	"role_arn",
	"source_profile",
	"credential_source",
	"web_identity_token_file",
	"credential_process",
	"sso_session",
	"sso_start_url",
	"sso_account_id",
	"login_session",
] as const;

const masked = "••••••••";

/** Why a text is no name for a profile that keys are exported to; undefined when it is one. */
export function exportNameProblem(name: string): string | undefined {
	if (name === "") {
		return "Type a name for the profile";
	}
	return /^[\w.@:+,=/-]{1,128}$/.test(name)
		? undefined
		: "A profile's name has up to 128 letters, digits and . _ - + = , @ : /";
}

/**
 * Says how a session gets into the credentials file as a profile: a new one, or one that has nothing but keys.
 * @throws SessionsError `InvalidArgument`, `ProfileInvalid`; `ConfigUnreadable` without files
 */
export function planProfileExport(
	profile: string,
	session: Session,
	credentials: Credentials,
	config: SharedConfig,
	files: readonly EditableFile[],
): ProfileExport {
	const problem = exportNameProblem(profile);
	if (problem !== undefined) {
		throw new SessionsError("InvalidArgument", problem);
	}
	const section = config.profiles.get(profile);
	if (section !== undefined) {
		requireFree(section, session);
	}
	const target = files.find(({ kinds }) => kinds.includes("credentials"));
	if (target === undefined) {
		throw new SessionsError(
			"ConfigUnreadable",
			"There is no home folder to look for the credentials file in",
		);
	}
	const { file, kinds, text: before } = target;
	const settings = settingsOf(credentials, session.region);
	const removed = new Set<string>([...keySettings, ...settings.keys()]);
	// A section that has lost all it had stays where it is, and is filled again.
	const cleared = removeSettings(before ?? "", kinds, profile, removed, []).text;
	const after = insertSettings(cleared, "credentials", profile, settings);
	return {
		profile,
		file,
		before,
		after,
		shown: [
			`[${profile}]`,
			...[...settings].map(
				([key, value]) => `${key} = ${key === "aws_access_key_id" || key === "region" ? value : masked}`,
			),
		],
		...replacedBy(section, settings.get("region")),
	};
}

function settingsOf(
	{ accessKeyId, secretAccessKey, sessionToken }: Credentials,
	region: string | undefined,
): ReadonlyMap<string, string> {
	const settings = new Map([
		["aws_access_key_id", accessKeyId],
		["aws_secret_access_key", secretAccessKey.reveal()],
		...(sessionToken === undefined ? [] : ([["aws_session_token", sessionToken.reveal()]] as const)),
		...(region === undefined ? [] : ([["region", region]] as const)),
	]);
	for (const [key, value] of settings) {
		if (!/^\S+$/.test(value)) {
			throw new SessionsError(
				"ExportImpossible",
				`The session's ${key} has characters that can't be written into the credentials file`,
			);
		}
	}
	return settings;
}

/** @throws SessionsError `ProfileInvalid` when keys must not be written to the profile */
function requireFree(section: Section, session: Session): void {
	const { name } = section;
	const way = otherWays.find((key) => settingOf(section, key) !== undefined);
	if (way !== undefined) {
		throw invalid(
			section,
			way,
			`Profile '${name}' gets its credentials otherwise (${way}), so keys are not written to it. Choose another name`,
		);
	}
	if (section.storedKeys !== undefined) {
		throw new SessionsError(
			"ProfileInvalid",
			`The access keys of '${name}' are in VS Code's secret storage, so others are not written to it. Choose another name`,
		);
	}
	if (session.source.includes(name)) {
		throw invalid(
			section,
			"aws_access_key_id",
			`Session ${session.name} comes from profile '${name}', whose keys would be lost. Choose another name`,
		);
	}
	const inConfig = keySettings.find(
		(key) => settingOf(section, key) !== undefined && section.fromCredentialsFile?.has(key) !== true,
	);
	if (inConfig !== undefined) {
		throw invalid(
			section,
			inConfig,
			`Profile '${name}' has ${inConfig} in the config file, beside which keys are not written. Remove it there, or choose another name`,
		);
	}
}

function replacedBy(
	section: Section | undefined,
	newRegion: string | undefined,
): Pick<ProfileExport, "replaced"> {
	const accessKeyId = section === undefined ? undefined : settingOf(section, "aws_access_key_id");
	if (section === undefined || accessKeyId === undefined) {
		return {};
	}
	const region = section.fromCredentialsFile?.has("region") ? settingOf(section, "region") : undefined;
	return {
		replaced: {
			accessKeyId,
			isLongTerm:
				settingOf(section, "aws_session_token") === undefined &&
				settingOf(section, "aws_security_token") === undefined,
			...(region === undefined || newRegion === undefined || region === newRegion ? {} : { region }),
		},
	};
}

function invalid(section: Section, key: string, message: string): SessionsError {
	return new SessionsError("ProfileInvalid", message, {
		remedies: [{ kind: "openFile", place: placeOf(section, key) }],
	});
}
