import type { Remedy } from "../errors.ts";
import { label } from "./countdown.ts";

/** With what a role is assumed, as far as it decides how long its session may be. */
export type CallerKind = "longTermKeys" | "sessionToken" | "role";

/** The longest session (seconds) of a role assumed with temporary credentials. */
export const chainedLimit = 3600;

/** What a role's session may last, and what gives more. */
export interface RoleDurationLimit {
	/** Seconds. */
	readonly max: number;
	/** Why not longer, as a clause. */
	readonly because: string;
	/** Which way gives a longer session, as a sentence; undefined when none does. */
	readonly longer?: string;
}

const limits: Readonly<Record<CallerKind, RoleDurationLimit>> = {
	longTermKeys: {
		max: 43_200,
		because: "the role's own maximum session duration decides, which is 1 to 12 hours",
	},
	sessionToken: {
		max: chainedLimit,
		because: "AWS caps roles assumed with a session token at 1 hour",
		longer: "For longer, assume the role from the profile with the access keys, with its MFA device",
	},
	role: {
		max: chainedLimit,
		because: "AWS caps a role assumed with another role's credentials at 1 hour",
		longer: "For longer, assume it from a profile with access keys or a sign-in that the role itself trusts",
	},
};

/** How long (seconds) a role's session may be, by the credentials that assume it. */
export function roleDurationLimit(caller: CallerKind): RoleDurationLimit {
	return limits[caller];
}

/** A duration that can work, with a note when it is not the one configured; or why the one asked for can't. */
export type FittedDuration =
	| { readonly kind: "fits"; readonly seconds: number | undefined; readonly note?: string }
	| { readonly kind: "tooLong"; readonly message: string; readonly remedies: readonly Remedy[] };

/**
 * Fits a role's duration to the way it is assumed. What stands in a file is cut down to what can work, as the
 * profile could never be used otherwise; what a person asks for is not.
 * @param asked seconds that the person asks for now
 * @param configured seconds in the profile
 */
export function fitDuration(
	role: string,
	caller: CallerKind,
	asked: number | undefined,
	configured: number | undefined,
): FittedDuration {
	const { max, because, longer } = limits[caller];
	if (asked !== undefined && asked > max) {
		return {
			kind: "tooLong",
			message: `${role} can't be assumed for ${span(asked)}: ${because}${longer === undefined ? "" : `. ${longer}`}`,
			remedies: [{ kind: "useDuration", seconds: max }],
		};
	}
	const seconds = asked ?? configured;
	return seconds === undefined || seconds <= max
		? { kind: "fits", seconds }
		: {
				kind: "fits",
				seconds: max,
				note: `${span(max)} in place of the profile's ${span(seconds)}: ${because}`,
			};
}

function span(seconds: number): string {
	return label(seconds * 1000);
}
