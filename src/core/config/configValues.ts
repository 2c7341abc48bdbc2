import { fieldChecks } from "../arguments/commandArguments.ts";
import type { Problem } from "../place.ts";
import { isRegion } from "../places/partition.ts";
import { regions } from "../places/regions.ts";
import { closestWord, editDistance, finalNumber } from "../text/spelling.ts";
import { allowedWords, type ConfigKey } from "./configKeys.ts";
import { isWhole, readProfile } from "./profile.ts";
import { type Section, type SharedConfig, settingOf } from "./sharedConfig.ts";

/** What is wrong with a value, and what to write instead when that is known. */
export interface ValueProblem extends Pick<Problem, "message" | "severity"> {
	readonly replacement?: string;
}

/** Among more names than these none is looked for that is close: each unknown one would be compared with each known. */
const suggestAmong = 300;

/** Checks a value that is in effect in a section. No message repeats what could be a secret. */
export function valueProblem(
	{ name, value: kind }: ConfigKey,
	value: string,
	section: Section,
	config: SharedConfig,
): ValueProblem | undefined {
	const isRole = settingOf(section, "role_arn") !== undefined;
	switch (kind) {
		case "text":
		case "secret":
		case "block":
			return undefined;
		case "count":
			return /^\d+$/.test(value) ? undefined : warning("This must be a whole number");
		case "positive":
			return /^0*[1-9]\d*$/.test(value) ? undefined : warning("This must be a whole number above 0");
		case "seconds":
			return /^(?:\d+\.?\d*|\.\d+)$/.test(value) && Number(value) > 0
				? undefined
				: warning("This must be a number of seconds above 0");
		case "account":
			return /^\d{12}$/.test(value)
				? undefined
				: problem(name === "sso_account_id", "An account ID has 12 digits");
		case "roleArn":
			// Roles that AWS shares with everyone have no account's number.
			return problem(!/^arn:[^:]+:iam::aws:role\//.test(value), fieldChecks.roleArn(value));
		case "mfaSerial":
			return problem(isRole, fieldChecks.mfaSerial(value));
		case "duration":
			if (!isWhole(value)) {
				return warning("This is no whole number of seconds, so it is ignored");
			}
			return (
				problem(isRole, fieldChecks.durationSeconds(value)) ??
				problem(
					true,
					isRole && Number(value) > 3600 && isAssumedByRole(section, config)
						? "A session that is assumed with another role's credentials lasts 3600 seconds at most"
						: undefined,
				)
			);
		case "region":
			return regionProblem(value);
		case "profile":
			return unknownName("profile", value, isRole, config.profiles);
		case "ssoSession":
			return unknownName("sso-session", value, true, config.ssoSessions);
		case "services":
			return unknownName("services section", value, true, config.services);
		default:
			return wordProblem(allowedWords(kind), value, name === "credential_source");
	}
}

/** Whether the credentials that assume a profile's role are a role's themselves, which AWS caps at an hour. */
function isAssumedByRole(section: Section, config: SharedConfig): boolean {
	const { origin } = readProfile(section);
	if (origin.kind === "roleFrom") {
		return origin.source !== "Environment";
	}
	const source = origin.kind === "role" ? config.profiles.get(origin.sourceProfile) : undefined;
	if (source === undefined) {
		return false;
	}
	const { originAsSource } = readProfile(source);
	return "role" in originAsSource || originAsSource.kind === "sso";
}

function regionProblem(value: string): ValueProblem | undefined {
	const zone = /^([a-z]+(?:-[a-z]+)+-\d+)[a-z]$/.exec(value)?.[1];
	if (zone !== undefined) {
		return {
			severity: "error",
			message: `This is an availability zone. The region is ${zone}`,
			replacement: zone,
		};
	}
	const wrong = problem(true, fieldChecks.region(value));
	if (wrong !== undefined || regions.has(value) || !isRegion(value)) {
		return wrong;
	}
	const lower = value.toLowerCase();
	// A region nobody knows yet differs from a known one in more than a letter, or in its number.
	const [area] = lower.split("-", 1);
	const number = finalNumber(lower);
	const replacement = [...regions.keys()].find(
		(known) =>
			known.split("-", 1)[0] === area && finalNumber(known) === number && editDistance(known, lower) <= 1,
	);
	return replacement === undefined ? undefined : didYouMean("This is no known region", replacement);
}

function wordProblem(words: readonly string[], value: string, isExact: boolean): ValueProblem | undefined {
	const lower = value.toLowerCase();
	const same = words.find((word) => word.toLowerCase() === lower);
	if (same !== undefined && (same === value || !isExact)) {
		return undefined;
	}
	const message = `This must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
	const byLower = new Map(words.map((word) => [word.toLowerCase(), word]));
	const replacement = same ?? byLower.get(closestWord(lower, byLower.keys()) ?? "");
	return { severity: "warning", message, ...(replacement === undefined ? {} : { replacement }) };
}

function unknownName(
	what: string,
	name: string,
	isFatal: boolean,
	known: ReadonlyMap<string, Section>,
): ValueProblem | undefined {
	if (known.has(name)) {
		return undefined;
	}
	const severity = isFatal ? "error" : "warning";
	const message = `There is no ${what} '${name}'`;
	const replacement = known.size > suggestAmong ? undefined : closestWord(name, known.keys());
	return replacement === undefined
		? { severity, message }
		: { ...didYouMean(message, replacement), severity };
}

/** A problem that suggests what to write instead. */
export function didYouMean(message: string, replacement: string): ValueProblem {
	return { severity: "warning", message: `${message}. Did you mean '${replacement}'?`, replacement };
}

function problem(isFatal: boolean, message: string | undefined): ValueProblem | undefined {
	return message === undefined ? undefined : { severity: isFatal ? "error" : "warning", message };
}

function warning(message: string): ValueProblem {
	return { severity: "warning", message };
}
