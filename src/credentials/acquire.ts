import type { StsClient } from "../aws/sts.ts";
import type { Identity } from "../core/arn.ts";
import { type Chain, resolveChain } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import {
	chooseRegion,
	type Environment,
	type RegionChoice,
	stsEndpointParameters,
} from "../core/endpointSettings.ts";
import { SessionsError } from "../core/errors.ts";
import type { SessionRequest } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { resolveStsEndpoint } from "../core/stsEndpoint.ts";
import { assumeRole, type RoleHop } from "./assumeRole.ts";
import type { AcquireContext, Interaction } from "./context.ts";
import type { MfaCodes } from "./mfaCodes.ts";
import { baseCredentials } from "./sources.ts";
import { sessionTokenWithMfa } from "./staticKeys.ts";

/** Credentials, and everything worth knowing about how they came. */
export interface Acquired {
	readonly credentials: Credentials;
	readonly identity: Identity;
	readonly roleArn?: string;
	/** The profiles it came through, from the source to the leaf. */
	readonly source: readonly string[];
	/** Where STS was called, and who said so. */
	readonly region: RegionChoice;
}

export interface AcquireOptions {
	readonly config: SharedConfig;
	readonly environment: Environment;
	readonly sts: StsClient;
	readonly mfaCodes: MfaCodes;
	readonly defaultSessionName: string;
	readonly interaction: Interaction;
}

/**
 * Gets the credentials of a request, assuming each role on the way.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function acquire(request: SessionRequest, options: AcquireOptions): Promise<Acquired> {
	const chain = resolvedChain(
		options.config,
		request.kind === "profile" ? request.profile : request.sourceProfile,
	);
	const askedRegion = request.kind === "role" ? request.region : undefined;
	const region = chooseRegion(askedRegion, chain.profile.section, options.environment);
	const endpoint = resolveStsEndpoint(
		stsEndpointParameters(region.region, chain.profile.section, options.config, options.environment),
	);
	if (typeof endpoint === "string") {
		throw new SessionsError("InvalidEndpoint", `Profile '${chain.profile.name}': ${endpoint}`, {
			remedies: [{ kind: "openFile", place: chain.profile.place }],
		});
	}
	const context: AcquireContext = { ...options, endpoint };
	const hops: RoleHop[] = request.kind === "role" ? [...chain.hops, hopByHand(request)] : [...chain.hops];
	const { base } = chain;

	if (hops.length === 0 && base.kind === "keys" && base.mfaSerial !== undefined) {
		const credentials = await sessionTokenWithMfa(base, base.mfaSerial, context);
		return {
			...(await identify(credentials, base.profile.name, context)),
			source: [base.profile.name],
			region,
		};
	}
	let caller = { name: base.profile.name, credentials: await baseCredentials(base) };
	let identity: Identity | undefined;
	for (const hop of hops) {
		const assumed = await assumeRole(hop, caller, context);
		caller = { name: hop.profile.name, credentials: assumed.credentials };
		identity = assumed.identity;
	}
	const source = [base.profile.name, ...hops.map(({ profile }) => profile.name)];
	const roleArn = hops.at(-1)?.role.roleArn;
	return identity === undefined
		? { ...(await identify(caller.credentials, caller.name, context)), source, region }
		: {
				credentials: caller.credentials,
				identity,
				source: [...new Set(source)],
				region,
				...(roleArn === undefined ? {} : { roleArn }),
			};
}

/** Keys say nothing of who they are: STS is asked. */
async function identify(
	credentials: Credentials,
	caller: string,
	{ sts, endpoint, interaction }: AcquireContext,
): Promise<{ credentials: Credentials; identity: Identity }> {
	interaction.working(`Checking the keys of ${caller}`);
	const { signal } = interaction;
	return { credentials, identity: await sts.getCallerIdentity({ endpoint, credentials, caller, signal }) };
}

function hopByHand(request: Extract<SessionRequest, { kind: "role" }>): RoleHop {
	return {
		profile: { name: request.roleArn.slice(request.roleArn.lastIndexOf("/") + 1) },
		role: request,
	};
}

function resolvedChain(config: SharedConfig, profile: string): Chain {
	const resolution = resolveChain(config, profile);
	if (resolution.kind === "chain") {
		return resolution;
	}
	const { code, message, place } = resolution;
	throw new SessionsError(code, message, {
		remedies: [place === undefined ? { kind: "openConfig" } : { kind: "openFile", place }],
	});
}
