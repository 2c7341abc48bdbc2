import type { Clock } from "../../core/clock.ts";
import { CancelledError, PersonNeededError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { LeaseEnd, Leases } from "../../sessions/store.ts";
import { Unattended } from "../../sessions/unattended.ts";
import { AskedPerson } from "./askedPerson.ts";
import type { EndpointAnswer } from "./credentialsEndpoint.ts";

export interface SessionAnswersOptions {
	readonly manager: SessionManager;
	readonly clock: Clock;
	readonly leases: Leases;
	readonly log: Log;
	/** Whether an expired session may be renewed when a client asks for it, as far as that takes nobody. */
	readonly mayRenew: (session: Session) => boolean;
	/** Whether a session is marked as production now. */
	readonly isProduction: (session: Session) => boolean;
	/**
	 * Asks the person to renew a session that a client has asked for, until it is answered. Once for each time that it
	 * expires, in one window.
	 */
	readonly ask: (session: Session) => Promise<void>;
}

/** Milliseconds after which a renewal that failed is tried again at a client's request: they ask several times. */
const pause = 10_000;

/** How long (ms) a window may take to renew before another one tries. */
const renewalLease = 60_000;

/** Milliseconds for which a client waits for another window's renewal: as long as it is kept waiting at all. */
const patience = 1_000;

/** Milliseconds for which a session counts as used after a client has asked for it. */
const useTime = 20 * 60_000;

const ended: EndpointAnswer = {
	kind: "unavailable",
	message: "This session has ended. Start it again in VS Code, and open a new terminal",
};

/** What clients of the endpoint are answered: the credentials of live sessions, at once. */
export class SessionAnswers {
	readonly #options: SessionAnswersOptions;
	/** When a client last asked for a session (ms since the epoch). */
	readonly #usedAt = new Map<string, number>();
	/** When the renewal of expired credentials was last tried (ms, monotonic), by their access key ID. */
	readonly #triedAt = new Map<string, number>();
	readonly #asked: AskedPerson;
	/** The renewals under way, by the access key IDs of what has expired, and what there is to say without them. */
	readonly #renewals = new Map<string, Promise<EndpointAnswer>>();

	constructor(options: SessionAnswersOptions) {
		this.#options = options;
		this.#asked = new AskedPerson(options);
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
		const id = String((JSON.parse(subject) as unknown[])[0]);
		const answer = this.#liveAnswer(id, subject);
		const session = this.#options.manager.get(id);
		return answer === undefined && session !== undefined
			? this.#renewed(session, subject)
			: (answer ?? ended);
	}

	/** The answer for the subject of a grant; undefined when its session has expired. */
	#liveAnswer(id: string, subject: string): EndpointAnswer | undefined {
		const { manager, clock } = this.#options;
		const credentials = manager.credentialsOf(id);
		const session = manager.get(id);
		if (session === undefined || this.subjectOf(session) !== subject) {
			return ended;
		}
		this.#usedAt.set(id, clock.now());
		return credentials === undefined ? undefined : { kind: "credentials", credentials };
	}

	/** Whether a client works with a session. */
	isUsed(id: string): boolean {
		const usedAt = this.#usedAt.get(id);
		return usedAt !== undefined && this.#options.clock.now() - usedAt < useTime;
	}

	async #renewed(session: Session, subject: string): Promise<EndpointAnswer> {
		if (!this.#options.mayRenew(session)) {
			return this.#needsPerson(session);
		}
		const { id, accessKeyId } = session;
		const running = this.#renewals.get(accessKeyId);
		const renewal = running ?? this.#renew(session).finally(() => this.#renewals.delete(accessKeyId));
		this.#renewals.set(accessKeyId, renewal);
		const refusal = await renewal;
		return this.#liveAnswer(id, subject) ?? refusal;
	}

	/** Renews a session, or waits a moment for the window that does. The answer for when there is none after that. */
	async #renew(session: Session): Promise<EndpointAnswer> {
		const { manager, clock, log } = this.#options;
		const { id, name, accessKeyId } = session;
		const triedAt = this.#triedAt.get(accessKeyId);
		if (triedAt !== undefined && clock.monotonic() - triedAt < pause) {
			return unavailable(`Session ${name} has expired and can't be renewed now. Try again later`);
		}
		const lease = `renew ${id}`;
		if (!(await this.#take(lease, renewalLease, "withWindow"))) {
			await this.#comesFromElsewhere(id);
			return unavailable(`Session ${name} has expired and is being renewed. Try again later`);
		}
		this.#triedAt.set(accessKeyId, clock.monotonic());
		let mayOthers = true;
		try {
			if (manager.credentialsOf(id) === undefined) {
				await manager.renew(id, new Unattended());
			}
			this.#triedAt.delete(accessKeyId);
		} catch (error) {
			if (error instanceof PersonNeededError) {
				this.#triedAt.delete(accessKeyId);
				return await this.#needsPerson(session);
			}
			if (!(error instanceof CancelledError)) {
				logError(log, "a session that a client asked for could not be renewed", error);
				mayOthers = false;
			}
		} finally {
			// Where one fails, the others would fare no better: for a while none of them tries.
			await (mayOthers ? this.#release(lease) : this.#take(lease, pause));
		}
		return unavailable(`Session ${name} has expired and could not be renewed. See VS Code`);
	}

	/** Resolves when a session is live again, or after a moment. */
	async #comesFromElsewhere(id: string): Promise<void> {
		const { manager, clock } = this.#options;
		const { promise, resolve } = Promise.withResolvers<void>();
		const callOff = clock.schedule(patience, resolve);
		const unsubscribe = manager.onDidChange(() => {
			if (manager.credentialsOf(id) !== undefined) {
				resolve();
			}
		});
		await promise;
		callOff();
		unsubscribe();
	}

	/** Asks the person in one window, whichever windows clients ask. */
	async #needsPerson(session: Session): Promise<EndpointAnswer> {
		await this.#asked.about(session);
		return unavailable(`Session ${session.name} has expired. Renew it in VS Code`);
	}

	/** Takes a lease. When leases don't work, each window is on its own. */
	async #take(name: string, duration: number, end?: LeaseEnd): Promise<boolean> {
		const { leases, log } = this.#options;
		try {
			return await leases.take(name, duration, end);
		} catch (error) {
			logError(log, "a lease could not be taken", error);
			return true;
		}
	}

	async #release(name: string): Promise<void> {
		const { leases, log } = this.#options;
		await leases.release(name).catch((error: unknown) => logError(log, "a lease was not given back", error));
	}
}

function unavailable(message: string): EndpointAnswer {
	return { kind: "unavailable", message };
}
