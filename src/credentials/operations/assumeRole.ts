import type { Credentials } from "../../core/session/credentials.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import { assumeWithMfa } from "../mfa/mfaSession.ts";
import type { AssumedRole, RoleCaller, RoleHop } from "./roleHop.ts";

/** Assumes one role of a chain with the credentials of the hop before. */
export function assumeRole(hop: RoleHop, caller: RoleCaller, context: AcquireContext): Promise<AssumedRole> {
	const { role, profile } = hop;
	const send = async (credentials: Credentials, tokenCode?: Secret): Promise<AssumedRole> => {
		context.interaction.working(`Assuming ${profile.name}`);
		const assumed = await context.sts.assumeRole(
			{
				roleArn: role.roleArn,
				roleSessionName: role.sessionName ?? context.defaultSessionName,
				durationSeconds: role.durationSeconds,
				externalId: role.externalId,
				policy: role.policy,
				policyArns: role.policyArns,
				tags: role.tags,
				transitiveTagKeys: role.transitiveTagKeys,
				sourceIdentity: role.sourceIdentity,
				...(tokenCode === undefined ? {} : { serialNumber: role.mfaSerial, tokenCode }),
			},
			{
				endpoint: context.endpoint,
				network: context.network,
				credentials,
				caller: caller.name,
				signal: context.interaction.signal,
			},
		);
		return { ...assumed, isUnchained: credentials.sessionToken === undefined };
	};
	if (role.mfaSerial === undefined) {
		return send(caller.credentials);
	}
	const question = { serial: role.mfaSerial, profile: profile.name, roleArn: role.roleArn };
	return assumeWithMfa({ hop, caller, question, send }, context);
}
