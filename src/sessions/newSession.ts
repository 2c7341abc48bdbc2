import type { Identity } from "../core/places/arn.ts";
import { identityChange, isSameIdentity } from "../core/session/identityChange.ts";
import { type Session, type SessionRequest, sessionId, sessionName } from "../core/session/session.ts";
import type { Acquired } from "../credentials/operations/acquire.ts";

/** The session that has been got for a request at a moment (ms since the epoch). */
export function describe(request: SessionRequest, acquired: Acquired, now: number): Session {
	const { identity, roleArn, isUnchained, source, region, credentials, notes } = acquired;
	const isRegionKnown = region.from === "profile" || region.from === "request";
	return {
		id: sessionId(request),
		name: sessionName(request),
		request,
		identity,
		source,
		accessKeyId: credentials.accessKeyId,
		startedAt: now,
		stsRegion: region,
		...(roleArn === undefined ? {} : { roleArn }),
		...(isUnchained === undefined ? {} : { isUnchained }),
		...(notes === undefined || notes.length === 0 ? {} : { notes }),
		...(isRegionKnown ? { region: region.region } : {}),
		...(credentials.expiresAt === undefined ? {} : { expiresAt: credentials.expiresAt }),
	};
}

/** Whose a session was; undefined when it still is, or is new. */
export function formerIdentity(known: Session | undefined, { identity }: Session): Identity | undefined {
	return known === undefined || isSameIdentity(known.identity, identity) ? undefined : known.identity;
}

/** The session with a note of whose it was before. */
export function withNoteOf(was: Identity | undefined, session: Session): Session {
	if (was === undefined) {
		return session;
	}
	const note = `It was ${identityChange(was, session.identity).was} before it was renewed`;
	return { ...session, notes: [...(session.notes ?? []), note] };
}
