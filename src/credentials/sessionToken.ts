import type { Base } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import type { AcquireContext } from "./context.ts";
import { asCredentials } from "./staticKeys.ts";
import { withMfaCode } from "./withMfaCode.ts";

/** A user profile with an MFA device of its own: its keys buy temporary ones that carry the MFA. */
export function sessionTokenWithMfa(
	base: Extract<Base, { kind: "keys" }>,
	serial: string,
	context: AcquireContext,
): Promise<Credentials> {
	const caller = base.name;
	return withMfaCode({ serial, profile: caller }, base.mfaProcess, context, (tokenCode) => {
		context.interaction.working(`Getting a session for ${caller}`);
		return context.sts.getSessionToken(
			{ serialNumber: serial, tokenCode },
			{
				endpoint: context.endpoint,
				network: context.network,
				credentials: asCredentials(base.keys),
				caller,
				signal: context.interaction.signal,
			},
		);
	});
}
