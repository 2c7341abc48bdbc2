import { type Base, type Hop, type Resolution, resolveChain } from "../config/chain.ts";
import {
	chooseRegion,
	type Environment,
	endpointParameters,
	type RegionChoice,
	stsEndpointParameters,
} from "../config/endpointSettings.ts";
import { networkSettings } from "../config/networkSettings.ts";
import {
	accessKeyIdOf,
	type MfaProcess,
	type Profile,
	placeOf,
	type RoleSettings,
	readProfile,
} from "../config/profile.ts";
import { type SharedConfig, type StoredKeyPair, settingOf } from "../config/sharedConfig.ts";
import { readSsoSettings } from "../config/ssoSettings.ts";
import type { Place } from "../place.ts";
import { mfaDeviceName } from "../places/arn.ts";
import { displayUrl } from "../places/displayUrl.ts";
import type { EndpointParameters } from "../places/serviceEndpoint.ts";
import { resolveStsEndpoint, type StsEndpoint } from "../places/stsEndpoint.ts";

/** Something that a step says; with the place where the files say so when it is not the step's own. */
export type ExplainedFact = readonly [name: string, value: string, place?: Place];

/** One step on the way to a profile's credentials. */
export interface ExplainedStep {
	/** `way`: not a step towards the credentials, but how AWS is called in all of them. */
	readonly kind: "way" | "credentials";
	readonly title: string;
	/** Where the files say so. */
	readonly place?: Place;
	readonly facts: readonly ExplainedFact[];
}

/** What stops a profile, at the place to mend. */
interface ExplainedProblem {
	readonly message: string;
	readonly place: Place | undefined;
}

/** How a profile resolves, step by step; with what stops it, if anything does. */
export interface Explanation {
	readonly profile: string;
	readonly steps: readonly ExplainedStep[];
	readonly problem?: ExplainedProblem;
}

/** What explaining needs beside the files and the environment. */
export interface ExplainOptions {
	/** The rule by which IAM Identity Center's portal is found when it is called. */
	readonly portalEndpoint: (parameters: EndpointParameters) => { readonly url: string } | string;
	/** The serials of the MFA devices whose secrets are kept. */
	readonly storedDevices?: readonly string[];
}

/** What every step is told by. */
interface ExplainContext extends ExplainOptions {
	readonly config: SharedConfig;
	readonly environment: Environment;
	/** The profile that is explained. */
	readonly leaf: Profile;
	readonly endpoint: StsEndpoint | string;
}

/** A step, and what stops it. */
interface BaseStep {
	readonly step: ExplainedStep;
	readonly problem?: ExplainedProblem;
}

/** Says how a profile's credentials come about, by the rules that getting them follows. Runs and sends nothing. */
export function explainProfile(
	name: string,
	config: SharedConfig,
	environment: Environment,
	options: ExplainOptions,
): Explanation {
	const resolution = resolveChain(config, name);
	if (resolution.kind === "broken") {
		const { message, place } = resolution;
		const steps = hopsBeforeBreak(name, config).map((hop) => hopStep(hop, options));
		return { profile: name, steps, problem: { message, place } };
	}
	const { base, hops, profile } = resolution;
	const region = chooseRegion(undefined, profile.section, environment);
	const endpoint = resolveStsEndpoint(
		stsEndpointParameters(region.region, profile.section, config, environment),
	);
	const context: ExplainContext = { ...options, config, environment, leaf: profile, endpoint };
	const start = baseStep(base, hops, context);
	const problem = typeof endpoint === "string" ? { message: endpoint, place: profile.place } : start.problem;
	return {
		profile: name,
		steps: [wayStep(resolution, region, context), start.step, ...hops.map((hop) => hopStep(hop, options))],
		...(problem === undefined ? {} : { problem }),
	};
}

/** The roles on a broken chain's way, as far as it can be followed from the leaf; in the order of making them. */
function hopsBeforeBreak(name: string, config: SharedConfig): Hop[] {
	const hops: Hop[] = [];
	const seen = new Set<string>();
	let section = config.profiles.get(name);
	while (section !== undefined && !seen.has(section.name)) {
		seen.add(section.name);
		const profile = readProfile(section);
		const { origin } = profile;
		if (origin.kind !== "role") {
			break;
		}
		hops.unshift({ profile, role: origin.role });
		section = config.profiles.get(origin.sourceProfile);
	}
	return hops;
}

function wayStep(
	{ base, hops }: Exclude<Resolution, { kind: "broken" }>,
	region: RegionChoice,
	{ leaf: { section }, environment, endpoint }: ExplainContext,
): ExplainedStep {
	const { caBundle, connectTimeout } = networkSettings(section, environment);
	const isSigned = base.kind !== "webIdentity" || hops.length > 0;
	return {
		kind: "way",
		title: "The way to AWS",
		place: placeOf(section, "region"),
		facts: present([
			["Region", `${region.region} (${regionOrigin(region)})`],
			["STS", isSigned ? signedPost(endpoint) : unsignedPost(endpoint)],
			["CA bundle", caBundle],
			["Connect time-out", connectTimeout === undefined ? undefined : `${connectTimeout / 1000} s`],
		]),
	};
}

function signedPost(endpoint: StsEndpoint | string): string | undefined {
	return typeof endpoint === "string"
		? undefined
		: `POST ${displayUrl(endpoint.url)}, signed for ${endpoint.signingRegion}`;
}

function unsignedPost(endpoint: StsEndpoint | string): string | undefined {
	return typeof endpoint === "string" ? undefined : `POST ${displayUrl(endpoint.url)}, not signed`;
}

function regionOrigin({ from }: RegionChoice): string {
	switch (from) {
		case "request":
			return "as asked";
		case "profile":
			return "set in the profile";
		case "environment":
			return "from the environment";
		case "default":
			return "nothing names one, so STS is called there; terminals get none";
	}
}

function baseStep(base: Base, hops: readonly Hop[], context: ExplainContext): BaseStep {
	const isLeaf = hops.length === 0;
	const calls: ExplainedFact[] = isLeaf ? [["Calls", "GetCallerIdentity"]] : [];
	switch (base.kind) {
		case "keys":
		case "storedKeys":
			return { step: keysStep(base, isLeaf, context) };
		case "ambient":
			return { step: ambientStep(base, hops[0]?.profile, calls, context) };
		case "process":
			return {
				step: {
					kind: "credentials",
					title: `Runs the credential_process of ${base.name}`,
					place: placeOf(base.profile.section, "credential_process"),
					// Only the program: the rest of a command line may hold anything.
					facts: [["Program", /^"[^"]*"|^\S*/.exec(base.origin.command)?.[0] ?? ""], ...calls],
				},
			};
		case "webIdentity":
			return {
				step: {
					kind: "credentials",
					title: `Assumes the role of ${base.name} with a web identity token`,
					place: placeOf(base.profile.section, "role_arn"),
					facts: present([
						["Calls", "AssumeRoleWithWebIdentity"],
						["STS", unsignedPost(context.endpoint)],
						["Token file", base.origin.tokenFile],
						...requestFacts(base.origin.role),
					]),
				},
			};
		case "sso":
			return ssoStep(base, calls, context);
		case "login":
			return {
				step: {
					kind: "credentials",
					title: `The console sign-in of ${base.name}`,
					place: placeOf(base.profile.section, "login_session"),
					facts: [
						["Session", base.origin.loginSession],
						["Reads", "the AWS CLI's sign-in cache, and refreshes it when it is about to expire"],
						...calls,
					],
				},
			};
	}
}

function keysStep(
	base: Extract<Base, { kind: "keys" | "storedKeys" }>,
	isLeaf: boolean,
	options: ExplainOptions,
): ExplainedStep {
	const { name, profile } = base;
	const mfa = isLeaf ? base.mfaSerial : undefined;
	const calls = mfa === undefined ? "GetCallerIdentity" : "GetSessionToken, then GetCallerIdentity";
	return {
		kind: "credentials",
		title: mfa === undefined ? `Access keys of ${name}` : `Temporary credentials of ${name}, with MFA`,
		place: placeOf(profile.section, "aws_access_key_id"),
		facts: present([
			["Access key", accessKeyIdOf(base)],
			["Kept in", base.kind === "keys" ? undefined : keptIn(base.stored)],
			["Calls", isLeaf ? calls : undefined],
			...(mfa === undefined ? [] : [mfaFact(mfa, base.mfaProcess, options)]),
		]),
	};
}

/** Where keys are that don't stand in the files, and since when. */
function keptIn({ since }: StoredKeyPair): string {
	return `VS Code's secret storage, since ${new Date(since).toISOString().slice(0, 10)}`;
}

/** `naming`: the profile that names the source. */
function ambientStep(
	{ name, source }: Extract<Base, { kind: "ambient" }>,
	naming: Profile | undefined,
	calls: readonly ExplainedFact[],
	context: ExplainContext,
): ExplainedStep {
	return {
		kind: "credentials",
		title: `Credentials of the ${name}`,
		...(naming === undefined ? {} : { place: placeOf(naming.section, "credential_source") }),
		facts: [["credential_source", source], ambientFact(source, context), ...calls],
	};
}

/** What the surroundings are asked by. */
function ambientFact(
	source: Extract<Base, { kind: "ambient" }>["source"],
	{ environment, leaf }: ExplainContext,
): ExplainedFact {
	switch (source) {
		case "Environment":
			return ["Reads", "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, if it is set"];
		case "Ec2InstanceMetadata": {
			if (environment["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") {
				return ["Asks", "nothing: AWS_EC2_METADATA_DISABLED switches it off"];
			}
			const setting = (key: string): string | undefined =>
				environment[`AWS_${key.toUpperCase()}`] || settingOf(leaf.section, key);
			const own = setting("ec2_metadata_service_endpoint");
			if (own !== undefined) {
				return ["Asks", `${displayUrl(own)} (ec2_metadata_service_endpoint)`];
			}
			const mode = setting("ec2_metadata_service_endpoint_mode");
			return ["Asks", mode?.toLowerCase() === "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"];
		}
		case "EcsContainer": {
			// Only the variable's name: what it holds can be a secret.
			const names = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
			const set = names.find((name) => environment[name]);
			return ["Asks", set === undefined ? `${names.join(" or ")}: neither is set` : `what ${set} names`];
		}
	}
}

function ssoStep(
	base: Extract<Base, { kind: "sso" }>,
	calls: readonly ExplainedFact[],
	{ config, environment, leaf, portalEndpoint }: ExplainContext,
): BaseStep {
	const settings = readSsoSettings(base.profile, base.origin, config);
	const portal =
		settings.kind === "broken"
			? undefined
			: portalEndpoint(endpointParameters("sso", settings.region, leaf.section, config, environment));
	const problem =
		settings.kind === "broken"
			? { message: settings.message, place: settings.place }
			: typeof portal === "string"
				? { message: portal, place: leaf.place }
				: undefined;
	return {
		step: {
			kind: "credentials",
			title: `IAM Identity Center, as ${base.name} signs in`,
			place: placeOf(base.profile.section, "sso_account_id"),
			facts: present([
				["Session", base.origin.session],
				["Start URL", settings.kind === "broken" ? base.origin.startUrl : settings.startUrl],
				["sso_region", settings.kind === "broken" ? undefined : settings.region],
				["Account", base.origin.account],
				["Role", base.origin.roleName],
				["Reads", "the AWS CLI's token cache; then GetRoleCredentials"],
				["Portal", typeof portal === "object" ? `GET ${displayUrl(portal.url)}` : undefined],
				...calls,
			]),
		},
		...(problem === undefined ? {} : { problem }),
	};
}

function hopStep({ profile, role }: Hop, options: ExplainOptions): ExplainedStep {
	const { mfaSerial, mfaProcess } = role;
	return {
		kind: "credentials",
		title: `Assumes the role of ${profile.name}`,
		place: placeOf(profile.section, "role_arn"),
		facts: present([
			["Calls", "AssumeRole"],
			...requestFacts(role),
			["ExternalId", role.externalId],
			["SerialNumber", mfaSerial],
			...(mfaSerial === undefined ? [] : [mfaFact(mfaSerial, mfaProcess, options)]),
		]),
	};
}

/** What every way of assuming a role asks for. */
function requestFacts({ roleArn, sessionName, durationSeconds }: RoleSettings): ExplainedFact[] {
	return [
		["RoleArn", roleArn],
		["RoleSessionName", sessionName ?? "your user name"],
		["DurationSeconds", durationSeconds?.toString() ?? "3600 (STS's default)"],
	];
}

/** Where a device's code comes from, in the order in which they are tried. */
function mfaFact(
	serial: string,
	mfaProcess: MfaProcess | undefined,
	{ storedDevices = [] }: ExplainOptions,
): ExplainedFact {
	const ways = [
		...(mfaProcess === undefined ? [] : ["runs mfa_process"]),
		...(storedDevices.includes(serial) ? ["a stored secret's code"] : []),
		`asks for a code of MFA device ${mfaDeviceName(serial)}`,
	].join(", else ");
	return mfaProcess === undefined ? ["MFA", ways] : ["MFA", ways, mfaProcess.place];
}

function present(
	facts: readonly (ExplainedFact | readonly [name: string, value: string | undefined])[],
): ExplainedFact[] {
	return facts.filter((fact): fact is ExplainedFact => fact[1] !== undefined);
}
