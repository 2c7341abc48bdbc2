import type { StsClient } from "../aws/sts/sts.ts";
import type { Identity } from "../core/places/arn.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { Session } from "../core/session/session.ts";
import { type CallContext, callOf } from "./callOf.ts";

export interface WhoAmIOptions extends CallContext {
	readonly sts: StsClient;
}

/** Asks AWS who a session's credentials are. @throws SessionsError by reason and remedy; CancelledError */
export async function whoAmI(
	session: Session,
	credentials: Credentials,
	{ sts, ...context }: WhoAmIOptions,
): Promise<Identity> {
	const { call } = await callOf(session, credentials, context);
	return sts.getCallerIdentity(call);
}
