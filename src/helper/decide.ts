import { type Chain, resolveChain } from "../core/config/chain.ts";
import type { Environment } from "../core/config/endpointSettings.ts";
import { type CredentialSourceName, readProfile } from "../core/config/profile.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { Client, Step } from "./clients.ts";

/** Everything that decides who a program is here. */
export interface Surroundings {
	readonly environment: Environment;
	readonly config: SharedConfig;
	/** Which of the surroundings' credentials there seem to be. */
	readonly ambient: readonly CredentialSourceName[];
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** Where a client takes its credentials from; or why it gives up looking; or that there are none. */
export type Decision =
	| {
			readonly kind: "variables";
			/** The variable of the token that is used. */
			readonly token: string | undefined;
	  }
	| { readonly kind: "webIdentity" }
	| {
			readonly kind: "profile";
			readonly chain: Chain;
			/** The variable that names it; absent: nobody does, and it is `default`. */
			readonly variable: string | undefined;
	  }
	| { readonly kind: "container" }
	| { readonly kind: "instance" }
	| { readonly kind: "stopped"; readonly code: ErrorCode; readonly message: string }
	| { readonly kind: "nothing" };

/** A decision, and at which step of the client's order it falls. */
export interface Decided {
	readonly decision: Decision;
	readonly step: Step | undefined;
}

const keyNames = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

/** Where a client looks, by its order, until something decides. Runs and sends nothing. */
export function decide(client: Client, surroundings: Surroundings): Decided {
	const named = namedProfile(client, surroundings.environment);
	if (client.isStrict && named.variable !== undefined && !surroundings.config.profiles.has(named.profile)) {
		return { decision: missingProfile(named.profile, named.variable), step: undefined };
	}
	for (const step of client.order) {
		const decision = steps[step](client, surroundings);
		if (decision !== undefined) {
			return { decision, step };
		}
	}
	return { decision: { kind: "nothing" }, step: undefined };
}

/** Two decisions with the same key are the same. */
export function decisionKey(decision: Decision): string {
	switch (decision.kind) {
		case "variables":
			return `variables ${decision.token}`;
		case "profile":
			return `profile ${decision.chain.profile.name}`;
		case "stopped":
			return `stopped ${decision.message}`;
		default:
			return decision.kind;
	}
}

/** The profile that a client uses, and the variable that names it. To botocore, an empty one names one too. */
function namedProfile(
	{ profileVariables, isStrict }: Client,
	environment: Environment,
): { readonly profile: string; readonly variable: string | undefined } {
	const variable = profileVariables.find((name) =>
		isStrict ? environment[name] !== undefined : Boolean(environment[name]),
	);
	return { profile: (variable === undefined ? undefined : environment[variable]) ?? "default", variable };
}

const steps: Readonly<Record<Step, (client: Client, surroundings: Surroundings) => Decision | undefined>> = {
	keys: keysInVariables,
	webIdentity: webIdentityInVariables,
	profileRole: (client, surroundings) => {
		const { profile } = namedProfile(client, surroundings.environment);
		const section = surroundings.config.profiles.get(profile);
		const isRole = section?.properties.has("role_arn") && !section.properties.has("web_identity_token_file");
		return isRole ? credentialsOfProfile(client, surroundings) : undefined;
	},
	profile: credentialsOfProfile,
	container: (_, { ambient }) => (ambient.includes("EcsContainer") ? { kind: "container" } : undefined),
	instance: (_, { ambient }) => (ambient.includes("Ec2InstanceMetadata") ? { kind: "instance" } : undefined),
};

function keysInVariables(client: Client, { environment, now }: Surroundings): Decision | undefined {
	const [id, secret] = keyNames.map((name) => Boolean(environment[name]));
	if (client.prefersNamedProfile && namedProfile(client, environment).variable !== undefined) {
		return undefined;
	}
	if (id && secret) {
		return (
			(client.isStrict ? expired(environment, now) : undefined) ?? {
				kind: "variables",
				token: tokenVariable(client, environment),
			}
		);
	}
	return id && client.isStrict
		? stopped("PartialKeys", "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
		: undefined;
}

/** Where the token comes from; of two variables that hold the same one, the one that all read. */
function tokenVariable({ tokenVariables }: Client, environment: Environment): string | undefined {
	const first = tokenVariables.find((name) => Boolean(environment[name]));
	return first === undefined
		? undefined
		: tokenVariables.findLast((name) => environment[name] === environment[first]);
}

function expired(environment: Environment, now: number): Decision | undefined {
	const variable = "AWS_CREDENTIAL_EXPIRATION";
	const expiration = environment[variable];
	if (!expiration) {
		return undefined;
	}
	const time = Date.parse(expiration);
	if (Number.isNaN(time)) {
		return stopped("InvalidSourceAnswer", `${variable} holds no date`);
	}
	return time > now
		? undefined
		: stopped("CredentialsExpired", `The keys in variables have expired, as ${variable} says`);
}

function webIdentityInVariables(client: Client, { environment }: Surroundings): Decision | undefined {
	if (!environment["AWS_WEB_IDENTITY_TOKEN_FILE"]) {
		return undefined;
	}
	if (environment["AWS_ROLE_ARN"]) {
		return { kind: "webIdentity" };
	}
	return client.isStrict
		? stopped("MissingSource", "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not")
		: undefined;
}

function credentialsOfProfile(client: Client, { environment, config }: Surroundings): Decision | undefined {
	const { profile, variable } = namedProfile(client, environment);
	const section = config.profiles.get(profile);
	if (section === undefined) {
		return undefined;
	}
	const resolution = resolveChain(config, profile);
	if (resolution.kind === "chain") {
		return { kind: "profile", chain: resolution, variable };
	}
	// One that holds nothing but settings is passed over.
	return readProfile(section).origin.kind === "none"
		? undefined
		: stopped(resolution.code, resolution.message);
}

function stopped(code: ErrorCode, message: string): Decision {
	return { kind: "stopped", code, message };
}

function missingProfile(profile: string, variable: string): Decision {
	return stopped(
		"ProfileNotFound",
		profile === ""
			? `${variable} is set but empty, and there is no profile of that name`
			: `${variable} names a profile that is in neither file`,
	);
}

/** The steps of a client's order at which there is something, wherever the search ends. */
export function foundSteps(client: Client, surroundings: Surroundings): ReadonlySet<Step> {
	const found = new Set(client.order.filter((step) => steps[step](client, surroundings) !== undefined));
	if (found.has("profileRole")) {
		// The profile's role is all that counts of it.
		found.delete("profile");
	}
	return found;
}
