import type { Session } from "./session.ts";

/** A session as commands and the API hand it out. */
export interface SessionSummary {
	readonly id: string;
	readonly name: string;
	readonly account: string;
	/** Who it is, as STS says: `arn:aws:sts::…:assumed-role/…`. */
	readonly arn: string;
	readonly roleArn?: string;
	readonly sessionName?: string;
	readonly region?: string;
	/** ISO 8601. Absent: long-term keys. */
	readonly expiresAt?: string;
}

/** The session for others: no secrets, no key IDs. */
export function summarize(session: Session): SessionSummary {
	const { id, name, identity, roleArn, region, expiresAt } = session;
	return {
		id,
		name,
		account: identity.account,
		arn: identity.arn,
		...(roleArn === undefined ? {} : { roleArn }),
		...(identity.sessionName === undefined ? {} : { sessionName: identity.sessionName }),
		...(region === undefined ? {} : { region }),
		...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
	};
}
