import type { Base, Hop } from "../config/chain.ts";
import { endpointParameters } from "../config/endpointSettings.ts";
import { accessKeyIdOf, type Profile, placeOf } from "../config/profile.ts";
import { type StoredKeyPair, settingOf } from "../config/sharedConfig.ts";
import { readSsoSettings } from "../config/ssoSettings.ts";
import { displayUrl } from "../places/displayUrl.ts";

import {
	type BaseStep,
	type ExplainContext,
	type ExplainedFact,
	type ExplainedStep,
	type ExplainOptions,
	mfaFact,
	present,
	requestFacts,
	unsignedPost,
} from "./explainFacts.ts";

/** Says how a kind of origin gives the credentials that a chain begins with, and what stops it. */
export function baseStep(base: Base, hops: readonly Hop[], context: ExplainContext): BaseStep {
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
