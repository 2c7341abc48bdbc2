import type { Clock } from "../../core/clock.ts";
import { CancelledError, PersonNeededError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import { Unattended } from "../../sessions/unattended.ts";
import type { EndpointAnswer } from "./credentialsEndpoint.ts";

export interface SessionAnswersOptions {
	readonly manager: SessionManager;
	readonly clock: Clock;
	readonly log: Log;
	/** Whether an expired session may be renewed when a client asks for it, as far as that takes nobody. */
	readonly mayRenew: (session: Session) => boolean;
	/** Whether a session is marked as production now. */
	readonly isProduction: (session: Session) => boolean;
	/** Asks the person to renew a session that a client has asked for. Once for each time that it expires. */
	readonly ask: (session: Session) => void;
}

/** Milliseconds after which a renewal that failed is tried again at a client's request: they ask several times. */
const pause = 10_000;

/** Milliseconds for which a session counts as used after a client has asked for it. */
const useTime = 20 * 60_000;

/** What clients of the endpoint are answered: the credentials of live sessions, at once. */
export class SessionAnswers {
	readonly #options: SessionAnswersOptions;
	/** When a client last asked for a session (ms since the epoch). */
	readonly #usedAt = new Map<string, number>();
	/** When the renewal of expired credentials was last tried, by their access key ID. */
	readonly #triedAt = new Map<string, number>();
	/** The access key IDs of expired credentials that the person was asked about. */
	readonly #askedAbout = new Set<string>();

	constructor(options: SessionAnswersOptions) {
		this.#options = options;
	}

	/**
	 * What a grant for a session is for: this start of it, as who it is, and as production or not. What was handed out
	 * for one that has ended, or has become another, is good for nothing any more.
	 */
	subjectOf(session: Session): string {
		const { manager, isProduction } = this.#options;
		const lineage = manager.kept(session.id)?.lineage ?? "";
		return JSON.stringify([
			session.id,
			lineage,
			session.roleArn ?? session.identity.arn,
			isProduction(session),
		]);
	}

	/** The answer for the subject of a grant. Never waits for a person. */
	of(subject: string): EndpointAnswer | Promise<EndpointAnswer> {
		const { manager, clock } = this.#options;
		const id = String((JSON.parse(subject) as unknown[])[0]);
		const credentials = manager.credentialsOf(id);
		const session = manager.get(id);
		if (session === undefined || this.subjectOf(session) !== subject) {
			return unavailable("This session has ended. Start it again in VS Code, and open a new terminal");
		}
		this.#usedAt.set(id, clock.now());
		return credentials === undefined ? this.#renewed(session) : { kind: "credentials", credentials };
	}

	/** Whether a client works with a session. */
	isUsed(id: string): boolean {
		const usedAt = this.#usedAt.get(id);
		return usedAt !== undefined && this.#options.clock.now() - usedAt < useTime;
	}

	async #renewed(session: Session): Promise<EndpointAnswer> {
		const { manager, clock, log, mayRenew } = this.#options;
		if (!mayRenew(session)) {
			return this.#needsPerson(session);
		}
		const triedAt = this.#triedAt.get(session.accessKeyId);
		if (triedAt !== undefined && clock.now() - triedAt < pause) {
			return unavailable(`Session ${session.name} has expired and can't be renewed now. Try again later`);
		}
		this.#triedAt.set(session.accessKeyId, clock.now());
		try {
			await manager.renew(session.id, new Unattended());
			this.#triedAt.delete(session.accessKeyId);
		} catch (error) {
			if (error instanceof PersonNeededError) {
				this.#triedAt.delete(session.accessKeyId);
				return this.#needsPerson(session);
			}
			if (!(error instanceof CancelledError)) {
				logError(log, "a session that a client asked for could not be renewed", error);
			}
		}
		const credentials = manager.credentialsOf(session.id);
		return credentials === undefined
			? unavailable(`Session ${session.name} has expired and could not be renewed. See VS Code`)
			: { kind: "credentials", credentials };
	}

	#needsPerson(session: Session): EndpointAnswer {
		if (!this.#askedAbout.has(session.accessKeyId)) {
			this.#askedAbout.add(session.accessKeyId);
			this.#options.ask(session);
		}
		return unavailable(`Session ${session.name} has expired. Renew it in VS Code`);
	}
}

function unavailable(message: string): EndpointAnswer {
	return { kind: "unavailable", message };
}
