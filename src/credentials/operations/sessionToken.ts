import type { TemporaryCredentials } from "../../aws/sts/stsOperations.ts";
import type { StaticKeys } from "../../core/config/profile.ts";
import type { SessionTokenRequest } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import { type KeysBase, keysOf, requireLongTermKeys } from "../longTermKeys.ts";
import { withMfaCode } from "../mfa/withMfaCode.ts";
import { asCredentials } from "../sources/staticKeys.ts";
import type { Outcome } from "./acquire.ts";

/** What can be asked of GetSessionToken beside the device. */
type Asked = Pick<SessionTokenRequest, "durationSeconds">;

/** GetSessionToken by itself: for a user's long-term keys, with MFA where there is a device. */
export async function sessionToken(
	{ profile, mfaSerial, durationSeconds }: SessionTokenRequest,
	context: AcquireContext,
): Promise<Outcome> {
	const base = requireLongTermKeys(profile, "GetSessionToken", context);
	const serial = mfaSerial === false ? undefined : (mfaSerial ?? base.mfaSerial);
	const asked: Asked = durationSeconds === undefined ? {} : { durationSeconds };
	return {
		credentials:
			serial === undefined
				? await getSessionToken(base.name, await keysOf(base, context), {}, asked, context)
				: await sessionTokenWithMfa(base, serial, asked, context),
		source: [profile],
		notes: [
			"In STS it can call AssumeRole and GetCallerIdentity only",
			...(serial === undefined
				? ["Without MFA in it, it can't call IAM, nor what a policy allows with MFA only"]
				: []),
		],
	};
}

/** A user profile with an MFA device of its own: its keys buy temporary ones that carry the MFA. */
export async function sessionTokenWithMfa(
	base: KeysBase,
	serial: string,
	asked: Asked,
	context: AcquireContext,
): Promise<TemporaryCredentials> {
	// The profile's command gives codes of the profile's own device.
	const mfaProcess = serial === base.mfaSerial ? base.mfaProcess : undefined;
	// Before a code is asked for: without keys it would be for nothing.
	const keys = await keysOf(base, context);
	return withMfaCode({ serial, profile: base.name }, mfaProcess, context, (tokenCode) =>
		getSessionToken(base.name, keys, { serialNumber: serial, tokenCode }, asked, context),
	);
}

function getSessionToken(
	name: string,
	keys: StaticKeys,
	mfa: { readonly serialNumber?: string; readonly tokenCode?: Secret },
	asked: Asked,
	{ sts, endpoint, network, interaction }: AcquireContext,
): Promise<TemporaryCredentials> {
	interaction.working(`Getting a session for ${name}`);
	const { signal } = interaction;
	return sts.getSessionToken(
		{ ...asked, ...mfa },
		{ endpoint, network, credentials: asCredentials(keys), caller: name, signal },
	);
}
