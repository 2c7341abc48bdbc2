import type { Place } from "../place.ts";
import { isForOtherShells } from "../shells/helperCommand.ts";
import { Secret } from "../text/secret.ts";
import type { Property } from "./configLexer.ts";
import { type FileKind, type Section, type StoredKeyPair, settingOf } from "./sharedConfig.ts";

/** A pair of long-term keys, or temporary ones somebody put into the file. */
export interface StaticKeys {
	readonly accessKeyId: string;
	readonly secretAccessKey: Secret;
	readonly sessionToken?: Secret;
}

/** The places that `credential_source` can name. */
export const credentialSources = ["Environment", "Ec2InstanceMetadata", "EcsContainer"] as const;
export type CredentialSourceName = (typeof credentialSources)[number];

/** A command that prints a code of an MFA device, and where it stands. */
export interface MfaProcess {
	readonly command: string;
	readonly place: Place;
}

/** What a role profile says about assuming its role. */
export interface RoleSettings {
	readonly roleArn: string;
	readonly mfaSerial?: string;
	readonly mfaProcess?: MfaProcess;
	readonly externalId?: string;
	readonly sessionName?: string;
	/** Seconds. */
	readonly durationSeconds?: number;
}

/** Where a profile's credentials come from. `broken` says why they can't come from anywhere. */
export type Origin =
	| {
			readonly kind: "keys";
			readonly keys: StaticKeys;
			readonly mfaSerial?: string;
			readonly mfaProcess?: MfaProcess;
	  }
	| {
			/** A user's own keys, kept outside the files. */
			readonly kind: "storedKeys";
			readonly stored: StoredKeyPair;
			readonly mfaSerial?: string;
			readonly mfaProcess?: MfaProcess;
	  }
	| { readonly kind: "role"; readonly role: RoleSettings; readonly sourceProfile: string }
	| { readonly kind: "roleFrom"; readonly role: RoleSettings; readonly source: CredentialSourceName }
	| { readonly kind: "webIdentity"; readonly role: RoleSettings; readonly tokenFile: string }
	| {
			readonly kind: "sso";
			readonly session?: string;
			readonly startUrl?: string;
			readonly account: string;
			readonly roleName: string;
	  }
	| { readonly kind: "process"; readonly command: string }
	| { readonly kind: "login"; readonly loginSession: string }
	| { readonly kind: "none" }
	| {
			readonly kind: "broken";
			readonly code: "PartialKeys" | "MissingSource" | "ProfileInvalid";
			readonly message: string;
			readonly place: Place;
	  };

/** One profile of the files, classified by where its credentials come from. */
export interface Profile {
	readonly name: string;
	readonly place: Place;
	readonly region?: string;
	readonly origin: Origin;
	/**
	 * Where its credentials come from when a profile names it as its source. Then a role that it assumes doesn't count
	 * if it has static keys, even half a pair, as in botocore's _resolve_credentials_from_profile; the rest of the order
	 * holds, so web identity and IAM Identity Center still win over the keys.
	 */
	readonly originAsSource: Origin;
	readonly section: Section;
}

/** The access key ID of keys, wherever they are. */
export function accessKeyIdOf(
	origin: Pick<OriginOf<"keys">, "kind" | "keys"> | Pick<OriginOf<"storedKeys">, "kind" | "stored">,
): string {
	return origin.kind === "keys" ? origin.keys.accessKeyId : origin.stored.accessKeyId;
}

type OriginOf<K extends Origin["kind"]> = Extract<Origin, { kind: K }>;

/** Whether they are a user's own keys, which some operations of STS take only. */
export function isLongTermKeys(origin: Origin): boolean {
	return origin.kind === "storedKeys" || (origin.kind === "keys" && origin.keys.sessionToken === undefined);
}

/** Classifies a profile by its own section alone; whether what it names exists is for the chain to say. */
export function readProfile(section: Section): Profile {
	const region = settingOf(section, "region");
	const keys = readKeys(section) ?? section.storedKeys;
	const origin = readOrigin(section, keys, true);
	return {
		name: section.name,
		place: section.place,
		...(region === undefined ? {} : { region }),
		origin,
		originAsSource: keys === undefined ? origin : readOrigin(section, keys, false),
		section,
	};
}

/**
 * In botocore's order: assume role (unless there is a web identity), web identity, IAM Identity Center, keys of the
 * credentials file, login, process, keys of the config file. `assumes`: whether assuming a role counts.
 */
function readOrigin(section: Section, keys: FoundKeys | undefined, assumes: boolean): Origin {
	const value = (key: string): string | undefined => settingOf(section, key);
	const roleArn = value("role_arn");
	const tokenFile = value("web_identity_token_file");
	if (tokenFile !== undefined) {
		if (roleArn === undefined) {
			return incomplete(section, "web_identity_token_file", ["role_arn"]);
		}
		const role = readRole(section, roleArn);
		return "kind" in role ? role : { kind: "webIdentity", role, tokenFile };
	}
	if (roleArn !== undefined && assumes) {
		return readAssumedRole(section, roleArn);
	}
	const sso = readSso(section);
	if (sso !== undefined) {
		return sso;
	}
	if (keys !== undefined && homeOf(keys, section) === "credentials") {
		return keysOrigin(section, keys);
	}
	const loginSession = value("login_session");
	if (loginSession !== undefined) {
		return { kind: "login", loginSession };
	}
	const command = value("credential_process");
	// One that hands out the stored keys to other shells would ask this window for them.
	const isOwn = keys !== undefined && "home" in keys && isForOtherShells(section);
	if (command !== undefined && !isOwn) {
		return { kind: "process", command };
	}
	return keys === undefined ? { kind: "none" } : keysOrigin(section, keys);
}

function readAssumedRole(section: Section, roleArn: string): Origin {
	const sourceProfile = settingOf(section, "source_profile");
	const credentialSource = settingOf(section, "credential_source");
	const role = readRole(section, roleArn);
	if ("kind" in role) {
		return role;
	}
	if (sourceProfile !== undefined && credentialSource !== undefined) {
		return broken(
			section,
			"credential_source",
			"ProfileInvalid",
			`Profile '${section.name}' has both source_profile and credential_source. Keep one of them`,
		);
	}
	if (sourceProfile !== undefined) {
		return { kind: "role", role, sourceProfile };
	}
	if (credentialSource !== undefined) {
		const source = credentialSources.find((name) => name === credentialSource);
		return source === undefined
			? broken(
					section,
					"credential_source",
					"ProfileInvalid",
					`'${credentialSource}' is not a credential_source. Use ${credentialSources.join(", ")}`,
				)
			: { kind: "roleFrom", role, source };
	}
	return broken(
		section,
		"role_arn",
		"MissingSource",
		`Profile '${section.name}' has a role_arn but nothing to assume it with. Add source_profile, credential_source or web_identity_token_file`,
	);
}

/** The account or the role makes it a sign-in; a session or an address alone is but a setting, of other tools too. */
function readSso(section: Section): Origin | undefined {
	const account = settingOf(section, "sso_account_id");
	const roleName = settingOf(section, "sso_role_name");
	const session = settingOf(section, "sso_session");
	const startUrl = settingOf(section, "sso_start_url");
	if (account === undefined && roleName === undefined) {
		return undefined;
	}
	// Whether there is an sso_region is for the sign-in to say, which knows the session's section too.
	const ways = session === undefined && startUrl === undefined ? ["sso_session"] : [];
	const missing = ["sso_account_id", "sso_role_name", ...ways].filter(
		(key) => settingOf(section, key) === undefined,
	);
	if (account === undefined || roleName === undefined || missing.length > 0) {
		return incomplete(section, account === undefined ? "sso_role_name" : "sso_account_id", missing);
	}
	return {
		kind: "sso",
		account,
		roleName,
		...(session === undefined ? {} : { session }),
		...(startUrl === undefined ? {} : { startUrl }),
	};
}

function homeOf(keys: FoundKeys, { fromCredentialsFile }: Section): FileKind {
	if ("home" in keys) {
		return keys.home;
	}
	return fromCredentialsFile?.has("aws_access_key_id") === true ? "credentials" : "config";
}

function keysOrigin(section: Section, keys: FoundKeys): Origin {
	if ("home" in keys) {
		return { kind: "storedKeys", stored: keys, ...readMfa(section) };
	}
	return "accessKeyId" in keys
		? { kind: "keys", keys, ...readMfa(section) }
		: broken(
				section,
				keys.present,
				"PartialKeys",
				`Profile '${section.name}' has ${keys.present} but no ${keys.missing}`,
			);
}

function incomplete(section: Section, present: string, missing: readonly string[]): Origin {
	return broken(
		section,
		present,
		"ProfileInvalid",
		`Profile '${section.name}' has ${present} but no ${missing.join(" and no ")}`,
	);
}

/** Half a pair of keys. */
export interface PartialKeys {
	readonly present: string;
	readonly missing: string;
}

type FoundKeys = StaticKeys | PartialKeys | StoredKeyPair;

/** The keys that stand in the files. */
export function readKeys(section: Section): StaticKeys | PartialKeys | undefined {
	const accessKeyId = settingOf(section, "aws_access_key_id");
	const secretAccessKey = settingOf(section, "aws_secret_access_key");
	const sessionToken = settingOf(section, "aws_session_token");
	if (accessKeyId === undefined && secretAccessKey === undefined) {
		return undefined;
	}
	if (accessKeyId === undefined) {
		return { present: "aws_secret_access_key", missing: "aws_access_key_id" };
	}
	if (secretAccessKey === undefined) {
		return { present: "aws_access_key_id", missing: "aws_secret_access_key" };
	}
	return {
		accessKeyId,
		secretAccessKey: new Secret(secretAccessKey),
		...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
	};
}

function readRole(section: Section, roleArn: string): RoleSettings | Extract<Origin, { kind: "broken" }> {
	const externalId = settingOf(section, "external_id");
	const sessionName = settingOf(section, "role_session_name");
	const duration = settingOf(section, "duration_seconds");
	// As in botocore, what is no whole number is ignored.
	const durationSeconds = duration !== undefined && isWhole(duration) ? Number(duration) : undefined;
	if (durationSeconds !== undefined && durationSeconds <= 0) {
		return broken(
			section,
			"duration_seconds",
			"ProfileInvalid",
			`duration_seconds of profile '${section.name}' must be above 0, found '${duration}'`,
		);
	}
	return {
		roleArn,
		...readMfa(section),
		...(externalId === undefined ? {} : { externalId }),
		...(sessionName === undefined ? {} : { sessionName }),
		...(durationSeconds === undefined ? {} : { durationSeconds }),
	};
}

/** Whether the SDKs take a text for a whole number. */
export function isWhole(text: string): boolean {
	return /^[+-]?\d+$/.test(text);
}

/** The device, and how its codes come. A command without a device says nothing. */
function readMfa(section: Section): Pick<RoleSettings, "mfaSerial" | "mfaProcess"> {
	const mfaSerial = settingOf(section, "mfa_serial");
	const command = settingOf(section, "mfa_process");
	if (mfaSerial === undefined) {
		return {};
	}
	return command === undefined
		? { mfaSerial }
		: { mfaSerial, mfaProcess: { command, place: placeOf(section, "mfa_process") } };
}

function broken(
	section: Section,
	key: string,
	code: Extract<Origin, { kind: "broken" }>["code"],
	message: string,
): Extract<Origin, { kind: "broken" }> {
	return { kind: "broken", code, message, place: placeOf(section, key) };
}

/** Where a property of a section stands: its value, or the section's header when it has none. */
export function placeOf(section: Section, key: string): Place {
	const property: Property | undefined = section.properties.get(key);
	return property === undefined
		? section.place
		: property.valuePlace.length > 0
			? property.valuePlace
			: property.place;
}
