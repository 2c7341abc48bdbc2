import { mfaDeviceName } from "./arn.ts";
import { type Base, type Hop, resolveChain } from "./chain.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "./endpointSettings.ts";
import { networkSettings } from "./networkSettings.ts";
import type { Place } from "./place.ts";
import { placeOf, type RoleSettings } from "./profile.ts";
import type { SharedConfig } from "./sharedConfig.ts";
import { resolveStsEndpoint } from "./stsEndpoint.ts";

/** One step on the way to a profile's credentials. */
export interface ExplainedStep {
	readonly title: string;
	/** Where the files say so. */
	readonly place?: Place;
	readonly facts: readonly (readonly [name: string, value: string])[];
}

/** How a profile resolves, step by step; with what stops it, if anything does. */
export interface Explanation {
	readonly profile: string;
	readonly steps: readonly ExplainedStep[];
	readonly problem?: { readonly message: string; readonly place: Place | undefined };
}

/** Says how a profile's credentials come about, by the rules that getting them follows. Runs and sends nothing. */
export function explainProfile(name: string, config: SharedConfig, environment: Environment): Explanation {
	const resolution = resolveChain(config, name);
	if (resolution.kind === "broken") {
		const { message, place } = resolution;
		return { profile: name, steps: [], problem: { message, place } };
	}
	const { base, hops, profile } = resolution;
	const region = chooseRegion(undefined, profile.section, environment);
	const endpoint = resolveStsEndpoint(
		stsEndpointParameters(region.region, profile.section, config, environment),
	);
	const calls =
		typeof endpoint === "string" ? undefined : `POST ${endpoint.url}, signed for ${endpoint.signingRegion}`;
	const { caBundle, connectTimeout } = networkSettings(profile.section, environment);
	const way: ExplainedStep = {
		title: "The way to AWS",
		place: placeOf(profile.section, "region"),
		facts: present([
			["Region", `${region.region} (${regionOrigin(region)})`],
			["STS", calls],
			["CA bundle", caBundle],
			["Connect time-out", connectTimeout === undefined ? undefined : `${connectTimeout / 1000} s`],
		]),
	};
	const steps = [way, baseStep(base, hops.length === 0), ...hops.map(hopStep)];
	return {
		profile: name,
		steps,
		...(typeof endpoint === "string" ? { problem: { message: endpoint, place: profile.place } } : {}),
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

function baseStep(base: Base, isLeaf: boolean): ExplainedStep {
	switch (base.kind) {
		case "keys": {
			const mfa = isLeaf ? base.mfaSerial : undefined;
			return {
				title:
					mfa === undefined
						? `Access keys of ${base.name}`
						: `Temporary credentials of ${base.name}, with MFA`,
				place: placeOf(base.profile.section, "aws_access_key_id"),
				facts: present([
					["Access key", base.keys.accessKeyId],
					[
						"Calls",
						isLeaf
							? mfa === undefined
								? "GetCallerIdentity"
								: "GetSessionToken, then GetCallerIdentity"
							: undefined,
					],
					["Asks for", mfa === undefined ? undefined : mfaQuestion(mfa)],
				]),
			};
		}
		case "ambient":
			return { title: `Credentials of the ${base.name}`, facts: [["credential_source", base.source]] };
		case "process":
			return {
				title: `Runs the credential_process of ${base.name}`,
				place: placeOf(base.profile.section, "credential_process"),
				// Only the program: the rest of a command line may hold anything.
				facts: [["Program", /^"[^"]*"|^\S*/.exec(base.origin.command)?.[0] ?? ""]],
			};
		case "webIdentity":
			return {
				title: `Assumes the role of ${base.name} with a web identity token`,
				place: placeOf(base.profile.section, "role_arn"),
				facts: [
					["Calls", "AssumeRoleWithWebIdentity, not signed"],
					["Token file", base.origin.tokenFile],
					...roleFacts(base.origin.role),
				],
			};
		case "sso":
			return {
				title: `IAM Identity Center, as ${base.name} signs in`,
				place: placeOf(base.profile.section, "sso_account_id"),
				facts: present([
					["Session", base.origin.session],
					["Start URL", base.origin.startUrl],
					["Account", base.origin.account],
					["Role", base.origin.roleName],
					["Reads", "the AWS CLI's token cache; then GetRoleCredentials"],
				]),
			};
		case "login":
			return {
				title: `The console sign-in of ${base.name}`,
				place: placeOf(base.profile.section, "login_session"),
				facts: [
					["Session", base.origin.loginSession],
					["Reads", "the AWS CLI's sign-in cache, and refreshes it when it is about to expire"],
				],
			};
	}
}

function hopStep({ profile, role }: Hop): ExplainedStep {
	return {
		title: `Assumes the role of ${profile.name}`,
		place: placeOf(profile.section, "role_arn"),
		facts: [["Calls", "AssumeRole"], ...roleFacts(role)],
	};
}

function roleFacts(role: RoleSettings): (readonly [string, string])[] {
	return present([
		["RoleArn", role.roleArn],
		["RoleSessionName", role.sessionName ?? "your user name"],
		["DurationSeconds", role.durationSeconds?.toString() ?? "3600 (STS's default)"],
		["ExternalId", role.externalId],
		["SerialNumber", role.mfaSerial],
		["Asks for", role.mfaSerial === undefined ? undefined : mfaQuestion(role.mfaSerial)],
	]);
}

function mfaQuestion(serial: string): string {
	return `a code of MFA device ${mfaDeviceName(serial)}`;
}

function present(facts: readonly (readonly [string, string | undefined])[]): (readonly [string, string])[] {
	return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
}
