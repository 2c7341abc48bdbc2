import type { SendHttp } from "../aws/http.ts";
import type { Identity } from "../core/arn.ts";
import { ambientBase, type Base } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import type { RegionChoice } from "../core/endpointSettings.ts";
import type { Profile } from "../core/profile.ts";
import { type SessionRequest, sessionName } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { assumeRole, type RoleHop } from "./assumeRole.ts";
import type { AcquireContext } from "./context.ts";
import { endpointOf, networkOf } from "./endpoint.ts";
import { requireChain } from "./requireChain.ts";
import { sessionTokenWithMfa } from "./sessionToken.ts";
import { sourceCredentials } from "./sources.ts";

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

/** What acquiring needs beside the request; the rest of the context follows from the request. */
export type AcquireOptions = Omit<AcquireContext, "endpoint" | "network" | "leaf">;

/**
 * Gets the credentials of a request, assuming each role on the way.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function acquire(request: SessionRequest, options: AcquireOptions): Promise<Acquired> {
	const { base, hops, leaf } = path(request, options.config);
	const askedRegion = request.kind === "role" ? request.region : undefined;
	const { endpoint, region } = endpointOf(leaf, askedRegion, options.config, options.environment);
	const network = await networkOf(leaf, options.environment);
	const send: SendHttp = (message, sendOptions) => options.send(message, { ...network, ...sendOptions });
	const context: AcquireContext = { ...options, send, endpoint, network, leaf };
	const source = [...new Set([base.name, ...hops.map(({ profile }) => profile.name)])];

	if (hops.length === 0 && base.kind === "keys" && base.mfaSerial !== undefined) {
		const credentials = await sessionTokenWithMfa(base, base.mfaSerial, context);
		return { ...(await identify(credentials, base.name, context)), source, region };
	}
	const start = await sourceCredentials(base, context);
	let caller = { name: base.name, credentials: start.credentials };
	let identity = start.identity;
	const devices = new Set<string>();
	for (const hop of hops) {
		const assumed = await assumeRole(oncePerDevice(hop, devices), caller, context);
		caller = { name: hop.profile.name, credentials: assumed.credentials };
		identity = assumed.identity;
	}
	const roleArn = hops.at(-1)?.role.roleArn ?? start.roleArn;
	const known =
		identity === undefined ? await identify(caller.credentials, caller.name, context) : { identity };
	return {
		...known,
		credentials: caller.credentials,
		source,
		region,
		...(roleArn === undefined ? {} : { roleArn }),
	};
}

/**
 * A device that a hop before has asked for is not asked for again: its code is spent, and the role that makes
 * this call has no device, only users do.
 */
function oncePerDevice(hop: RoleHop, devices: Set<string>): RoleHop {
	const { mfaSerial, mfaProcess: _, ...role } = hop.role;
	if (mfaSerial === undefined || !devices.has(mfaSerial)) {
		devices.add(mfaSerial ?? "");
		return hop;
	}
	return { ...hop, role };
}

interface Path {
	readonly base: Base;
	readonly hops: readonly RoleHop[];
	/** The profile whose region and endpoint count. */
	readonly leaf: Profile | undefined;
}

function path(request: SessionRequest, config: SharedConfig): Path {
	if (request.kind === "ambient") {
		return { base: ambientBase(request.source), hops: [], leaf: undefined };
	}
	if (request.kind === "profile") {
		const { base, hops, profile } = requireChain(config, request.profile);
		return { base, hops, leaf: profile };
	}
	const { base, hops, profile } = requireChain(config, request.sourceProfile);
	return { base, hops: [...hops, hopByHand(request)], leaf: profile };
}

/** Keys say nothing of who they are: STS is asked. */
async function identify(
	credentials: Credentials,
	caller: string,
	{ sts, endpoint, network, interaction }: AcquireContext,
): Promise<{ credentials: Credentials; identity: Identity }> {
	interaction.working(`Checking the keys of ${caller}`);
	const { signal } = interaction;
	return {
		credentials,
		identity: await sts.getCallerIdentity({ endpoint, network, credentials, caller, signal }),
	};
}

function hopByHand(request: Extract<SessionRequest, { kind: "role" }>): RoleHop {
	return {
		profile: { name: sessionName(request) },
		role: request,
	};
}
