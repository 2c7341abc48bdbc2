import { isMfaSerial, roleArnProblem } from "./arn.ts";
import { SessionsError } from "./errors.ts";
import { isRegion } from "./partition.ts";
import { type CredentialSourceName, credentialSources } from "./profile.ts";

/** What can be handed to Assume Role; it asks for what is missing. */
export interface AssumeRoleArguments {
	readonly profile?: string;
	readonly roleArn?: string;
	readonly sourceProfile?: string;
	readonly mfaSerial?: string;
	readonly externalId?: string;
	readonly sessionName?: string;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** What can be handed to the commands that work on a session or a profile. */
export interface TargetArguments {
	/** A session's id or name. */
	readonly session?: string;
	readonly profile?: string;
	/** The surroundings' own credentials, in place of a profile's. */
	readonly credentialSource?: CredentialSourceName;
}

/** Why a field's value is not good; undefined when it is. Names the field and its limit. */
export type Check = (value: string) => string | undefined;

/** The limits STS sets, field by field, in words a person can act on. */
export const fieldChecks = {
	roleArn: roleArnProblem,
	mfaSerial: (value) =>
		isMfaSerial(value)
			? undefined
			: "An MFA device is named by its ARN (arn:aws:iam::…:mfa/name) or its serial number, 9 to 256 characters",
	externalId: (value) =>
		/^[\w+=,.@:/-]{2,1224}$/.test(value)
			? undefined
			: "An external ID has 2 to 1224 characters: letters, digits and + = , . @ : / - _",
	sessionName: (value) =>
		/^[\w+=,.@-]{2,64}$/.test(value)
			? undefined
			: "A session name has 2 to 64 characters: letters, digits and + = , . @ - _",
	region: (value) => (isRegion(value) ? undefined : "A region looks like eu-central-1"),
	durationSeconds: (value) => {
		const seconds = Number(value);
		return Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200
			? undefined
			: "A duration is 900 to 43200 seconds (15 minutes to 12 hours)";
	},
} as const satisfies Record<string, Check>;

const textFields = [
	"profile",
	"roleArn",
	"sourceProfile",
	"mfaSerial",
	"externalId",
	"sessionName",
	"region",
] as const;

/**
 * Reads the argument of Assume Role.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readAssumeRoleArguments(argument: unknown): AssumeRoleArguments {
	const object = readObject(argument, [...textFields, "durationSeconds"]);
	const read: Record<string, string | number> = {};
	for (const field of textFields) {
		const value = object[field];
		if (value !== undefined) {
			read[field] = checked(field, text(field, value));
		}
	}
	const duration = object["durationSeconds"];
	if (duration !== undefined) {
		checked("durationSeconds", String(duration));
		read["durationSeconds"] = Number(duration);
	}
	if (read["profile"] !== undefined && read["roleArn"] !== undefined) {
		throw invalid("profile and roleArn can't be given together: a profile names its own role");
	}
	return read;
}

/**
 * Reads the argument of a command that works on a session or a profile.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readTargetArguments(argument: unknown): TargetArguments {
	const object = readObject(argument, ["session", "profile", "credentialSource"]);
	const read: Record<string, string> = {};
	const source = object["credentialSource"];
	if (source !== undefined) {
		const known = credentialSources.find((name) => name === source);
		if (known === undefined) {
			throw invalid(`credentialSource must be one of ${credentialSources.join(", ")}`);
		}
		read["credentialSource"] = known;
	}
	for (const field of ["session", "profile"]) {
		const value = object[field];
		if (value !== undefined) {
			read[field] = text(field, value);
		}
	}
	return read;
}

function readObject(argument: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
	if (argument === undefined || argument === null) {
		return {};
	}
	if (typeof argument !== "object" || Array.isArray(argument)) {
		throw invalid("the argument must be an object");
	}
	const unknown = Object.keys(argument).find((field) => !known.includes(field));
	if (unknown !== undefined) {
		throw invalid(`'${unknown}' is not a field. Known are ${known.join(", ")}`);
	}
	return { ...argument };
}

function text(field: string, value: unknown): string {
	if (typeof value !== "string" || value === "") {
		throw invalid(`${field} must be a text`);
	}
	return value;
}

function checked(field: string, value: string): string {
	const check: Check | undefined = Object.hasOwn(fieldChecks, field)
		? fieldChecks[field as keyof typeof fieldChecks]
		: undefined;
	const problem = check?.(value);
	if (problem !== undefined) {
		throw invalid(`${field}: ${problem}`);
	}
	return value;
}

function invalid(message: string): SessionsError {
	return new SessionsError("InvalidArgument", `Invalid argument: ${message}`);
}
