import type { MfaProcess } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { chainedLimit } from "../../core/session/sessionDuration.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext, MfaQuestion, MfaSessions } from "../context.ts";
import type { AssumedRole, RoleCaller, RoleHop } from "../operations/roleHop.ts";
import { keptMfaSessions } from "./keptMfaSessions.ts";
import { inTurn, tryMfaCodes, withMfaCode } from "./withMfaCode.ts";

/** What assuming one role with MFA needs. */
export interface MfaHop {
	readonly hop: RoleHop;
	readonly caller: RoleCaller;
	readonly question: MfaQuestion;
	/** Assumes the role: directly, with a code, or with an MFA session's credentials. */
	readonly send: (credentials: Credentials, code?: Secret) => Promise<AssumedRole>;
}

/**
 * Assumes a role that asks for MFA: with the user's MFA session where that can work, which a code buys when there is
 * none; else directly with a code. A session that lives for more than an hour can't be had by an MFA session, and one
 * whose role demands a younger MFA is refused with it: both go direct.
 */
export async function assumeWithMfa(mfaHop: MfaHop, context: AcquireContext): Promise<AssumedRole> {
	const { hop, caller, question, send } = mfaHop;
	const direct = (): Promise<AssumedRole> =>
		withMfaCode(question, hop.role.mfaProcess, context, (code) => send(caller.credentials, code));
	const { mfaSessions } = context;
	const isPossible =
		caller.credentials.sessionToken === undefined &&
		(hop.role.durationSeconds ?? chainedLimit) <= chainedLimit;
	if (mfaSessions === undefined || !isPossible || !isShared(hop, mfaSessions)) {
		return direct();
	}
	const user: MfaUser = { caller, question, mfaProcess: hop.role.mfaProcess };
	const kept = await keptMfaSessions(mfaSessions).get(caller.credentials.accessKeyId, question.serial);
	if (kept === undefined) {
		return send(await buyMfaSession(user, mfaSessions, context, () => true));
	}
	try {
		return await send(kept);
	} catch (error) {
		if (isRejection(error)) {
			return send(await replaceMfaSession(kept, user, mfaSessions, context));
		}
		// Its trust policy may want an MFA that is younger than the session's.
		if (error instanceof SessionsError && (error.code === "AccessDenied" || error.code === "MfaRequired")) {
			return direct();
		}
		throw error;
	}
}

/** The user whose long-term keys buy MFA sessions, and their device. */
export interface MfaUser {
	readonly caller: RoleCaller;
	readonly question: MfaQuestion;
	readonly mfaProcess: MfaProcess | undefined;
}

/** Whether AWS takes a session's credentials no more, whatever they are used for. */
export function isRejection(error: unknown): boolean {
	return (
		error instanceof SessionsError && (error.code === "CredentialsExpired" || error.code === "InvalidKeys")
	);
}

/** Forgets a session that AWS has rejected, and buys another one, which serves the next roles too. */
export async function replaceMfaSession(
	rejected: Credentials,
	user: MfaUser,
	mfaSessions: MfaSessions,
	context: AcquireContext,
): Promise<Credentials> {
	const { accessKeyId } = user.caller.credentials;
	const { serial } = user.question;
	const isOther = (other: Credentials): boolean => other.accessKeyId !== rejected.accessKeyId;
	const store = keptMfaSessions(mfaSessions);
	const kept = await store.get(accessKeyId, serial);
	// Somebody else may have replaced it already.
	if (kept !== undefined && !isOther(kept)) {
		await store.remove(accessKeyId, serial);
	}
	return buyMfaSession(user, mfaSessions, context, isOther);
}

/**
 * Buys an MFA session with a code and keeps it, unless there is one that will do: another role or window may have
 * bought it in the meantime.
 * @param willDo whether a kept one saves the code
 */
export function buyMfaSession(
	{ caller, question, mfaProcess }: MfaUser,
	mfaSessions: MfaSessions,
	context: AcquireContext,
	willDo: (kept: Credentials) => boolean,
): Promise<Credentials> {
	const { sts, endpoint, network, interaction } = context;
	const { accessKeyId } = caller.credentials;
	const { serial } = question;
	const { signal } = interaction;
	const store = keptMfaSessions(mfaSessions);
	return inTurn(serial, context, async () => {
		const kept = await store.get(accessKeyId, serial);
		if (kept !== undefined && willDo(kept)) {
			return kept;
		}
		const credentials = await tryMfaCodes(question, mfaProcess, context, (tokenCode) => {
			interaction.working(`Getting an MFA session for ${caller.name}`);
			return sts.getSessionToken(
				{ serialNumber: serial, tokenCode, durationSeconds: mfaSessions.duration },
				{ endpoint, network, credentials: caller.credentials, caller: caller.name, signal },
			);
		});
		await store.keep(accessKeyId, serial, credentials);
		return credentials;
	});
}

/** A role by hand can be excluded by its own name, and with the profile that assumes it. */
function isShared({ profile, sourceProfile }: RoleHop, mfaSessions: MfaSessions): boolean {
	return (
		mfaSessions.isShared(profile.name) && (sourceProfile === undefined || mfaSessions.isShared(sourceProfile))
	);
}
