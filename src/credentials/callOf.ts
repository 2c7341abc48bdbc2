import type { StsCall } from "../aws/sts/stsTransport.ts";
import type { Environment, RegionChoice } from "../core/config/endpointSettings.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { Session } from "../core/session/session.ts";
import { endpointOf, networkOf, regionalPlace } from "./endpoint.ts";
import { leafOf } from "./leafOf.ts";
import { signInPlace } from "./operations/signInPlace.ts";

export interface CallContext {
	readonly config: SharedConfig;
	readonly environment: Environment;
	readonly signal: AbortSignal;
}

/** How STS is called with a session's credentials. */
export interface SessionCall {
	readonly call: StsCall;
	/** Where, and who said so. */
	readonly region: RegionChoice;
}

/**
 * How STS is called with a session's credentials: where and over which network is for its profile to say.
 * @throws SessionsError by reason and remedy
 */
export async function callOf(
	session: Session,
	credentials: Credentials,
	{ config, environment, signal }: CallContext,
): Promise<SessionCall> {
	const { request, region: asked } = session;
	const leaf = leafOf(request, config, environment);
	const { endpoint, region } =
		signInPlace(request, asked, leaf, config, environment) ?? endpointOf(leaf, asked, config, environment);
	const network = await networkOf(leaf, environment);
	const caller = { words: `session ${session.name}` };
	return { call: { endpoint, network, credentials, caller, signal }, region };
}

/**
 * The same call at a regional endpoint, for operations that the global one does not have.
 * @throws SessionsError `InvalidEndpoint`
 */
export function regionalCall({ call, region: asked }: SessionCall): SessionCall {
	const { endpoint, region } = regionalPlace({ endpoint: call.endpoint, region: asked });
	return { call: { ...call, endpoint }, region };
}
