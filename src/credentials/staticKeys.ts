import type { Base } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import type { AcquireContext } from "./context.ts";
import { withMfaCode } from "./withMfaCode.ts";

type KeysBase = Extract<Base, { kind: "keys" }>;

/** The keys as they stand in the file. */
export function staticKeys({ keys }: KeysBase): Credentials {
	return {
		accessKeyId: keys.accessKeyId,
		secretAccessKey: keys.secretAccessKey,
		...(keys.sessionToken === undefined ? {} : { sessionToken: keys.sessionToken }),
	};
}

/** A user profile with an MFA device of its own: its keys buy temporary ones that carry the MFA. */
export function sessionTokenWithMfa(
	base: KeysBase,
	serial: string,
	context: AcquireContext,
): Promise<Credentials> {
	const caller = base.profile.name;
	return withMfaCode({ serial, profile: caller }, context, (tokenCode) => {
		context.interaction.working(`Getting a session for ${caller}`);
		return context.sts.getSessionToken(
			{ serialNumber: serial, tokenCode },
			{
				endpoint: context.endpoint,
				credentials: staticKeys(base),
				caller,
				signal: context.interaction.signal,
			},
		);
	});
}
