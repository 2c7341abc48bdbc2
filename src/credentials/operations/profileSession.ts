import { ambientBase, type Base, type Chain } from "../../core/config/chain.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { type RoleOptions, type SessionRequest, sessionId, sessionName } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { type KeysBase, keysOf } from "../longTermKeys.ts";
import { keptMfaSessions } from "../mfa/keptMfaSessions.ts";
import { buyMfaSession, isRejection, type MfaUser, replaceMfaSession } from "../mfa/mfaSession.ts";
import { requireChain } from "../requireChain.ts";
import type { Outcome } from "./acquire.ts";
import { type AskedHop, assumeEach, beginChain, type ChainEnd, followChain } from "./roleChain.ts";
import { sessionTokenWithMfa } from "./sessionToken.ts";

type RequestOf<K extends SessionRequest["kind"]> = Extract<SessionRequest, { kind: K }>;

/** A profile's session: its role's, its user's with MFA, or whatever its source gives. */
export async function acquireProfile(
	request: RequestOf<"profile">,
	context: AcquireContext,
): Promise<Outcome> {
	const { profile, options = {} } = request;
	const { base, hops } = withOptions(requireChain(context.config, profile), options);
	const source = sourceOf(base, hops);
	const isUser = hops.length === 0 && (base.kind === "keys" || base.kind === "storedKeys");
	if (isUser && base.mfaSerial !== undefined) {
		return { ...(await userSession(base, base.mfaSerial, sessionId(request), context)), source };
	}
	return { ...outcomeOf(await followChain(base, hops, context)), source };
}

/** The surroundings' own credentials. */
export async function acquireSurroundings(
	{ source }: RequestOf<"ambient">,
	context: AcquireContext,
): Promise<Outcome> {
	const base = ambientBase(source);
	return { ...outcomeOf(await beginChain(base, context)), source: [base.name] };
}

/** A role by hand, with a profile's credentials. */
export async function acquireRole(request: RequestOf<"role">, context: AcquireContext): Promise<Outcome> {
	const { kind: _, roleArn, sourceProfile, ...asked } = request;
	const name = sessionName(request);
	const caller = await callerOf(sourceProfile, context);
	const hop = { profile: { name }, sourceProfile, role: { roleArn }, asked };
	const end = await assumeEach([hop], caller.end, context);
	return { ...outcomeOf(end), source: [...caller.source, name] };
}

/** Credentials that make a call for a person, and the profiles they came through. */
export interface CallingProfile {
	readonly end: ChainEnd;
	readonly source: readonly string[];
}

/**
 * A profile's credentials, to make another call with: those of its session when there is one that assumes a role, so
 * that nobody is asked twice; otherwise they are got.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function callerOf(profile: string, context: AcquireContext): Promise<CallingProfile> {
	const { base, hops } = requireChain(context.config, profile);
	const source = sourceOf(base, hops);
	const roleArn = hops.at(-1)?.role.roleArn;
	const live = roleArn === undefined ? undefined : context.liveCredentials?.(`profile:${profile}`);
	return live === undefined || roleArn === undefined
		? { end: await followChain(base, hops, context), source }
		: { end: { name: profile, credentials: live, roleArn, notes: [] }, source };
}

/**
 * A user's session with MFA, which is the one that the user's roles share, if they do. The kept one is used as it is
 * while most of its life is ahead; but who renews a live session wants a newer one.
 */
async function userSession(
	base: KeysBase,
	serial: string,
	id: string,
	context: AcquireContext,
): Promise<Omit<Outcome, "source">> {
	const { mfaSessions, clock, sts, endpoint, network, interaction } = context;
	if (mfaSessions?.isShared(base.name) !== true) {
		return { credentials: await sessionTokenWithMfa(base, serial, {}, context) };
	}
	const keys = await keysOf(base, context);
	const user: MfaUser = {
		caller: { name: base.name, credentials: keys },
		question: { serial, profile: base.name },
		mfaProcess: base.mfaProcess,
	};
	const isRenewal = context.liveCredentials?.(id) !== undefined;
	const half = (mfaSessions.duration * 1000) / 2;
	const willDo = ({ expiresAt = 0 }: Credentials): boolean => !isRenewal && expiresAt - clock.now() > half;
	const kept = await keptMfaSessions(mfaSessions).get(keys.accessKeyId, serial);
	if (kept === undefined || !willDo(kept)) {
		return { credentials: await buyMfaSession(user, mfaSessions, context, willDo) };
	}
	try {
		interaction.working(`Checking the MFA session of ${base.name}`);
		const call = { endpoint, network, credentials: kept, caller: base.name, signal: interaction.signal };
		return { credentials: kept, identity: await sts.getCallerIdentity(call) };
	} catch (error) {
		if (isRejection(error)) {
			return { credentials: await replaceMfaSession(kept, user, mfaSessions, context) };
		}
		throw error;
	}
}

function withOptions({ base, hops, profile }: Chain, asked: RoleOptions): { base: Base; hops: AskedHop[] } {
	if (Object.keys(asked).length === 0) {
		return { base, hops: [...hops] };
	}
	const leaf = hops.at(-1);
	if (leaf !== undefined) {
		return { base, hops: [...hops.slice(0, -1), { ...leaf, asked }] };
	}
	if (Object.keys(asked).every((option) => option === "region")) {
		return { base, hops: [] };
	}
	throw new SessionsError(
		"InvalidArgument",
		`Profile '${profile.name}' assumes no role with other credentials, so ${Object.keys(asked)[0]} can't be set for it`,
	);
}

function sourceOf(base: Base, hops: readonly AskedHop[]): string[] {
	return [...new Set([base.name, ...hops.map(({ profile }) => profile.name)])];
}

function outcomeOf({
	credentials,
	identity,
	roleArn,
	isUnchained,
	notes,
}: ChainEnd): Omit<Outcome, "source"> {
	return {
		credentials,
		...(identity === undefined ? {} : { identity }),
		...(roleArn === undefined ? {} : { roleArn }),
		...(isUnchained === true ? { isUnchained } : {}),
		...(notes.length === 0 ? {} : { notes }),
	};
}
