import { SessionsError } from "../../core/errors.ts";
import { transitiveProblem } from "../../core/session/scopeText.ts";
import {
	type Check,
	countLimits,
	durationCheck,
	durationLimits,
	stsChecks,
} from "../../core/session/stsLimits.ts";
import type { Secret } from "../../core/text/secret.ts";
import {
	type GetWebIdentityTokenInput,
	type SessionPolicies,
	signingAlgorithms,
	type Tags,
} from "./stsOperations.ts";

/**
 * Checks fields of a request before it is sent; undefined ones are passed over.
 * @param fields each with its name, its value and its check
 * @throws SessionsError `InvalidArgument` that names the field and its limit, and never the value
 */
export function checkFields(...fields: readonly (readonly [string, string | undefined, Check])[]): void {
	for (const [name, value, check] of fields) {
		const problem = value === undefined ? undefined : check(value);
		if (problem !== undefined) {
			throw invalid(name, problem);
		}
	}
}

/**
 * Checks an MFA device and its code, which go together. The code is asked for again when it is none.
 * @throws SessionsError `InvalidArgument`, `MfaCodeInvalid`
 */
export function checkMfa(serial: string | undefined, code: Secret | undefined): void {
	checkFields(["mfaSerial", serial, stsChecks.mfaSerial]);
	if ((serial === undefined) !== (code === undefined)) {
		throw invalid("tokenCode", "an MFA device and its code go together");
	}
	const problem = code === undefined ? undefined : stsChecks.tokenCode(code.reveal());
	if (problem !== undefined) {
		throw new SessionsError("MfaCodeInvalid", problem, { remedies: [{ kind: "retry" }] });
	}
}

/** Checks a duration in seconds. @throws SessionsError `InvalidArgument` */
export function checkDuration(seconds: number | undefined, operation: keyof typeof durationLimits): void {
	checkFields(["durationSeconds", seconds?.toString(), durationCheck(durationLimits[operation])]);
}

/** Checks inline and managed policies. @throws SessionsError `InvalidArgument` */
export function checkPolicies({ policy, policyArns = [] }: SessionPolicies, inline: Check): void {
	checkFields(
		["policy", policy, inline],
		...policyArns.map((arn) => ["policyArns", arn, stsChecks.policyArn] as const),
	);
	checkCount("policyArns", policyArns.length, countLimits.policyArns);
}

/** Checks session tags and those that go on. @throws SessionsError `InvalidArgument` */
export function checkTags(tags: Tags = {}, transitive: readonly string[] = []): void {
	const entries = Object.entries(tags);
	checkCount("tags", entries.length, countLimits.tags);
	checkCount("transitiveTagKeys", transitive.length, countLimits.transitiveTagKeys);
	for (const [key, value] of entries) {
		checkFields([`tags: '${key}'`, key, stsChecks.tagKey], [`tags: '${key}'`, value, stsChecks.tagValue]);
	}
	const problem = transitiveProblem(transitive, Object.keys(tags));
	if (problem !== undefined) {
		throw invalid("transitiveTagKeys", problem);
	}
	const keys = new Set<string>();
	for (const key of Object.keys(tags).map((name) => name.toLowerCase())) {
		if (keys.has(key)) {
			throw invalid("tags", `'${key}' is there twice; upper and lower case make no difference`);
		}
		keys.add(key);
	}
}

/** Checks for whom a token is and how it is signed. @throws SessionsError `InvalidArgument` */
export function checkToken({ audience, signingAlgorithm }: GetWebIdentityTokenInput): void {
	checkCount("audience", audience.length, countLimits.audience, 1);
	checkFields(...audience.map((value) => ["audience", value, stsChecks.audience] as const));
	if (new Set(audience).size < audience.length) {
		throw invalid("audience", "one is there twice");
	}
	if (!signingAlgorithms.includes(signingAlgorithm)) {
		throw invalid("signingAlgorithm", `one of ${signingAlgorithms.join(", ")} is needed`);
	}
}

/** Checks how many of a kind there are. @throws SessionsError `InvalidArgument` */
export function checkCount(name: string, count: number, max: number, min = 0): void {
	if (count < min || count > max) {
		throw invalid(name, `${min} to ${max} are possible, these are ${count}`);
	}
}

function invalid(name: string, problem: string): SessionsError {
	return new SessionsError("InvalidArgument", `Invalid argument: ${name}: ${problem}`);
}
