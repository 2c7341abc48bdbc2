import type { FederationTokenRequest } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { ownKeysOf, requireLongTermKeys } from "../longTermKeys.ts";
import type { Outcome } from "./acquire.ts";
import { packedNotes } from "./packedNotes.ts";

const operation = "GetFederationToken";

/** GetFederationToken: for a user's long-term keys. */
export async function federationToken(
	{ profile, name, policy, policyArns, tags, durationSeconds }: FederationTokenRequest,
	context: AcquireContext,
): Promise<Outcome> {
	const { sts, endpoint, network, interaction } = context;
	const keys = await ownKeysOf(requireLongTermKeys(profile, operation, context), operation, context);
	interaction.working(`Getting a session for ${name}`);
	const { credentials, identity, ...rest } = await sts.getFederationToken(
		{ name, policy, policyArns, tags, durationSeconds },
		{
			endpoint,
			network,
			credentials: keys,
			caller: profile,
			signal: interaction.signal,
		},
	);
	const hasPolicy = policy !== undefined || (policyArns ?? []).length > 0;
	return {
		credentials,
		identity,
		source: [profile],
		notes: [
			...(hasPolicy ? [] : ["Without a policy it may do nothing, except where a resource's policy names it"]),
			"It can't call IAM, and in STS GetCallerIdentity only",
			...packedNotes(rest),
		],
	};
}
