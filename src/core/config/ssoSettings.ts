import type { ErrorCode } from "../errors.ts";
import { type SignIn, type SignInName, signInId } from "../identityCenter/signIn.ts";
import type { Place } from "../place.ts";
import { isRegion } from "../places/partition.ts";
import { listProfiles } from "./chain.ts";
import { type Origin, type Profile, placeOf } from "./profile.ts";
import { type Section, type SharedConfig, settingOf } from "./sharedConfig.ts";

/** Which sign-in to IAM Identity Center a profile uses. */
export interface SsoSettings extends SignIn {
	readonly kind: "settings";
	readonly place: Place;
}

/** Why a profile's sign-in settings are of no use, at the place to mend. */
export interface BrokenSsoSettings {
	readonly kind: "broken";
	readonly code: Extract<ErrorCode, "MissingSource" | "ProfileInvalid">;
	readonly message: string;
	readonly place: Place;
}

/** A sign-in of the files. */
export interface ListedSignIn {
	/** The same for the same sign-in. */
	readonly id: string;
	readonly settings: SsoSettings | BrokenSsoSettings;
}

/** Finds them in the profile's sso-session, else in the profile, by the AWS CLI's rules. */
export function readSsoSettings(
	{ name, section }: Profile,
	{ session }: Extract<Origin, { kind: "sso" }>,
	config: SharedConfig,
): SsoSettings | BrokenSsoSettings {
	const holder = session === undefined ? section : config.ssoSessions.get(session);
	if (holder === undefined) {
		return {
			kind: "broken",
			code: "MissingSource",
			message: `Profile '${name}' names '${session}' as its sso_session, but there is no [sso-session ${session}]`,
			place: placeOf(section, "sso_session"),
		};
	}
	const settings = readHolder(holder, session === undefined ? { profile: name } : { session });
	const contradiction = ["sso_region", "sso_start_url"].find((key) => {
		const own = settingOf(section, key);
		return own !== undefined && own !== settingOf(holder, key);
	});
	return settings.kind === "broken" || contradiction === undefined
		? settings
		: invalid(
				`${contradiction} of profile '${name}' is not that of [sso-session ${session}]. Remove it from the profile`,
				placeOf(section, contradiction),
			);
}

/** The settings of an sso-session; undefined when there is none of that name. */
export function readSsoSession(
	session: string,
	config: SharedConfig,
): SsoSettings | BrokenSsoSettings | undefined {
	const holder = config.ssoSessions.get(session);
	return holder === undefined ? undefined : readHolder(holder, { session });
}

/** Every sso-session, and each address that a legacy profile signs in to, once, in the files' order. */
export function listSignIns(config: SharedConfig): ListedSignIn[] {
	const sessions = [...config.ssoSessions].map(
		([session, holder]): ListedSignIn => ({
			id: signInId({ session }),
			settings: readHolder(holder, { session }),
		}),
	);
	const legacy = new Map<string, ListedSignIn>();
	for (const { name, origin, section } of listProfiles(config)) {
		const settings =
			origin.kind === "sso" && origin.session === undefined
				? readHolder(section, { profile: name })
				: undefined;
		if (settings?.kind === "settings") {
			const id = signInId(settings);
			legacy.set(id, legacy.get(id) ?? { id, settings });
		}
	}
	return [...sessions, ...legacy.values()];
}

/** The sign-in that a name means: as the files have it, else as the name itself says; undefined: there is none. */
export function findSignIn(name: SignInName, config: SharedConfig): SignIn | BrokenSsoSettings | undefined {
	if ("session" in name) {
		return readSsoSession(name.session, config);
	}
	const listed = listSignIns(config).find(({ id }) => id === signInId(name))?.settings;
	return listed?.kind === "settings" && listed.region === name.region ? listed : name;
}

function readHolder(
	holder: Section,
	named: Required<Pick<SignIn, "session">> | Required<Pick<SignIn, "profile">>,
): SsoSettings | BrokenSsoSettings {
	const owner = "session" in named ? `[sso-session ${named.session}]` : `profile '${named.profile}'`;
	const region = settingOf(holder, "sso_region");
	const startUrl = settingOf(holder, "sso_start_url");
	if (region === undefined || startUrl === undefined) {
		const missing = region === undefined ? "sso_region" : "sso_start_url";
		return invalid(`${missing} is missing in ${owner}`, holder.place);
	}
	if (!isRegion(region)) {
		return invalid(
			`sso_region of ${owner} is '${region}', which is not a region`,
			placeOf(holder, "sso_region"),
		);
	}
	// As in the AWS CLI, a legacy profile has no scopes, and an empty list is not none.
	const scopes = "session" in named ? holder.properties.get("sso_registration_scopes")?.value : undefined;
	return {
		kind: "settings",
		region,
		startUrl,
		...named,
		...(scopes === undefined ? {} : { scopes: readScopes(scopes) }),
		place: placeOf(holder, "sso_start_url"),
	};
}

/** The scopes in a list as `sso_registration_scopes` has it. */
export function readScopes(list: string): string[] {
	return list
		.split(",")
		.map((scope) => scope.trim())
		.filter((scope) => scope !== "");
}

function invalid(message: string, place: Place): BrokenSsoSettings {
	return { kind: "broken", code: "ProfileInvalid", message, place };
}
