import { ambientBase, type Base, type Chain } from "../core/chain.ts";
import { SessionsError } from "../core/errors.ts";
import { accessKeyIdOf } from "../core/profile.ts";
import { type RoleOptions, type SessionRequest, sessionName } from "../core/session.ts";
import type { Outcome } from "./acquire.ts";
import type { AcquireContext } from "./context.ts";
import { requireChain } from "./requireChain.ts";
import { type AskedHop, assumeEach, beginChain, type ChainEnd, followChain } from "./roleChain.ts";
import { sessionTokenWithMfa } from "./sessionToken.ts";

type RequestOf<K extends SessionRequest["kind"]> = Extract<SessionRequest, { kind: K }>;

/** A profile's session: its role's, its user's with MFA, or whatever its source gives. */
export async function acquireProfile(
	{ profile, options = {} }: RequestOf<"profile">,
	context: AcquireContext,
): Promise<Outcome> {
	const { base, hops } = withOptions(requireChain(context.config, profile), options);
	const source = sourceOf(base, hops);
	const isUser = hops.length === 0 && (base.kind === "keys" || base.kind === "storedKeys");
	if (isUser && base.mfaSerial !== undefined) {
		const credentials = await sessionTokenWithMfa(base, base.mfaSerial, {}, context);
		if (context.mfaSessions?.isShared(profile) === true) {
			await context.mfaSessions.keep(accessKeyIdOf(base), base.mfaSerial, credentials);
		}
		return { credentials, source };
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
	const end = await assumeEach([{ profile: { name }, role: { roleArn }, asked }], caller.end, context);
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

function outcomeOf({ credentials, identity, roleArn, notes }: ChainEnd): Omit<Outcome, "source"> {
	return {
		credentials,
		...(identity === undefined ? {} : { identity }),
		...(roleArn === undefined ? {} : { roleArn }),
		...(notes.length === 0 ? {} : { notes }),
	};
}
