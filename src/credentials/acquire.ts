import type { StsClient } from "../aws/sts.ts";
import type { Identity } from "../core/arn.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Environment, RegionChoice } from "../core/endpointSettings.ts";
import type { SessionRequest } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { assumeRole, type RoleHop } from "./assumeRole.ts";
import type { AcquireContext, Interaction } from "./context.ts";
import { endpointOf } from "./endpoint.ts";
import type { MfaCodes } from "./mfaCodes.ts";
import { requireChain } from "./requireChain.ts";
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
	const { config, environment } = options;
	const isByHand = request.kind === "role";
	const chain = requireChain(config, isByHand ? request.sourceProfile : request.profile);
	const { endpoint, region } = endpointOf(chain, isByHand ? request.region : undefined, config, environment);
	const context: AcquireContext = { ...options, endpoint };
	const hops: RoleHop[] = isByHand ? [...chain.hops, hopByHand(request)] : [...chain.hops];
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
