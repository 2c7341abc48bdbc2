import { isMfaSerial, roleArnProblem } from "../places/arn.ts";

/** Why a value is not good, in words that name the field and its limit; undefined when it is. */
export type Check = (value: string) => string | undefined;

/** Limits in seconds. */
export interface DurationLimit {
	readonly min: number;
	readonly max: number;
}

/** What STS takes as DurationSeconds, by operation. What a role allows on top of it, only AWS knows. */
export const durationLimits = {
	assumeRole: { min: 900, max: 43_200 },
	getSessionToken: { min: 900, max: 129_600 },
	getFederationToken: { min: 900, max: 129_600 },
	assumeRoot: { min: 0, max: 900 },
	getWebIdentityToken: { min: 60, max: 3600 },
} as const satisfies Record<string, DurationLimit>;

/** The number of characters of an inline policy that STS takes, except in AssumeRole, which packs longer ones. */
const policyLength = 2048;
/** How many of a kind STS takes. */
export const countLimits = {
	policyArns: 10,
	tags: 50,
	transitiveTagKeys: 50,
	providedContexts: 5,
	audience: 10,
} as const;

/** What STS takes of the words of identity providers, in characters. */
export const lengthLimits = {
	webIdentityToken: { min: 4, max: 20_000 },
	samlAssertion: { min: 4, max: 100_000 },
} as const;

/** A SAML provider's ARN, with its partition, account and name. */
export const samlProviderArn = /^arn:(aws[a-z-]*):iam::(\d{12}):saml-provider\/([\w.-]{1,128})$/;

/** The limits STS sets (API version 2011-06-15), field by field, in words a person can act on. */
export const stsChecks = {
	roleArn: roleArnProblem,
	principalArn: (value) =>
		samlProviderArn.test(value)
			? undefined
			: "A SAML provider's ARN looks like arn:aws:iam::123456789012:saml-provider/name",
	mfaSerial: (value) =>
		isMfaSerial(value)
			? undefined
			: "An MFA device is named by its ARN (arn:aws:iam::…:mfa/name) or its serial number, 9 to 256 characters",
	tokenCode: (value) => (/^\d{6}$/.test(value) ? undefined : "An MFA code has 6 digits"),
	externalId: (value) =>
		/^[\w+=,.@:/-]{2,1224}$/.test(value)
			? undefined
			: "An external ID has 2 to 1224 characters: letters, digits and + = , . @ : / - _",
	sessionName: (value) =>
		/^[\w+=,.@-]{2,64}$/.test(value)
			? undefined
			: "A session name has 2 to 64 characters: letters, digits and + = , . @ - _",
	sourceIdentity: (value) =>
		/^(?!aws:)[\w+=,.@-]{2,64}$/.test(value)
			? undefined
			: "A source identity has 2 to 64 characters: letters, digits and + = , . @ - _",
	federationName: (value) =>
		/^[\w+=,.@-]{2,32}$/.test(value)
			? undefined
			: "A federated user's name has 2 to 32 characters: letters, digits and + = , . @ - _",
	policy: policyProblem,
	shortPolicy: (value) =>
		policyProblem(value) ??
		(value.length > policyLength
			? `A session policy has ${policyLength} characters at most, this has ${value.length}`
			: undefined),
	policyArn: (value) =>
		/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\u0021-\u007E]{1,1980}$/.test(value)
			? undefined
			: "A managed policy's ARN looks like arn:aws:iam::aws:policy/ReadOnlyAccess",
	tagKey: (value) =>
		/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(value)
			? undefined
			: "A tag's key has 1 to 128 characters: letters, digits, blanks and _ . : / = + - @, and does not begin with aws:",
	tagValue: (value) =>
		/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)
			? undefined
			: "A tag's value has up to 256 characters: letters, digits, blanks and _ . : / = + - @",
	targetPrincipal: (value) =>
		/^(\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/.test(value)
			? undefined
			: "A member account is named by its 12 digits or by arn:aws:iam::123456789012:root",
	taskPolicyArn: (value) =>
		/^arn:aws[a-z-]*:iam::aws:policy\/root-task\/[\w+=,.@-]{1,128}$/.test(value)
			? undefined
			: "A task policy's ARN looks like arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
	accessKeyId: (value) =>
		/^\w{16,128}$/.test(value)
			? undefined
			: `An access key ID has 16 to 128 letters and digits, this has ${value.length} characters`,
	encodedMessage: lengthBetween("An encoded message", { min: 1, max: 10_240 }),
	webIdentityToken: lengthBetween("A web identity token", lengthLimits.webIdentityToken),
	samlAssertion: lengthBetween("A SAML response", lengthLimits.samlAssertion),
	tradeInToken: lengthBetween("A trade-in token", { min: 1, max: 100_000 }),
	providerId: lengthBetween("A provider ID", { min: 4, max: 2048 }),
	contextProviderArn: (value) =>
		value.length <= 2048 && /^arn:aws[a-z-]*:[\w-]+:[\w-]*:(\w*):[\u0021-\u007E]+$/.test(value)
			? undefined
			: "A context provider's ARN looks like arn:aws:iam::aws:contextProvider/name",
	contextAssertion: lengthBetween("A context assertion", { min: 4, max: 2048 }),
	audience: lengthBetween("An audience", { min: 1, max: 1000 }),
} as const satisfies Record<string, Check>;

/** A duration in seconds, written out, for one operation. */
export function durationCheck({ min, max }: DurationLimit): Check {
	return (value) => {
		const seconds = Number(value);
		return /^\d+$/.test(value.trim()) && seconds >= min && seconds <= max
			? undefined
			: `A duration is ${min} to ${max} seconds (${min === 0 ? "up" : span(min)} to ${span(max)})`;
	};
}

/** Why an account and a task policy can't go together; undefined when they can. */
export function rootTaskProblem(targetPrincipal: string, taskPolicyArn: string): string | undefined {
	const [prefix, target] = targetPrincipal.split(":");
	const task = taskPolicyArn.split(":")[1];
	return prefix !== "arn" || target === task
		? undefined
		: `The task policy is of ${task}, and the account of ${target}. Both must be of one partition`;
}

function policyProblem(value: string): string | undefined {
	let policy: unknown;
	try {
		policy = JSON.parse(value);
	} catch (error) {
		const where =
			error instanceof SyntaxError
				? /(line \d+ column \d+|position \d+)/.exec(error.message)?.[0]
				: undefined;
		return `A session policy is a JSON document${where === undefined ? "" : `: it breaks at ${where}`}`;
	}
	if (typeof policy !== "object" || policy === null || !("Statement" in policy)) {
		return "A session policy is a JSON object with a Statement";
	}
	const strange = /[^\t\n\r\u0020-\u00FF]/u.exec(value);
	return strange === null
		? undefined
		: `STS takes no characters beyond U+00FF in a session policy: ${codePoint(strange[0])} at position ${strange.index}`;
}

function codePoint(character: string): string {
	return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function lengthBetween(what: string, { min, max }: { readonly min: number; readonly max: number }): Check {
	return (value) => {
		const { length } = value;
		if (length < min || length > max) {
			return `${what} has ${min} to ${max} characters, this has ${length}`;
		}
		return value.isWellFormed() ? undefined : `${what} holds half of a character. Copy it again`;
	};
}

function span(seconds: number): string {
	if (seconds < 60 && seconds > 0) {
		return `${seconds} second${seconds === 1 ? "" : "s"}`;
	}
	const minutes = seconds / 60;
	const count = minutes < 60 ? minutes : minutes / 60;
	const unit = minutes < 60 ? "minute" : "hour";
	return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
