import type { Resolution } from "../config/chain.ts";
import { label } from "./countdown.ts";
import { type CallerKind, type RoleDurationLimit, roleDurationLimit } from "./sessionDuration.ts";
import { type Check, type DurationLimit, durationCheck, durationLimits } from "./stsLimits.ts";

/** What is known of how long something may last, before it is asked for. All in seconds. */
export interface DurationWay {
	/** What the operation takes. */
	readonly limit: DurationLimit;
	/** What holds when nothing is asked for. */
	readonly standard: number;
	/** What the credentials that make the call allow; absent when they allow all that the operation takes. */
	readonly cap?: RoleDurationLimit;
	/** The shortest that the role has refused. */
	readonly refused?: number;
	/** Whether a role's own maximum decides, which nobody but AWS knows. */
	readonly isUpToRole?: boolean;
}

const hour = 3600;
/** Every role allows as much. */
const anyRole = hour;

/** The ways of the operations whose callers don't matter. */
export const durationWays = {
	sessionToken: { limit: durationLimits.getSessionToken, standard: 12 * hour },
	federationToken: { limit: durationLimits.getFederationToken, standard: 12 * hour },
	/** Roles for whom a provider vouches: there is no caller whose credentials could shorten it. */
	vouchedRole: { limit: durationLimits.assumeRole, standard: hour, isUpToRole: true },
	root: { limit: durationLimits.assumeRoot, standard: durationLimits.assumeRoot.max },
	identityToken: { limit: durationLimits.getWebIdentityToken, standard: 300 },
} as const satisfies Record<string, DurationWay>;

/** The way of AssumeRole, by who makes the call; undefined: nobody knows yet. `refused` as in the way. */
export function assumeRoleWay(caller: CallerKind | undefined, refused?: number): DurationWay {
	return {
		limit: durationLimits.assumeRole,
		standard: hour,
		isUpToRole: true,
		...(caller === undefined ? {} : { cap: roleDurationLimit(caller) }),
		...(refused === undefined ? {} : { refused }),
	};
}

/** Which kind of credentials a profile will have; undefined when only the credentials themselves can tell. */
export function expectedCaller(resolution: Resolution): CallerKind | undefined {
	if (resolution.kind === "broken") {
		return undefined;
	}
	const { base, hops } = resolution;
	if (hops.length > 0) {
		return "role";
	}
	switch (base.kind) {
		case "keys":
			return base.keys.sessionToken === undefined ? "longTermKeys" : "sessionToken";
		case "storedKeys":
			return "longTermKeys";
		case "sso":
		case "webIdentity":
			return "role";
		case "login":
			return "sessionToken";
		case "ambient":
			return base.source === "Environment" ? undefined : "role";
		case "process":
			return undefined;
	}
}

/** Which kind of credentials assumes a role profile's own role. */
export function expectedCallerOfRole(resolution: Resolution): CallerKind | undefined {
	return resolution.kind === "broken"
		? undefined
		: expectedCaller({ ...resolution, hops: resolution.hops.slice(0, -1) });
}

/** How likely a duration is to work. */
export type DurationOutlook =
	| { readonly kind: "works" }
	/** What it depends on, as a clause. */
	| { readonly kind: "depends"; readonly on: string }
	/** The role has refused as much or less. */
	| { readonly kind: "refused"; readonly note: string }
	| { readonly kind: "impossible"; readonly because: string; readonly longer?: string };

/** Whether a duration (seconds) that the operation takes can work. */
export function durationOutlook(seconds: number, way: DurationWay): DurationOutlook {
	const { cap, refused, isUpToRole = false } = way;
	if (cap !== undefined && seconds > cap.max) {
		const { because, longer } = cap;
		return { kind: "impossible", because, ...(longer === undefined ? {} : { longer }) };
	}
	if (refused !== undefined && seconds >= refused) {
		return { kind: "refused", note: `this role refused ${durationLabel(refused)}` };
	}
	if (!isUpToRole || seconds <= anyRole) {
		return { kind: "works" };
	}
	return {
		kind: "depends",
		on:
			cap === undefined
				? "if it is assumed with access keys, and the role allows it"
				: "if the role allows it",
	};
}

/** The durations (seconds) worth offering, shortest first. */
export function offeredDurations({ limit }: DurationWay): number[] {
	const { min, max } = chosenLimit(limit);
	const minutes = [1, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2160];
	return minutes.map((count) => count * 60).filter((seconds) => seconds >= min && seconds <= max);
}

/** The longest (seconds) that is known to work, or can. */
export function longestDuration({ limit, cap }: DurationWay): number {
	return Math.min(limit.max, cap?.max ?? limit.max);
}

/** A duration (seconds) as `90m`, `1h 30m`, `2h` and `5400` write it; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
	const trimmed = text.trim();
	if (/^\d+$/.test(trimmed)) {
		return Number(trimmed);
	}
	const match = /^(?:(\d+(?:\.\d+)?)\s*h[a-z]*)?\s*(?:(\d+)\s*m[a-z]*)?\s*(?:(\d+)\s*s[a-z]*)?$/i.exec(
		trimmed,
	);
	if (match === null || trimmed === "") {
		return undefined;
	}
	const [, hours = "0", minutes = "0", seconds = "0"] = match;
	return Math.round(Number(hours) * hour + Number(minutes) * 60 + Number(seconds));
}

/** The limits of a duration that a person chooses: AssumeRoot takes 0, and credentials that never worked help nobody. */
export function chosenLimit({ min, max }: DurationLimit): DurationLimit {
	return { min: Math.max(min, 1), max };
}

/** Checks a typed duration against what an operation takes. */
export function durationTextCheck(limit: DurationLimit): Check {
	const check = durationCheck(chosenLimit(limit));
	return (text) => {
		const seconds = parseDuration(text);
		return seconds === undefined
			? "A duration is written like 90m, 2h or, in seconds, 5400"
			: check(String(seconds));
	};
}

/** A duration (seconds) in words: `1 hour`, `1 hour 30 minutes`. */
export function durationName(seconds: number): string {
	const parts = [
		unit(Math.floor(seconds / hour), "hour"),
		unit(Math.floor((seconds % hour) / 60), "minute"),
		unit(seconds % 60, "second"),
	].filter(Boolean);
	return parts.length === 0 ? "0 seconds" : parts.join(" ");
}

/** A duration (seconds) in short: `1h`, `90m` as `1h 30m`. */
export function durationLabel(seconds: number): string {
	return label(seconds * 1000);
}

function unit(count: number, name: string): string {
	return count === 0 ? "" : `${count} ${name}${count === 1 ? "" : "s"}`;
}
