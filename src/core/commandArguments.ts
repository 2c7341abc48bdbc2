import { SessionsError } from "./errors.ts";
import { isRegion } from "./partition.ts";
import { type CredentialSourceName, credentialSources } from "./profile.ts";
import { policyArnsProblem, tagsProblem } from "./scopeText.ts";
import type { RoleOptions, Scope } from "./session.ts";
import { type Check, durationCheck, durationLimits, stsChecks } from "./stsLimits.ts";

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

const textFields = [
	"profile",
	"role",
	"roleArn",
	"sourceProfile",
	"mfaSerial",
	"externalId",
	"sessionName",
	"sourceIdentity",
	"region",
] as const;
const scopeFields = ["policy", "policyArns", "tags"] as const;

/**
 * Reads the argument of Assume Role.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readAssumeRoleArguments(argument: unknown): AssumeRoleArguments {
	const object = readObject(argument, [
		...textFields,
		"durationSeconds",
		...scopeFields,
		"transitiveTagKeys",
	]);
	const read: Partial<Record<(typeof textFields)[number], string>> = {};
	for (const field of textFields) {
		const value = object[field];
		if (value !== undefined) {
			read[field] = checked(field, text(field, value));
		}
	}
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
	const { durationSeconds, transitiveTagKeys } = object;
	const scope = readScope(object, stsChecks.policy);
	return {
		...read,
		...(durationSeconds === undefined
			? {}
			: { durationSeconds: Number(checked("durationSeconds", String(durationSeconds))) }),
		...scope,
		...(transitiveTagKeys === undefined
			? {}
			: { transitiveTagKeys: readTransitive(transitiveTagKeys, scope) }),
	};
}

/**
 * Reads what narrows a session down. `policyCheck` is one of {@link stsChecks}: `policy` for AssumeRole, else
 * `shortPolicy`.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readScope(object: Readonly<Record<string, unknown>>, policyCheck: Check): Scope {
	const { policy, policyArns, tags } = object;
	return {
		...(policy === undefined ? {} : { policy: good("policy", text("policy", policy), policyCheck) }),
		...(policyArns === undefined ? {} : { policyArns: readPolicyArns(policyArns) }),
		...(tags === undefined ? {} : { tags: readTags(tags) }),
	};
}

function readPolicyArns(value: unknown): string[] {
	const arns = texts("policyArns", value).map((arn) => good("policyArns", arn, stsChecks.policyArn));
	const problem = policyArnsProblem(arns);
	if (problem !== undefined) {
		throw invalid(`policyArns: ${problem}`);
	}
	return arns;
}

/** Tags as an object of texts, or as a list of `{ key, value }`. */
function readTags(value: unknown): Readonly<Record<string, string>> {
	const entries = Array.isArray(value)
		? value.map((tag: unknown) => {
				const { key, value: text } = readObject(tag, ["key", "value"]);
				return [key, text] as const;
			})
		: Object.entries(readObject(value));
	const tags = entries.map(([key, value]): [string, string] => {
		if (typeof key !== "string" || typeof value !== "string") {
			throw invalid("tags must be an object of texts, or a list of { key, value }");
		}
		return [key, value];
	});
	const problem = tagsProblem(tags);
	if (problem !== undefined) {
		throw invalid(`tags: ${problem}`);
	}
	return Object.fromEntries(tags);
}

function readTransitive(value: unknown, { tags = {} }: Scope): string[] {
	const keys = texts("transitiveTagKeys", value);
	const unknown = keys.find((key) => !Object.hasOwn(tags, key));
	if (unknown !== undefined) {
		throw invalid(`transitiveTagKeys: '${unknown}' is not among the tags`);
	}
	return keys;
}

/**
 * Reads the argument of a command that works on a session or a profile.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readTargetArguments(argument: unknown): TargetArguments {
	const object = readObject(argument, ["session", "profile", "role", "credentialSource"]);
	const read: Record<string, string> = {};
	const source = object["credentialSource"];
	if (source !== undefined) {
		const known = credentialSources.find((name) => name === source);
		if (known === undefined) {
			throw invalid(`credentialSource must be one of ${credentialSources.join(", ")}`);
		}
		read["credentialSource"] = known;
	}
	for (const field of ["session", "profile", "role"]) {
		const value = object[field];
		if (value !== undefined) {
			read[field] = text(field, value);
		}
	}
	return read;
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
	const { session, region } = object;
	return {
		...(session === undefined ? {} : { session: text("session", session) }),
		...(region === undefined ? {} : { region: text("region", region) }),
	};
}

/** The argument's fields. @throws SessionsError `InvalidArgument` when there are others than those known */
export function readObject(argument: unknown, known?: readonly string[]): Readonly<Record<string, unknown>> {
	if (argument === undefined || argument === null) {
		return {};
	}
	if (typeof argument !== "object" || Array.isArray(argument)) {
		throw invalid("the argument must be an object");
	}
	const unknown = Object.keys(argument).find((field) => known?.includes(field) === false);
	if (unknown !== undefined) {
		throw invalid(`'${unknown}' is not a field. Known are ${known?.join(", ")}`);
	}
	return { ...argument };
}

/** A field's text. @throws SessionsError `InvalidArgument` that names the field */
export function text(field: string, value: unknown): string {
	if (typeof value !== "string" || value === "") {
		throw invalid(`${field} must be a text`);
	}
	return value;
}

function texts(field: string, value: unknown): string[] {
	if (!Array.isArray(value)) {
		throw invalid(`${field} must be a list of texts`);
	}
	return value.map((one: unknown) => text(field, one));
}

function checked(field: keyof typeof fieldChecks | (typeof textFields)[number], value: string): string {
	const check: Check | undefined = Object.hasOwn(fieldChecks, field)
		? fieldChecks[field as keyof typeof fieldChecks]
		: undefined;
	return good(field, value, check ?? (() => undefined));
}

function good(field: string, value: string, check: Check): string {
	const problem = check(value);
	if (problem !== undefined) {
		throw invalid(`${field}: ${problem}`);
	}
	return value;
}

/** An argument that can't be used, and why: the message names the field. */
export function invalid(message: string): SessionsError {
	return new SessionsError("InvalidArgument", `Invalid argument: ${message}`);
}
