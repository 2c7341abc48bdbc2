import type { Credentials } from "./credentials.ts";
import { plainCredentials, readCredentials } from "./credentialsText.ts";
import type { Session } from "./session.ts";
import { isSession } from "./sessionShape.ts";

/** A session as windows hand it on to each other, with its credentials while it lives. */
export interface KeptSession {
	/** The same from a session's start to its end, for all that it gets in between; another one when it starts again. */
	readonly lineage: string;
	/** Counts the credentials that the session has had. Times don't order them: clocks are set back. */
	readonly generation: number;
	/** Counts how often the person has switched its region. Absent: never. */
	readonly switches?: number;
	readonly session: Session;
	/** Absent: they have expired and are forgotten, or are long-term keys, which are kept where they stand. */
	readonly credentials?: Credentials | undefined;
}

/** A session as it is kept, and the machine that its credentials may be used on. */
export interface SessionRecord extends KeptSession {
	/** The machine and person whose files and terminals it belongs to. */
	readonly host: string;
}

const version = 1;

/** The record as text. It holds the secrets in plain: only for a place that keeps them. */
export function writeRecord(record: SessionRecord): string {
	const { host, lineage, generation, switches, session, credentials } = record;
	return JSON.stringify({
		version,
		host,
		lineage,
		generation,
		...(switches === undefined ? {} : { switches }),
		session,
		...(credentials === undefined ? {} : { credentials: plainCredentials(credentials) }),
	});
}

/** The record in a text; undefined when it is none of ours, whole and consistent. Never throws. */
export function readRecord(text: string): SessionRecord | undefined {
	const record = parse(text);
	const session = record?.["session"];
	if (record?.["version"] !== version || !isText(record["host"]) || !isSession(session)) {
		return undefined;
	}
	const { host, lineage, generation, switches = 0 } = record;
	if (!isCount(generation) || !isCount(switches) || !isText(lineage)) {
		return undefined;
	}
	const kept = { host, lineage, generation, ...(switches === 0 ? {} : { switches }), session };
	if (session.expiresAt === undefined) {
		return record["credentials"] === undefined ? kept : undefined;
	}
	if (record["credentials"] === undefined) {
		return { ...kept, session: { ...session, hasExpired: true } };
	}
	const credentials = readCredentials(record["credentials"]);
	const isOfSession =
		credentials?.accessKeyId === session.accessKeyId && credentials.expiresAt === session.expiresAt;
	return isOfSession ? { ...kept, credentials } : undefined;
}

/**
 * Whether a session says something newer than it does elsewhere: its credentials are, or the region that the person
 * has switched it to.
 */
export function hasNews(one: KeptSession, other: KeptSession): boolean {
	return isNewer(one, other) || (one.lineage === other.lineage && isInNewerRegion(one, other));
}

/** What is newer of each, as a region is switched in one window while another one renews; the first where nothing is. */
export function newestOf(one: KeptSession, other: KeptSession): KeptSession {
	const [newer, older] = isNewer(other, one) ? [other, one] : [one, other];
	if (newer.lineage !== older.lineage || !isInNewerRegion(older, newer)) {
		return newer;
	}
	const { switches = 0, session } = older;
	return { ...newer, switches, session: inWorkRegion(newer.session, session.workRegion) };
}

/** The session in the region that the person has switched it to, if they have. */
export function inWorkRegion(session: Session, workRegion: string | undefined): Session {
	return workRegion === undefined ? session : { ...session, region: workRegion, workRegion };
}

/** Whether the person has switched to its region later; of two regions switched to at once, the same one always. */
function isInNewerRegion(one: KeptSession, other: KeptSession): boolean {
	const [switches, others] = [one.switches ?? 0, other.switches ?? 0];
	return switches === others
		? switches > 0 && (one.session.workRegion ?? "") > (other.session.workRegion ?? "")
		: switches > others;
}

/**
 * Whether credentials have come after others of the same session; of two that came at once, the same ones always.
 * Long-term keys that two windows start with at once are told apart by their lineages only.
 */
function isNewer(one: KeptSession, other: KeptSession): boolean {
	if (one.generation !== other.generation) {
		return one.generation > other.generation;
	}
	return one.session.accessKeyId === other.session.accessKeyId
		? one.lineage > other.lineage
		: one.session.accessKeyId > other.session.accessKeyId;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}
