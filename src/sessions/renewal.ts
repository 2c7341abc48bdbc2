import { CancelledError, type ErrorCode, PersonNeededError, SessionsError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { logError } from "../core/logError.ts";
import { isLive, type Session } from "../core/session/session.ts";
import { EndMessages, type EndMessagesOptions } from "./endMessages.ts";
import type { LeaseEnd, Leases } from "./store.ts";
import { Unattended } from "./unattended.ts";

export interface RenewalSettings {
	/** Whether sessions renew themselves. */
	readonly isOn: boolean;
	/** How long (ms) before the end; 0: nothing is done or told. */
	readonly ahead: number;
}

export interface RenewalOptions extends EndMessagesOptions {
	readonly leases: Leases;
	readonly log: Log;
	/** Asked at each look. */
	readonly settings: () => RenewalSettings;
	/** Whether something works with the session now: it is the active one, or a terminal has it. */
	readonly isInUse: (session: Session) => boolean;
}

/** How a session's end is being dealt with. */
interface Case {
	/** The credentials it is about. */
	readonly accessKeyId: string;
	attempts: number;
	/** Not before (ms since the epoch). */
	retryAt: number;
	/** Being worked on, or nothing more is to be done. */
	isClosed: boolean;
	/** Closed because it takes a person. */
	needsPerson: boolean;
	/** The person knows. */
	isTold: boolean;
}

/** A session that is to be seen to. */
interface Open {
	readonly session: Session;
	readonly known: Case;
	/** Milliseconds since the epoch. */
	readonly at: number;
}

/** The way to AWS is not there now: it may be there again soon. */
const passing: ReadonlySet<ErrorCode> = new Set([
	"NetworkUnreachable",
	"NetworkTimeout",
	"ConnectionLost",
	"Throttled",
	"ServiceUnavailable",
]);

/** How long (ms) a window may take to renew before another one tries. */
const renewalLease = 60_000;
const firstPause = 30_000;
const longestPause = 600_000;
/** Milliseconds at least between two renewals of a session that nobody has asked for. */
const shortestRound = 60_000;
/** How late (ms) an end may be noticed of what is in use, after a machine has slept: longer than a minute, by which
 * the status bar wakes up for the active one.
 */
const nap = 120_000;
/** How soon (ms) what took a person is tried again when one has come in the meantime. */
const comingPause = 1_000;
/** Of the time ahead: by so much of it a session may be seen to early, together with another one. */
const togetherShare = 4;
/** How long (ms) after its end a session is still worth renewing unasked: over a night's sleep. */
const worthFor = 12 * 3_600_000;

/**
 * Sees to sessions that end soon while they are in use: renews those that need nobody, and tells of the others. One
 * window does it for all. There is one alarm, for the next session that comes due.
 */
export class Renewal {
	readonly #options: RenewalOptions;
	readonly #cases = new Map<string, Case>();
	/** When each session was last renewed unasked (ms since the epoch). */
	readonly #renewedAt = new Map<string, number>();
	readonly #messages: EndMessages;
	readonly #unsubscribe: () => void;
	#cancelTimer: (() => void) | undefined;
	/** Counts the times that a person has come. */
	#comings = 0;
	#isDisposed = false;

	constructor(options: RenewalOptions) {
		this.#options = options;
		this.#messages = new EndMessages(options);
		this.#unsubscribe = options.manager.onDidChange((event) => {
			if (event.kind === "renewed" && this.#hasNeededPerson(event.session)) {
				this.personCame();
			} else {
				this.check();
			}
		});
	}

	/** Looks at the clock. For wake-ups, changed settings, and whatever may change what is in use. */
	check(): void {
		if (this.#isDisposed) {
			return;
		}
		const { manager, clock, settings, isInUse } = this.#options;
		const now = clock.now();
		this.#forgetOthers(manager.sessions);
		const open = manager.sessions.flatMap((session) => this.#openOf(session, now));
		const isDue = open.some(({ session, at }) => at <= now && isInUse(session));
		// Of those that end one shortly after the other the person is told once.
		const horizon = isDue ? now + settings().ahead / togetherShare : now;
		const later: number[] = [];
		for (const { session, known, at } of open) {
			if (at <= horizon && known.retryAt <= now && isInUse(session)) {
				known.isClosed = true;
				void this.#attend(session, known);
			} else if (at > now) {
				later.push(at);
			}
		}
		this.#watch(later);
	}

	/**
	 * Tries again what took a person: somebody has typed a code or signed in since, here or in another window, and now it
	 * may take nobody.
	 */
	personCame(): void {
		this.#comings++;
		for (const known of this.#cases.values()) {
			if (known.needsPerson) {
				known.needsPerson = false;
				known.isClosed = false;
			}
		}
		this.check();
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#unsubscribe();
		this.#cancelTimer?.();
		this.#messages.dispose();
	}

	/** Looks again when the first of these moments (ms since the epoch) has come. */
	#watch(moments: readonly number[]): void {
		const { manager, clock, isInUse } = this.#options;
		const now = clock.now();
		const ends = manager.sessions.flatMap((session) =>
			isLive(session, now) && session.expiresAt !== undefined && isInUse(session) ? [session.expiresAt] : [],
		);
		const next = Math.min(...moments, ...ends);
		this.#cancelTimer?.();
		this.#cancelTimer = Number.isFinite(next)
			? clock.alarm(next, () => this.check(), ends.length > 0 ? { nap } : {})
			: undefined;
	}

	#openOf(session: Session, now: number): readonly Open[] {
		const dueAt = this.#dueAt(session);
		if (dueAt === undefined || now > dueAt + worthFor) {
			return [];
		}
		const known = this.#caseOf(session);
		return known.isClosed ? [] : [{ session, known, at: Math.max(dueAt, known.retryAt) }];
	}

	/** Whether it took a person to get a session's new credentials. */
	#hasNeededPerson({ id, accessKeyId }: Session): boolean {
		const known = this.#cases.get(id);
		return known?.needsPerson === true && known.accessKeyId !== accessKeyId;
	}

	/** When a session is to be seen to; undefined for keys that last. */
	#dueAt({ startedAt, expiresAt }: Session): number | undefined {
		// A short session is not to be renewed from its start.
		const { ahead } = this.#options.settings();
		return expiresAt === undefined || ahead <= 0
			? undefined
			: expiresAt - Math.min(ahead, (expiresAt - startedAt) / 2);
	}

	#caseOf({ id, accessKeyId }: Session): Case {
		const known = this.#cases.get(id);
		if (known !== undefined && known.accessKeyId === accessKeyId) {
			return known;
		}
		const opened: Case = {
			accessKeyId,
			attempts: 0,
			// Whoever hands out credentials that end soon, again and again, is not asked all the time.
			retryAt: (this.#renewedAt.get(id) ?? Number.NEGATIVE_INFINITY) + shortestRound,
			isClosed: false,
			needsPerson: false,
			isTold: false,
		};
		this.#cases.set(id, opened);
		return opened;
	}

	#forgetOthers(sessions: readonly Session[]): void {
		for (const id of this.#cases.keys()) {
			if (!sessions.some((session) => session.id === id)) {
				this.#cases.delete(id);
				this.#renewedAt.delete(id);
			}
		}
	}

	async #attend(session: Session, known: Case): Promise<void> {
		const { settings, isProduction, log } = this.#options;
		this.#messages.hold();
		try {
			const isRenewable = settings().isOn && !isProduction(session);
			if (isRenewable && (await this.#renewed(session, known))) {
				return;
			}
			await this.#tellOnce(session, known);
		} catch (error) {
			logError(log, "a session's end could not be seen to", error);
		} finally {
			this.#messages.letGo();
		}
	}

	/** Whether nothing more has to be done now: it is renewed, or will be tried again. */
	async #renewed(session: Session, known: Case): Promise<boolean> {
		const { manager, clock, leases, log } = this.#options;
		const lease = `renew ${session.id}`;
		if (!(await this.#take(lease, renewalLease, "withWindow"))) {
			// Another window is at it, and its credentials will come from there.
			this.#tryAgain(known, renewalLease / 4);
			return true;
		}
		const comings = this.#comings;
		try {
			if (manager.get(session.id)?.accessKeyId !== session.accessKeyId) {
				// It was renewed or ended while the lease was being taken.
				return true;
			}
			this.#renewedAt.set(session.id, clock.now());
			const { expiresAt = 0 } = await manager.renew(session.id, new Unattended());
			// Programs that keep credentials give the same ones until they have others.
			return expiresAt > (session.expiresAt ?? 0) || this.#laterOn(session, known);
		} catch (error) {
			if (error instanceof CancelledError) {
				// It has ended, or a person's start took its place, which they may call off.
				if (manager.get(session.id)?.accessKeyId === session.accessKeyId) {
					this.#tryAgain(known, firstPause);
				}
				return true;
			}
			if (error instanceof SessionsError && error.code === "SessionNotFound") {
				return true;
			}
			if (error instanceof PersonNeededError) {
				known.needsPerson = comings === this.#comings;
				if (!known.needsPerson) {
					this.#tryAgain(known, comingPause);
				}
				return !known.needsPerson;
			}
			logError(log, "a session could not be renewed", error);
			const mayPass = error instanceof SessionsError && passing.has(error.code);
			if (mayPass && clock.now() >= (session.expiresAt ?? 0)) {
				await this.#tellOnce(session, known);
			}
			return mayPass && this.#laterOn(session, known);
		} finally {
			await leases
				.release(lease)
				.catch((error: unknown) => logError(log, "a lease was not given back", error));
		}
	}

	/** Tries again later, with longer and longer pauses, as long as that is worth it. Whether it does. */
	#laterOn(session: Session, known: Case): boolean {
		const { clock } = this.#options;
		const pause = Math.min(longestPause, firstPause * 2 ** known.attempts);
		if (clock.now() + pause > (session.expiresAt ?? 0) + worthFor) {
			return false;
		}
		known.attempts++;
		this.#tryAgain(known, pause);
		return true;
	}

	/** Takes a lease. When leases don't work, each window is on its own: better twice than never. */
	async #take(name: string, duration: number, end: LeaseEnd): Promise<boolean> {
		try {
			return await this.#options.leases.take(name, duration, end);
		} catch (error) {
			logError(this.#options.log, "a lease could not be taken", error);
			return true;
		}
	}

	#tryAgain(known: Case, pause: number): void {
		known.retryAt = this.#options.clock.now() + pause;
		known.isClosed = false;
		this.check();
	}

	async #tellOnce(session: Session, known: Case): Promise<void> {
		const { clock, manager } = this.#options;
		if (known.isTold) {
			return;
		}
		known.isTold = true;
		const untilEnd = Math.max(0, (session.expiresAt ?? 0) - clock.now());
		// By the end that all windows know: what this one makes of it changes with the clock.
		const end = manager.kept(session.id)?.session.expiresAt;
		const lease = `tell ${session.id} ${session.accessKeyId} ${end}`;
		const isOurs = await this.#take(lease, untilEnd + worthFor, "byItself");
		if (isOurs) {
			this.#messages.add(session);
		}
	}
}
