import type { FederationTokenRequest, RootRequest, SessionTokenRequest } from "../session/session.ts";
import { durationCheck, durationLimits, rootTaskProblem, stsChecks } from "../session/stsLimits.ts";
import {
	type Fields,
	given,
	invalid,
	readName,
	readObject,
	readSeconds,
	readText,
} from "./argumentFields.ts";
import { fieldChecks, readScope } from "./commandArguments.ts";

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
		...readScope(object, stsChecks.shortPolicy),
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
	const targetPrincipal = readText(object, "targetPrincipal", stsChecks.targetPrincipal);
	return given({
		...readPlace(object),
		targetPrincipal,
		taskPolicyArn: readText(
			object,
			"taskPolicyArn",
			(arn) => stsChecks.taskPolicyArn(arn) ?? rootTaskProblem(targetPrincipal ?? "", arn),
		),
		durationSeconds: readDuration(object, "assumeRoot"),
	});
}

/** Whose credentials make the call, and where. @throws SessionsError `InvalidArgument` */
function readPlace(object: Fields): {
	readonly profile: string | undefined;
	readonly region: string | undefined;
} {
	return { profile: readName(object, "profile"), region: readText(object, "region", fieldChecks.region) };
}

function readDuration(object: Fields, operation: keyof typeof durationLimits): number | undefined {
	return readSeconds(object, "durationSeconds", durationCheck(durationLimits[operation]));
}
