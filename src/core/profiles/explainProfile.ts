import { type Hop, type Resolution, resolveChain } from "../config/chain.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../config/endpointSettings.ts";
import { networkSettings } from "../config/networkSettings.ts";
import { placeOf, readProfile } from "../config/profile.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { resolveStsEndpoint } from "../places/stsEndpoint.ts";

import { baseStep } from "./explainBase.ts";
import {
	type ExplainContext,
	type ExplainedStep,
	type ExplainOptions,
	type Explanation,
	mfaFact,
	present,
	requestFacts,
	signedPost,
	unsignedPost,
} from "./explainFacts.ts";

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
