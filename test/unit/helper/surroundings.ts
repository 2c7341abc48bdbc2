import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import { type Client, clients } from "../../../src/helper/clients.ts";
import { type Decision, decide, type Surroundings } from "../../../src/helper/decide.ts";
import { configOf } from "../fakes/configOf.ts";

/** The moment of the tests, in ms since the epoch. */
export const now = Date.parse("2026-11-22T12:00:00Z");

/** A pair of keys in variables. */
export const pair = { AWS_ACCESS_KEY_ID: "AKIAMADEUP", AWS_SECRET_ACCESS_KEY: "made-up-secret" };

/** Surroundings with these variables, and with profiles of several kinds. */
export function surroundingsOf(
	environment: Environment,
	{ config = "", ambient = [] }: { config?: string; ambient?: Surroundings["ambient"] } = {},
): Surroundings {
	const profiles = `[profile keys]
aws_access_key_id = AKIAINFILE
aws_secret_access_key = hidden
[profile other]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = hidden
[profile role]
role_arn = arn:aws:iam::444455556666:role/Role
source_profile = keys
[profile settings]
region = eu-west-1
[profile half]
aws_access_key_id = AKIAHALF
`;
	return { environment, config: configOf(profiles + config), ambient, now };
}

/** What a client of that name decides, in a few words. */
export function decisionOf(name: string, surroundings: Surroundings): string {
	const { decision } = decide(clientCalled(name), surroundings);
	return describe(decision);
}

function clientCalled(name: string): Client {
	const client = clients.find((candidate) => candidate.name === name);
	if (client === undefined) {
		throw new RangeError(`There is no client ${name}`);
	}
	return client;
}

function describe(decision: Decision): string {
	switch (decision.kind) {
		case "variables":
			return decision.token === undefined ? "variables" : `variables ${decision.token}`;
		case "profile":
			return `profile ${decision.chain.profile.name}`;
		case "stopped":
			return decision.code;
		default:
			return decision.kind;
	}
}
