import type { AssumeRoleOutput } from "../aws/stsOperations.ts";
import type { Credentials } from "../core/credentials.ts";
import { SessionsError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { chainedLimit } from "../core/sessionDuration.ts";
import type { AcquireContext, MfaQuestion, MfaSessions } from "./context.ts";
import type { RoleCaller, RoleHop } from "./roleHop.ts";
import { tryMfaCodes, withMfaCode } from "./withMfaCode.ts";

/** What assuming one role with MFA needs. */
export interface MfaHop {
	readonly hop: RoleHop;
	readonly caller: RoleCaller;
	readonly question: MfaQuestion;
	/** Assumes the role: directly, with a code, or with an MFA session's credentials. */
	readonly send: (credentials: Credentials, code?: Secret) => Promise<AssumeRoleOutput>;
}

/**
 * Assumes a role that asks for MFA: with the user's MFA session where that can work, which a code buys when there is
 * none; else directly with a code. A session that lives for more than an hour can't be had by an MFA session, and one
 * whose role demands a younger MFA is refused with it: both go direct.
 */
export async function assumeWithMfa(mfaHop: MfaHop, context: AcquireContext): Promise<AssumeRoleOutput> {
	const { hop, caller, question, send } = mfaHop;
	const direct = (): Promise<AssumeRoleOutput> =>
		withMfaCode(question, hop.role.mfaProcess, context, (code) => send(caller.credentials, code));
	const { mfaSessions } = context;
	const isPossible =
		caller.credentials.sessionToken === undefined &&
		(hop.role.durationSeconds ?? chainedLimit) <= chainedLimit;
	if (mfaSessions === undefined || !isPossible || !mfaSessions.isShared(hop.profile.name)) {
		return direct();
	}
	const { accessKeyId } = caller.credentials;
	const kept = await mfaSessions.get(accessKeyId, question.serial);
	if (kept === undefined) {
		return send(await buy(mfaHop, mfaSessions, context));
	}
	try {
		return await send(kept);
	} catch (error) {
		if (!(error instanceof SessionsError)) {
			throw error;
		}
		if (error.code === "CredentialsExpired" || error.code === "InvalidKeys") {
			await mfaSessions.remove(accessKeyId, question.serial);
			return direct();
		}
		// Its trust policy may want an MFA that is younger than the session's.
		if (error.code === "AccessDenied" || error.code === "MfaRequired") {
			return direct();
		}
		throw error;
	}
}

/** Buys an MFA session with a code, unless another role has in the meantime. */
function buy(
	{ hop, caller, question }: MfaHop,
	mfaSessions: MfaSessions,
	context: AcquireContext,
): Promise<Credentials> {
	const { sts, endpoint, network, interaction, mfaCodes } = context;
	const { accessKeyId } = caller.credentials;
	const { serial } = question;
	const { signal } = interaction;
	return mfaCodes.oneAtATime(serial, signal, async () => {
		const kept = await mfaSessions.get(accessKeyId, serial);
		if (kept !== undefined) {
			return kept;
		}
		const credentials = await tryMfaCodes(question, hop.role.mfaProcess, context, (tokenCode) => {
			interaction.working(`Getting an MFA session for ${caller.name}`);
			return sts.getSessionToken(
				{ serialNumber: serial, tokenCode, durationSeconds: mfaSessions.duration },
				{ endpoint, network, credentials: caller.credentials, caller: caller.name, signal },
			);
		});
		await mfaSessions.keep(accessKeyId, serial, credentials);
		return credentials;
	});
}
