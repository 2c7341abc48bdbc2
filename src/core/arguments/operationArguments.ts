import { type IdKind, readId } from "../places/accessKeyId.ts";
import { countLimits, durationCheck, durationLimits, stsChecks } from "../session/stsLimits.ts";
import {
	type Fields,
	given,
	invalid,
	readChoice,
	readList,
	readName,
	readObject,
	readSeconds,
	readTags,
	readText,
} from "./argumentFields.ts";

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
	return given({ ...readCaller(object), accessKeyId: id });
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readDecodeArguments(argument: unknown): DecodeArguments {
	const object = readObject(argument, ["encodedMessage", ...callerFields]);
	const encodedMessage = readText(object, "encodedMessage", ({ length }) =>
		length > longestErrorText
			? `The text around an encoded message can have ${longestErrorText} characters, this has ${length}`
			: undefined,
	);
	return given({ ...readCaller(object), encodedMessage });
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
	return given({
		...readCaller(object),
		audience: readList(object, "audience", countLimits.audience, stsChecks.audience),
		signingAlgorithm: readChoice(object, "signingAlgorithm", tokenAlgorithms),
		durationSeconds: readSeconds(
			object,
			"durationSeconds",
			durationCheck(durationLimits.getWebIdentityToken),
		),
		tags: readTags(object),
	});
}

/** Whose credentials sign: a session's or a profile's. @throws SessionsError `InvalidArgument` */
export function readCaller(object: Fields): CallerArguments {
	const session = readName(object, "session");
	const profile = readName(object, "profile");
	if (session !== undefined && profile !== undefined) {
		throw invalid("session and profile can't be given together: one of them signs the request");
	}
	return given({ session, profile });
}
