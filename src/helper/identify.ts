import { readTokenFile } from "../aws/files/tokenFile.ts";
import type { Chain } from "../core/config/chain.ts";
import type { Environment } from "../core/config/endpointSettings.ts";
import { readProfile } from "../core/config/profile.ts";
import { CancelledError, type ErrorCode, SessionsError } from "../core/errors.ts";
import { type Identity, mfaDeviceName } from "../core/places/arn.ts";
import type { Credentials } from "../core/session/credentials.ts";
import { splitCommandLine } from "../core/text/commandLine.ts";
import { Secret } from "../core/text/secret.ts";
import { endpointOf, networkOf } from "../credentials/endpoint.ts";
import { type AcquireOptions, acquire } from "../credentials/operations/acquire.ts";
import { asCredentials } from "../credentials/sources/staticKeys.ts";
import type { Decision, Surroundings } from "./decide.ts";
import { withoutValues } from "./withoutValues.ts";

/** Who a decision makes a program. */
export type Who =
	| { readonly kind: "identity"; readonly identity: Identity }
	/** Finding out would ask a person or run a program, so it was not done. */
	| {
			readonly kind: "untold";
			/** What it would take. */
			readonly needs: string;
			/** Who it would be then. */
			readonly roleArn: string | undefined;
	  }
	| {
			readonly kind: "failed";
			/** Absent for what nobody has thought of. */
			readonly code?: ErrorCode;
			readonly message: string;
	  }
	| { readonly kind: "nobody" };

/** Milliseconds that finding out may take. */
export const timeLimit = 10_000;

/**
 * Who a decision makes a program, as far as that can be told without AWS; undefined: AWS has to be asked. Neither
 * asks anybody nor runs anything.
 */
export function knownWho(decision: Decision, surroundings: Surroundings): Who | undefined {
	switch (decision.kind) {
		case "nothing":
			return { kind: "nobody" };
		case "stopped":
			return { kind: "failed", code: decision.code, message: decision.message };
		case "profile":
			return obstacle(decision.chain, surroundings);
		case "variables":
			return unusableKeys(surroundings.environment, decision.token);
		default:
			return undefined;
	}
}

/**
 * Asks AWS who the deciding credentials are. Asks no person and runs no program. Never throws: whatever goes wrong is
 * told of these credentials, and others are told all the same. No value of a variable is in it.
 */
export async function identify(
	decision: Decision,
	surroundings: Surroundings,
	options: AcquireOptions,
): Promise<Who> {
	const known = knownWho(decision, surroundings);
	if (known !== undefined || decision.kind === "nothing" || decision.kind === "stopped") {
		return known ?? { kind: "nobody" };
	}
	try {
		return { kind: "identity", identity: await ask(decision, surroundings, options) };
	} catch (error) {
		if (error instanceof CancelledError) {
			return {
				kind: "failed",
				code: "NetworkTimeout",
				message: `No answer within ${timeLimit / 1000} s, so this was given up`,
			};
		}
		if (error instanceof SessionsError) {
			return {
				kind: "failed",
				code: error.code,
				message:
					withoutValues(error.message, surroundings, options.homeFolder) +
					proxyHint(error.code, surroundings),
			};
		}
		// Neither its message nor its stack: they may hold what the environment holds.
		const name = error instanceof Error ? error.name : "unknown";
		return { kind: "failed", message: `Something unexpected went wrong (${name})` };
	}
}

/** What on a profile's way would ask a person or run a program, or can't work here. */
function obstacle({ base, hops }: Chain, { environment, ambient }: Surroundings): Who | undefined {
	const roleArn = hops.at(-1)?.role.roleArn;
	if (base.kind === "process") {
		const rules = process.platform === "win32" ? "windows" : "posix";
		const words = splitCommandLine(base.origin.command, rules);
		// Only the program: the rest of the line may hold anything.
		const program = typeof words === "string" ? undefined : words[0]?.split(/[\\/]/).at(-1);
		const named = program === undefined ? "a program" : `the program ${program}`;
		return { kind: "untold", needs: `${named} (aws runs it: credential_process)`, roleArn };
	}
	const device = hops.find(({ role }) => role.mfaSerial !== undefined)?.role.mfaSerial;
	if (device !== undefined) {
		return {
			kind: "untold",
			needs: `an MFA code of device ${mfaDeviceName(device)} (aws asks for it, most SDKs can't)`,
			roleArn,
		};
	}
	if (base.kind !== "ambient") {
		return undefined;
	}
	const hasKeys = environment["AWS_ACCESS_KEY_ID"] && environment["AWS_SECRET_ACCESS_KEY"];
	const unusable = base.source === "Environment" ? unusableKeys(environment) : undefined;
	if (unusable !== undefined) {
		return unusable;
	}
	const isThere = base.source === "Environment" ? hasKeys : ambient.includes(base.source);
	return isThere
		? undefined
		: {
				kind: "failed",
				code: "SourceUnavailable",
				message: `Its credential_source is ${base.source}, but there is none here`,
			};
}

/** Keys in variables with what no header takes, as they have when a line break was copied with them. */
function unusableKeys(
	environment: Environment,
	token = environment["AWS_SESSION_TOKEN"] ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN",
): Who | undefined {
	const variable = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", token].find((name) =>
		/[^\x21-\x7e]/.test(environment[name] ?? ""),
	);
	return variable === undefined
		? undefined
		: {
				kind: "failed",
				code: "InvalidKeys",
				message: `${variable} holds a blank, a line break or another character that no key has. Set it anew`,
			};
}

/** Older runtimes know nothing of proxies in variables. */
function proxyHint(code: ErrorCode, { environment }: Surroundings): string {
	const variable = ["HTTPS_PROXY", "https_proxy"].find((name) => environment[name]);
	return variable !== undefined && (code === "NetworkUnreachable" || code === "NetworkTimeout")
		? `. ${variable} is set, which aws follows, but this helper only in newer versions of VS Code`
		: "";
}

async function ask(
	decision: Exclude<Decision, { kind: "nothing" | "stopped" }>,
	{ environment, config }: Surroundings,
	options: AcquireOptions,
): Promise<Identity> {
	const { sts, interaction } = options;
	switch (decision.kind) {
		case "container":
			return (await acquire({ kind: "ambient", source: "EcsContainer" }, options)).identity;
		case "instance":
			return (await acquire({ kind: "ambient", source: "Ec2InstanceMetadata" }, options)).identity;
		case "profile": {
			const { base, hops, profile } = decision.chain;
			if (base.kind !== "keys" || hops.length > 0) {
				return (await acquire({ kind: "profile", profile: profile.name }, options)).identity;
			}
			// As they are: a device of the user's own means nothing to aws.
			return callerIdentity(asCredentials(base.keys), profile.name, profile.name);
		}
		case "variables": {
			const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secret = "" } = environment;
			const token = decision.token === undefined ? undefined : environment[decision.token];
			const credentials = {
				accessKeyId,
				secretAccessKey: new Secret(secret),
				...(token === undefined ? {} : { sessionToken: new Secret(token) }),
			};
			return callerIdentity(credentials, { words: "the variables here" }, namedProfile());
		}
		case "webIdentity": {
			const { AWS_ROLE_ARN: roleArn = "", AWS_ROLE_SESSION_NAME: name } = environment;
			const file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] ?? "";
			const token = await readTokenFile(file, { name: "AWS_WEB_IDENTITY_TOKEN_FILE", remedies: [] });
			const { identity } = await sts.assumeRoleWithWebIdentity(
				{
					roleArn,
					roleSessionName: name || options.defaultSessionName,
					webIdentityToken: new Secret(token.reveal().trim()),
				},
				{
					...(await wayTo(namedProfile())),
					caller: { words: "the variables here" },
					signal: interaction.signal,
				},
			);
			return identity;
		}
	}

	/** The profile whose settings count beside variables. */
	function namedProfile(): string {
		return environment["AWS_PROFILE"] || environment["AWS_DEFAULT_PROFILE"] || "default";
	}

	async function wayTo(profile: string) {
		const section = config.profiles.get(profile);
		const leaf = section === undefined ? undefined : readProfile(section);
		const { endpoint } = endpointOf(leaf, undefined, config, environment);
		return { endpoint, network: await networkOf(leaf, environment) };
	}

	async function callerIdentity(
		credentials: Credentials,
		caller: string | { readonly words: string },
		profile: string,
	): Promise<Identity> {
		return sts.getCallerIdentity({
			...(await wayTo(profile)),
			credentials,
			caller,
			signal: interaction.signal,
		});
	}
}
