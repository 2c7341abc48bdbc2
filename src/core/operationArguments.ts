import { type IdKind, readId } from "./accessKeyId.ts";
import { invalid, readObject, text } from "./commandArguments.ts";
import { type Check, countLimits, durationCheck, durationLimits, stsChecks } from "./stsLimits.ts";

/** Whose credentials sign a request. */
export interface CallerArguments {
	/** A session's id or name. */
	readonly session?: string;
	readonly profile?: string;
}

/** What can be handed to Look Up Access Key. */
export interface AccessKeyArguments extends CallerArguments {
	readonly accessKeyId?: string;
}

/** What Look Up Access Key resolves to. */
export interface AccessKeyOutcome {
	readonly kind: IdKind;
	/** Only access keys have one. */
	readonly account?: string;
}

/** What can be handed to Decode Authorization Message. */
export interface DecodeArguments extends CallerArguments {
	/** The encoded message, or the error's text with it. */
	readonly encodedMessage?: string;
}

/** How a web identity token can be signed, the one to prefer first. */
export const tokenAlgorithms = ["ES384", "RS256"] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** What can be handed to Get Web Identity Token. */
export interface WebIdentityTokenArguments extends CallerArguments {
	readonly audience?: readonly string[];
	readonly signingAlgorithm?: TokenAlgorithm;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly tags?: Readonly<Record<string, string>>;
}

const callerFields = ["session", "profile"];
/** An error's text with a message in it; far more than either has. */
const longestErrorText = 200_000;

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readAccessKeyArguments(argument: unknown): AccessKeyArguments {
	const object = readObject(argument, ["accessKeyId", ...callerFields]);
	const id = readText(object, "accessKeyId", (value) =>
		readId(value) === undefined
			? (stsChecks.accessKeyId(value) ??
				"An access key ID begins with AKIA or ASIA, and has uppercase letters and digits")
			: undefined,
	);
	return { ...readCaller(object), ...(id === undefined ? {} : { accessKeyId: id }) };
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readDecodeArguments(argument: unknown): DecodeArguments {
	const object = readObject(argument, ["encodedMessage", ...callerFields]);
	const encodedMessage = readText(object, "encodedMessage", ({ length }) =>
		length > longestErrorText
			? `The text around an encoded message can have ${longestErrorText} characters, this has ${length}`
			: undefined,
	);
	return { ...readCaller(object), ...(encodedMessage === undefined ? {} : { encodedMessage }) };
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readWebIdentityTokenArguments(argument: unknown): WebIdentityTokenArguments {
	const object = readObject(argument, [
		"audience",
		"signingAlgorithm",
		"durationSeconds",
		"tags",
		...callerFields,
	]);
	const audience = readList(object, "audience", countLimits.audience, stsChecks.audience);
	const signingAlgorithm = readChoice(object, "signingAlgorithm", tokenAlgorithms);
	const durationSeconds = readSeconds(
		object,
		"durationSeconds",
		durationCheck(durationLimits.getWebIdentityToken),
	);
	const tags = readTags(object, "tags");
	return {
		...readCaller(object),
		...(audience === undefined ? {} : { audience }),
		...(signingAlgorithm === undefined ? {} : { signingAlgorithm }),
		...(durationSeconds === undefined ? {} : { durationSeconds }),
		...(tags === undefined ? {} : { tags }),
	};
}

type Fields = Readonly<Record<string, unknown>>;

/** Whose credentials sign: a session's or a profile's. @throws SessionsError `InvalidArgument` */
export function readCaller(object: Fields): CallerArguments {
	const session = readText(object, "session");
	const profile = readText(object, "profile");
	if (session !== undefined && profile !== undefined) {
		throw invalid("session and profile can't be given together: one of them signs the request");
	}
	return {
		...(session === undefined ? {} : { session }),
		...(profile === undefined ? {} : { profile }),
	};
}

/** A field that is a text; undefined when it is missing. @throws SessionsError `InvalidArgument` */
export function readText(object: Fields, field: string, check: Check = () => undefined): string | undefined {
	const value = object[field];
	return value === undefined ? undefined : good(field, text(field, value), check);
}

/** A field that is one of several texts. @throws SessionsError `InvalidArgument` */
export function readChoice<T extends string>(
	object: Fields,
	field: string,
	choices: readonly T[],
): T | undefined {
	const value = object[field];
	const choice = choices.find((one) => one === value);
	if (value !== undefined && choice === undefined) {
		throw invalid(`${field} must be one of ${choices.join(", ")}`);
	}
	return choice;
}

/** A field that is a number of seconds. @throws SessionsError `InvalidArgument` */
export function readSeconds(object: Fields, field: string, check: Check): number | undefined {
	const value = object[field];
	if (value !== undefined && typeof value !== "number") {
		throw invalid(`${field} must be a number of seconds`);
	}
	return value === undefined ? undefined : Number(good(field, String(value), check));
}

/** A field that is a list of one to `max` texts. @throws SessionsError `InvalidArgument` */
export function readList(
	object: Fields,
	field: string,
	max: number,
	check: Check,
): readonly string[] | undefined {
	const value = object[field];
	if (value === undefined) {
		return undefined;
	}
	if (!Array.isArray(value)) {
		throw invalid(`${field} must be a list of texts`);
	}
	if (value.length === 0 || value.length > max) {
		throw invalid(`${field}: 1 to ${max} are possible, these are ${value.length}`);
	}
	return value.map((item: unknown) => good(field, text(field, item), check));
}

/** A field that is an object of tags: each key with its value. @throws SessionsError `InvalidArgument` */
export function readTags(object: Fields, field: string): Readonly<Record<string, string>> | undefined {
	const value = object[field];
	if (value === undefined) {
		return undefined;
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw invalid(`${field} must be an object: each tag's key with its value`);
	}
	const tags = Object.entries(value).map(([key, tag]: [string, unknown]) => {
		if (typeof tag !== "string") {
			throw invalid(`${field}: the value of '${key}' must be a text`);
		}
		return [good(field, key, stsChecks.tagKey), good(`${field}: '${key}'`, tag, stsChecks.tagValue)] as const;
	});
	if (tags.length > countLimits.tags) {
		throw invalid(`${field}: up to ${countLimits.tags} are possible, these are ${tags.length}`);
	}
	return Object.fromEntries(tags);
}

function good(field: string, value: string, check: Check): string {
	const problem = check(value);
	if (problem !== undefined) {
		throw invalid(`${field}: ${problem}`);
	}
	return value;
}
