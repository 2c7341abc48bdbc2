import type { StsClient } from "../aws/sts.ts";
import type { Identity } from "../core/arn.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Environment } from "../core/endpointSettings.ts";
import type { Session } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { endpointOf, networkOf } from "./endpoint.ts";
import { requireChain } from "./requireChain.ts";

export interface WhoAmIOptions {
	readonly config: SharedConfig;
	readonly environment: Environment;
	readonly sts: StsClient;
	readonly signal: AbortSignal;
}

/** Asks AWS who a session's credentials are. @throws SessionsError by reason and remedy; CancelledError */
export async function whoAmI(
	session: Session,
	credentials: Credentials,
	{ config, environment, sts, signal }: WhoAmIOptions,
): Promise<Identity> {
	const { request } = session;
	const leaf =
		request.kind === "ambient"
			? undefined
			: requireChain(config, request.kind === "role" ? request.sourceProfile : request.profile).profile;
	const { endpoint } = endpointOf(leaf, session.region, config, environment);
	const network = await networkOf(leaf, environment);
	return sts.getCallerIdentity({ endpoint, network, credentials, caller: session.name, signal });
}
