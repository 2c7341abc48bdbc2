import { type CredentialSourceName, credentialSources } from "../config/profile.ts";
import { isRegion } from "../places/partition.ts";
import { transitiveProblem } from "../session/scopeText.ts";
import type { RoleOptions, Scope } from "../session/session.ts";
import { type Check, countLimits, durationCheck, durationLimits, stsChecks } from "../session/stsLimits.ts";
import {
	type Fields,
	given,
	invalid,
	readChoice,
	readList,
	readName,
	readObject,
	readPolicyArns,
	readSeconds,
	readTags,
	readText,
} from "./argumentFields.ts";

/** What can be handed to Assume Role; it asks for what is missing. */
export interface AssumeRoleArguments extends RoleOptions {
	readonly profile?: string;
	/** A remembered role, by its id or name. */
	readonly role?: string;
	readonly roleArn?: string;
	readonly sourceProfile?: string;
}

/** What is known of a role to assume by hand. */
export type RoleDraft = Omit<AssumeRoleArguments, "profile" | "role">;

/** What can be handed to the commands that work on a session or a profile. */
export interface TargetArguments {
	/** A session's id or name. */
	readonly session?: string;
	readonly profile?: string;
	/** A remembered role, by its id or name. */
	readonly role?: string;
	/** The surroundings' own credentials, in place of a profile's. */
	readonly credentialSource?: CredentialSourceName;
}

/** What can be handed to the commands that open terminals. */
export interface TerminalArguments extends TargetArguments {
	/** How the terminal gets the session; otherwise as the settings say. */
	readonly delivery?: "environment" | "endpoint";
}

/** What is checked of a role's settings, by the names that arguments and forms have for them. */
export const fieldChecks = {
	roleArn: stsChecks.roleArn,
	mfaSerial: stsChecks.mfaSerial,
	externalId: stsChecks.externalId,
	sessionName: stsChecks.sessionName,
	sourceIdentity: stsChecks.sourceIdentity,
	region: (value) => (isRegion(value) ? undefined : "A region looks like eu-central-1"),
	durationSeconds: durationCheck(durationLimits.assumeRole),
} as const satisfies Record<string, Check>;

const names = ["profile", "role", "sourceProfile"] as const;
const scopeFields = ["policy", "policyArns", "tags"] as const;

/**
 * Reads the argument of Assume Role.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readAssumeRoleArguments(argument: unknown): AssumeRoleArguments {
	const object = readObject(argument, [
		...names,
		...Object.keys(fieldChecks),
		...scopeFields,
		"transitiveTagKeys",
	]);
	const scope = readScope(object, stsChecks.policy);
	const read = given({
		profile: readName(object, "profile"),
		role: readName(object, "role"),
		sourceProfile: readName(object, "sourceProfile"),
		roleArn: readText(object, "roleArn", fieldChecks.roleArn),
		mfaSerial: readText(object, "mfaSerial", fieldChecks.mfaSerial),
		externalId: readText(object, "externalId", fieldChecks.externalId),
		sessionName: readText(object, "sessionName", fieldChecks.sessionName),
		sourceIdentity: readText(object, "sourceIdentity", fieldChecks.sourceIdentity),
		region: readText(object, "region", fieldChecks.region),
		durationSeconds: readSeconds(object, "durationSeconds", fieldChecks.durationSeconds),
		...scope,
		transitiveTagKeys: readTransitive(object, scope),
	});
	const named = (["profile", "role", "roleArn"] as const).filter((field) => read[field] !== undefined);
	if (named.length > 1) {
		throw invalid(
			named[0] === "profile" && named[1] === "roleArn"
				? "profile and roleArn can't be given together: a profile names its own role"
				: `${named.join(" and ")} can't be given together: each names a role`,
		);
	}
	if (read.role !== undefined && read.sourceProfile !== undefined) {
		throw invalid("role and sourceProfile can't be given together: a remembered role has its source");
	}
	return read;
}

/**
 * Reads what narrows a session down. `policyCheck` is one of {@link stsChecks}: `policy` for AssumeRole, else
 * `shortPolicy`.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readScope(object: Fields, policyCheck: Check): Scope {
	return given({
		policy: readText(object, "policy", policyCheck),
		policyArns: readPolicyArns(object),
		tags: readTags(object),
	});
}

function readTransitive(object: Fields, { tags = {} }: Scope): readonly string[] | undefined {
	const all = Object.keys(tags);
	const keys = readList(object, "transitiveTagKeys", countLimits.transitiveTagKeys, () => undefined);
	const problem = keys && transitiveProblem(keys, all);
	if (problem !== undefined) {
		throw invalid(`transitiveTagKeys: ${problem}`);
	}
	// In the tags' own spelling, by which forms tell them.
	return keys?.map((key) => all.find((tag) => tag.toLowerCase() === key.toLowerCase()) ?? key);
}

/**
 * Reads the argument of a command that works on a session or a profile.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readTargetArguments(argument: unknown): TargetArguments {
	return targetOf(readObject(argument, targetFields));
}

/**
 * Reads the argument of a command that opens a terminal.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readTerminalArguments(argument: unknown): TerminalArguments {
	const object = readObject(argument, [...targetFields, "delivery"]);
	return {
		...targetOf(object),
		...given({ delivery: readChoice(object, "delivery", ["environment", "endpoint"] as const) }),
	};
}

const targetFields = ["session", "profile", "role", "credentialSource"];

function targetOf(object: Fields): TargetArguments {
	return given({
		credentialSource: readChoice(object, "credentialSource", credentialSources),
		session: readName(object, "session"),
		profile: readName(object, "profile"),
		role: readName(object, "role"),
	});
}

/**
 * Reads the argument of Switch Region. Whether it can be a region is for the command to say.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readRegionArguments(argument: unknown): {
	readonly session?: string;
	readonly region?: string;
} {
	const object = readObject(argument, ["session", "region"]);
	return given({ session: readName(object, "session"), region: readText(object, "region") });
}
