import { type RootRequest, rootAccount } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { endpointOf, regionalPlace } from "../endpoint.ts";
import type { Outcome } from "./acquire.ts";
import { callerOf } from "./profileSession.ts";

/** AssumeRoot: a member account's root user for one task. On a regional endpoint, as it has no other. */
export async function rootSession(request: RootRequest, context: AcquireContext): Promise<Outcome> {
	const { profile, targetPrincipal, taskPolicyArn, durationSeconds } = request;
	const { sts, network, interaction, leaf, config, environment } = context;
	const { endpoint, region } = regionalPlace(endpointOf(leaf, request.region, config, environment));
	const { end, source } = await callerOf(profile, context);
	const account = rootAccount(request);
	interaction.working(`Assuming root in ${account}`);
	const { credentials } = await sts.assumeRoot(
		{ targetPrincipal, taskPolicyArn, durationSeconds },
		{
			endpoint,
			network,
			credentials: end.credentials,
			caller: end.name,
			signal: interaction.signal,
		},
	);
	return {
		credentials,
		identity: { account, arn: `arn:${partition(taskPolicyArn)}:iam::${account}:root`, user: "root" },
		region,
		source: [...source, `root@${account}`],
		notes: [`It may do one task: ${taskPolicyArn.slice(taskPolicyArn.lastIndexOf("/") + 1)}`],
	};
}

function partition(arn: string): string {
	return arn.split(":")[1] ?? "aws";
}
