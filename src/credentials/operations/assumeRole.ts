import type { AssumeRoleOutput } from "../../aws/sts/stsOperations.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import { assumeWithMfa } from "../mfa/mfaSession.ts";
import type { RoleCaller, RoleHop } from "./roleHop.ts";

/** Assumes one role of a chain with the credentials of the hop before. */
export function assumeRole(
	hop: RoleHop,
	caller: RoleCaller,
	context: AcquireContext,
): Promise<AssumeRoleOutput> {
	const { role, profile } = hop;
	const send = (credentials: Credentials, tokenCode?: Secret): Promise<AssumeRoleOutput> => {
		context.interaction.working(`Assuming ${profile.name}`);
		return context.sts.assumeRole(
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
	};
	if (role.mfaSerial === undefined) {
		return send(caller.credentials);
	}
	const question = { serial: role.mfaSerial, profile: profile.name, roleArn: role.roleArn };
	return assumeWithMfa({ hop, caller, question, send }, context);
}
