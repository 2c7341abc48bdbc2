import type { ErrorCode } from "../errors.ts";
import type { Place } from "../place.ts";
import { isRegion } from "../places/partition.ts";
import { type Origin, type Profile, placeOf } from "./profile.ts";
import { type SharedConfig, settingOf } from "./sharedConfig.ts";

/** Which sign-in to IAM Identity Center a profile uses. */
export interface SsoSettings {
	readonly kind: "settings";
	/** The region that Identity Center is in. */
	readonly region: string;
	readonly startUrl: string;
	/** The sso-session's name; absent for a legacy profile, which holds the settings itself. */
	readonly session?: string;
}

/** Why a profile's sign-in settings are of no use, at the place to mend. */
export interface BrokenSsoSettings {
	readonly kind: "broken";
	readonly code: Extract<ErrorCode, "MissingSource" | "ProfileInvalid">;
	readonly message: string;
	readonly place: Place;
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
	const owner = session === undefined ? `profile '${name}'` : `[sso-session ${session}]`;
	const region = settingOf(holder, "sso_region");
	const startUrl = settingOf(holder, "sso_start_url");
	if (region === undefined || startUrl === undefined) {
		const missing = region === undefined ? "sso_region" : "sso_start_url";
		return {
			kind: "broken",
			code: "ProfileInvalid",
			message: `${missing} is missing in ${owner}`,
			place: holder.place,
		};
	}
	if (!isRegion(region)) {
		return {
			kind: "broken",
			code: "ProfileInvalid",
			message: `sso_region of ${owner} is '${region}', which is not a region`,
			place: placeOf(holder, "sso_region"),
		};
	}
	const contradiction = ["sso_region", "sso_start_url"].find((key) => {
		const own = settingOf(section, key);
		return own !== undefined && own !== settingOf(holder, key);
	});
	if (contradiction !== undefined) {
		return {
			kind: "broken",
			code: "ProfileInvalid",
			message: `${contradiction} of profile '${name}' is not that of ${owner}. Remove it from the profile`,
			place: placeOf(section, contradiction),
		};
	}
	return {
		kind: "settings",
		region,
		startUrl,
		...(session === undefined ? {} : { session }),
	};
}
