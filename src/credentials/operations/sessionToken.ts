import type { TemporaryCredentials } from "../../aws/sts/stsOperations.ts";
import { settingOf } from "../../core/config/sharedConfig.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { SessionTokenRequest } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import { type OwnKeysBase, ownKeysOf, requireLongTermKeys } from "../longTermKeys.ts";
import { withMfaCode } from "../mfa/withMfaCode.ts";
import type { Outcome } from "./acquire.ts";

const operation = "GetSessionToken";

/** What can be asked of GetSessionToken beside the device. */
type Asked = Pick<SessionTokenRequest, "durationSeconds">;

/** GetSessionToken by itself: for a user's long-term keys, with MFA where there is a device. */
export async function sessionToken(
	{ profile, mfaSerial, durationSeconds }: SessionTokenRequest,
	context: AcquireContext,
): Promise<Outcome> {
	const base = requireLongTermKeys(profile, operation, context);
	const serial = mfaSerial === false ? undefined : (mfaSerial ?? deviceOf(base));
	const asked: Asked = durationSeconds === undefined ? {} : { durationSeconds };
	return {
		credentials:
			serial === undefined
				? await getSessionToken(base.name, await ownKeysOf(base, operation, context), {}, asked, context)
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
	base: OwnKeysBase,
	serial: string,
	asked: Asked,
	context: AcquireContext,
): Promise<TemporaryCredentials> {
	// The profile's command gives codes of the profile's own device.
	const mfaProcess = base.kind !== "process" && serial === base.mfaSerial ? base.mfaProcess : undefined;
	// Before a code is asked for: without keys it would be for nothing.
	const keys = await ownKeysOf(base, operation, context);
	return withMfaCode({ serial, profile: base.name }, mfaProcess, context, (tokenCode) =>
		getSessionToken(base.name, keys, { serialNumber: serial, tokenCode }, asked, context),
	);
}

/** The device that the profile itself names. */
function deviceOf(base: OwnKeysBase): string | undefined {
	return base.kind === "process" ? settingOf(base.profile.section, "mfa_serial") : base.mfaSerial;
}

function getSessionToken(
	name: string,
	keys: Credentials,
	mfa: { readonly serialNumber?: string; readonly tokenCode?: Secret },
	asked: Asked,
	{ sts, endpoint, network, interaction }: AcquireContext,
): Promise<TemporaryCredentials> {
	interaction.working(`Getting a session for ${name}`);
	const { signal } = interaction;
	return sts.getSessionToken(
		{ ...asked, ...mfa },
		{ endpoint, network, credentials: keys, caller: name, signal },
	);
}
