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
export function writeRecord({ host, lineage, generation, session, credentials }: SessionRecord): string {
	return JSON.stringify({
		version,
		host,
		lineage,
		generation,
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
	const { host, lineage, generation } = record;
	if (typeof generation !== "number" || !Number.isSafeInteger(generation) || !isText(lineage)) {
		return undefined;
	}
	if (session.expiresAt === undefined) {
		return record["credentials"] === undefined ? { host, lineage, generation, session } : undefined;
	}
	if (record["credentials"] === undefined) {
		return { host, lineage, generation, session: { ...session, hasExpired: true } };
	}
	const credentials = readCredentials(record["credentials"]);
	const isOfSession =
		credentials?.accessKeyId === session.accessKeyId && credentials.expiresAt === session.expiresAt;
	return isOfSession ? { host, lineage, generation, session, credentials } : undefined;
}

/**
 * Whether a record has come after another one of the same session; of two that came at once, the same one always.
 * Long-term keys that two windows start with at once are told apart by their lineages only.
 */
export function isNewer(one: Ordered, other: Ordered): boolean {
	if (one.generation !== other.generation) {
		return one.generation > other.generation;
	}
	return one.session.accessKeyId === other.session.accessKeyId
		? one.lineage > other.lineage
		: one.session.accessKeyId > other.session.accessKeyId;
}

type Ordered = Pick<KeptSession, "lineage" | "generation" | "session">;

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

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}
