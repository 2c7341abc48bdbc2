import { fieldChecks, invalid, readObject } from "./commandArguments.ts";
import { readList, readSeconds, readTags, readText } from "./operationArguments.ts";
import type { FederationTokenRequest, RootRequest, SessionTokenRequest } from "./session.ts";
import { type Check, countLimits, durationCheck, durationLimits, stsChecks } from "./stsLimits.ts";

/** What can be handed to Get Session Token; it asks for what is missing. */
export type SessionTokenArguments = Partial<SessionTokenRequest>;

/** What can be handed to Get Federation Token; it asks for what is missing. */
export type FederationTokenArguments = Partial<FederationTokenRequest>;

/** What can be handed to Assume Root; it asks for what is missing. */
export type RootArguments = Partial<RootRequest>;

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readSessionTokenArguments(argument: unknown): SessionTokenArguments {
	const object = readObject(argument, ["profile", "mfaSerial", "durationSeconds", "region"]);
	const { mfaSerial } = object;
	return given({
		...readPlace(object),
		mfaSerial: mfaSerial === false ? false : readText(object, "mfaSerial", fieldChecks.mfaSerial),
		durationSeconds: readDuration(object, "getSessionToken"),
	});
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readFederationTokenArguments(argument: unknown): FederationTokenArguments {
	const object = readObject(argument, [
		"profile",
		"name",
		"policy",
		"policyArns",
		"tags",
		"durationSeconds",
		"region",
	]);
	return given({
		...readPlace(object),
		name: readText(object, "name", stsChecks.federationName),
		policy: readText(object, "policy", stsChecks.shortPolicy),
		policyArns: readList(object, "policyArns", countLimits.policyArns, stsChecks.policyArn),
		tags: readTags(object, "tags"),
		durationSeconds: readDuration(object, "getFederationToken"),
	});
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readRootArguments(argument: unknown): RootArguments {
	const object = readObject(argument, [
		"profile",
		"targetPrincipal",
		"taskPolicyArn",
		"durationSeconds",
		"region",
	]);
	if (typeof object["targetPrincipal"] === "number") {
		throw invalid("targetPrincipal must be a text, as a number would lose an account ID's leading zeros");
	}
	return given({
		...readPlace(object),
		targetPrincipal: readText(object, "targetPrincipal", stsChecks.targetPrincipal),
		taskPolicyArn: readText(object, "taskPolicyArn", stsChecks.taskPolicyArn),
		durationSeconds: readDuration(object, "assumeRoot"),
	});
}

type Fields = Readonly<Record<string, unknown>>;

/** Whose credentials make the call, and where. @throws SessionsError `InvalidArgument` */
export function readPlace(object: Fields): {
	readonly profile: string | undefined;
	readonly region: string | undefined;
} {
	const region: Check = fieldChecks.region;
	return { profile: readText(object, "profile"), region: readText(object, "region", region) };
}

function readDuration(object: Fields, operation: keyof typeof durationLimits): number | undefined {
	return readSeconds(object, "durationSeconds", durationCheck(durationLimits[operation]));
}

/** What is there of an object's fields. */
export function given<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
		readonly [K in keyof T]?: Exclude<T[K], undefined>;
	};
}
