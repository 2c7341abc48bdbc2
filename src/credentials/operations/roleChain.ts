import type { Base } from "../../core/config/chain.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Identity } from "../../core/places/arn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { RoleOptions } from "../../core/session/session.ts";
import { type CallerKind, fitDuration } from "../../core/session/sessionDuration.ts";
import type { AcquireContext } from "../context.ts";
import { sourceCredentials } from "../sources/sources.ts";
import { assumeRole } from "./assumeRole.ts";
import { packedNotes } from "./packedNotes.ts";
import type { RoleHop } from "./roleHop.ts";

/** A hop with what the person asks for in place of what its profile says. */
export interface AskedHop extends RoleHop {
	readonly asked?: RoleOptions;
}

/** The end of a chain; who that is, when one on the way has said so. */
export interface ChainEnd {
	readonly name: string;
	readonly credentials: Credentials;
	readonly identity?: Identity;
	readonly roleArn?: string;
	readonly isUnchained?: boolean;
	readonly notes: readonly string[];
}

/**
 * Goes a chain from its base through each of its roles.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function followChain(
	base: Base,
	hops: readonly AskedHop[],
	context: AcquireContext,
): Promise<ChainEnd> {
	return assumeEach(hops, await beginChain(base, context), context);
}

/** The credentials a chain begins with. @throws as {@link followChain} */
export async function beginChain(base: Base, context: AcquireContext): Promise<ChainEnd> {
	return { name: base.name, notes: [], ...(await sourceCredentials(base, context)) };
}

/** Assumes one role after the other, beginning with credentials that are there. @throws as {@link followChain} */
export async function assumeEach(
	hops: readonly AskedHop[],
	start: ChainEnd,
	context: AcquireContext,
): Promise<ChainEnd> {
	let end = start;
	const devices = new Set<string>();
	for (const hop of hops) {
		const { hop: fitted, notes } = fitHop(hop, end);
		const { credentials, identity, isUnchained, ...rest } = await assumeRole(
			oncePerDevice(fitted, devices),
			{ name: end.name, credentials: end.credentials },
			context,
		);
		end = {
			name: hop.profile.name,
			credentials,
			identity,
			roleArn: hop.role.roleArn,
			isUnchained,
			notes: [...end.notes, ...notes, ...packedNotes(rest)],
		};
	}
	return end;
}

function fitHop({ asked = {}, ...hop }: AskedHop, caller: ChainEnd): { hop: RoleHop; notes: string[] } {
	const { durationSeconds: configured, ...role } = hop.role;
	const { durationSeconds, ...options } = asked;
	const fitted = fitDuration(role.roleArn, callerKind(caller), durationSeconds, configured);
	if (fitted.kind === "tooLong") {
		throw new SessionsError("DurationTooLong", fitted.message, { remedies: fitted.remedies });
	}
	return {
		hop: {
			...hop,
			role: {
				...role,
				...options,
				...(fitted.seconds === undefined ? {} : { durationSeconds: fitted.seconds }),
			},
		},
		notes: fitted.note === undefined ? [] : [`${hop.profile.name}: ${fitted.note}`],
	};
}

function callerKind({ credentials, identity, roleArn }: ChainEnd): CallerKind {
	if (credentials.sessionToken === undefined) {
		return "longTermKeys";
	}
	return roleArn !== undefined || identity?.role !== undefined ? "role" : "sessionToken";
}

/**
 * A device that a hop before has asked for is not asked for again: its code is spent, and the role that makes
 * this call has no device, only users do.
 */
function oncePerDevice(hop: RoleHop, devices: Set<string>): RoleHop {
	const { mfaSerial, mfaProcess: _, ...role } = hop.role;
	if (mfaSerial === undefined || !devices.has(mfaSerial)) {
		devices.add(mfaSerial ?? "");
		return hop;
	}
	return { ...hop, role };
}
