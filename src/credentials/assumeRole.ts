import type { AssumeRoleOutput } from "../aws/sts.ts";
import type { Hop } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Secret } from "../core/secret.ts";
import type { AcquireContext } from "./context.ts";
import { withMfaCode } from "./withMfaCode.ts";

/** A role to assume, and the profile (or role by hand) that asks for it. */
export type RoleHop = Pick<Hop, "role"> & { readonly profile: { readonly name: string } };

/** Assumes one role of a chain with the credentials of the hop before. */
export function assumeRole(
	{ role, profile }: RoleHop,
	caller: { readonly name: string; readonly credentials: Credentials },
	context: AcquireContext,
): Promise<AssumeRoleOutput> {
	const send = (tokenCode?: Secret): Promise<AssumeRoleOutput> => {
		context.interaction.working(`Assuming ${profile.name}`);
		return context.sts.assumeRole(
			{
				roleArn: role.roleArn,
				roleSessionName: role.sessionName ?? context.defaultSessionName,
				durationSeconds: role.durationSeconds,
				externalId: role.externalId,
				...(role.mfaSerial === undefined ? {} : { serialNumber: role.mfaSerial, tokenCode }),
			},
			{
				endpoint: context.endpoint,
				network: context.network,
				credentials: caller.credentials,
				caller: caller.name,
				signal: context.interaction.signal,
			},
		);
	};
	return role.mfaSerial === undefined
		? send()
		: withMfaCode(
				{ serial: role.mfaSerial, profile: profile.name, roleArn: role.roleArn },
				role.mfaProcess,
				context,
				send,
			);
}
