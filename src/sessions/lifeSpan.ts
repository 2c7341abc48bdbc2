import type { Clock } from "../core/clock.ts";
import type { Session } from "../core/session/session.ts";

/** From when to when a session lives. Of its two ends the earlier one counts: clocks are set back. */
export interface LifeSpan {
	/** Milliseconds since the epoch, by the clock as it was when the session came. */
	readonly startedAt: number;
	readonly expiresAt: number;
	/** Milliseconds of the time that no setting of the clock changes. It stands still while some machines sleep. */
	readonly deadline: number;
}

/** By how much (ms) the two ends may differ: clocks are put right all the time, and not all timers run at their pace. */
const slack = 10_000;

/**
 * The life span of a session that has just come to this window; undefined for keys that last.
 * @param known the window's session of the same name before, and its life span
 */
export function lifeSpanOf(
	{ accessKeyId, startedAt, expiresAt }: Session,
	clock: Clock,
	known?: { readonly session: Session; readonly lifeSpan: LifeSpan | undefined },
): LifeSpan | undefined {
	if (expiresAt === undefined) {
		return undefined;
	}
	const isSame = known?.session.accessKeyId === accessKeyId && known.lifeSpan?.expiresAt === expiresAt;
	const deadline = isSame ? known?.lifeSpan?.deadline : undefined;
	// Of one that comes from before the clock was set back only that is known: it ends within its whole life.
	const left = expiresAt - Math.max(startedAt, clock.now());
	return { startedAt, expiresAt, deadline: deadline ?? clock.monotonic() + left };
}

/** The session in the times of the clock as it is set now; the same one when nothing has changed. */
export function inTimesOfNow(session: Session, lifeSpan: LifeSpan | undefined, clock: Clock): Session {
	if (lifeSpan === undefined) {
		return session;
	}
	const { startedAt, expiresAt, deadline } = lifeSpan;
	const setBack = expiresAt - (clock.now() + deadline - clock.monotonic());
	const moved = setBack < slack ? 0 : setBack;
	return Math.abs(expiresAt - moved - (session.expiresAt ?? 0)) < slack
		? session
		: { ...session, startedAt: startedAt - moved, expiresAt: expiresAt - moved };
}

/** The session in the times in which it came, by which all windows know it. */
export function inTimesOfItsOwn(session: Session, lifeSpan: LifeSpan | undefined): Session {
	return lifeSpan === undefined
		? session
		: { ...session, startedAt: lifeSpan.startedAt, expiresAt: lifeSpan.expiresAt };
}
