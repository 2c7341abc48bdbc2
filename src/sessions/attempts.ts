import { CancelledError, DeclinedError, PersonNeededError } from "../core/errors.ts";
import { type Session, type SessionRequest, sessionId } from "../core/session/session.ts";
import type { Interaction } from "../credentials/context.ts";
import { Unattended } from "./unattended.ts";

/** What becomes of what an attempt brings, the least first: it is looked at only, kept, or made the active session. */
export type Purpose = "look" | "keep" | "activate";

const purposes: readonly Purpose[] = ["look", "keep", "activate"];

/** A start or renewal under way. */
export interface Attempt {
	readonly request: SessionRequest;
	readonly interaction: Interaction;
	/** The most that one of those who asked for it wants. */
	purpose: Purpose;
	/** Called off from outside: whatever it brings is not wanted any more. */
	isCalledOff: boolean;
}

interface Running {
	readonly attempt: Attempt;
	readonly session: Promise<Session>;
}

/** The starts under way, one at most for each session. */
export class Attempts {
	readonly #running = new Map<string, Running>();

	/**
	 * Runs an attempt, or shares the one under way for the same request. One for another request of the same
	 * session takes its place, unless nobody asks for it, or it is only looked at: for that no person's prompt is closed,
	 * and what they get will do. When the person who began it calls it off, the next who shares it goes on alone; what
	 * they decline, they decline for all.
	 * @throws CancelledError, and whatever `run` throws
	 */
	share(
		request: SessionRequest,
		interaction: Interaction,
		purpose: Purpose,
		run: (attempt: Attempt) => Promise<Session>,
	): Promise<Session> {
		const id = sessionId(request);
		const running = this.#running.get(id);
		const again = (): Promise<Session> => this.share(request, interaction, purpose, run);
		if (running !== undefined && isSame(running.attempt.request, request)) {
			return join(running, interaction, purpose, again);
		}
		if (running !== undefined && (interaction.isUnattended === true || purpose === "look")) {
			return waitFor(running, interaction, purpose, again);
		}
		this.callOff(id);
		const attempt: Attempt = { request, interaction, purpose, isCalledOff: false };
		const session = run(attempt).finally(() => {
			if (this.#running.get(id)?.attempt === attempt) {
				this.#running.delete(id);
			}
		});
		this.#running.set(id, { attempt, session });
		return session;
	}

	/** Calls off the attempt for a session, if there is one, and closes what is open for it. */
	callOff(id: string): void {
		const running = this.#running.get(id);
		if (running !== undefined) {
			this.#running.delete(id);
			running.attempt.isCalledOff = true;
			running.attempt.interaction.cancel();
		}
	}

	/** Calls off every attempt. */
	callOffAll(): void {
		for (const id of [...this.#running.keys()]) {
			this.callOff(id);
		}
	}
}

/** Shares an attempt under way. Goes on `again` when those who began it don't. */
function join(
	{ attempt, session }: Running,
	interaction: Interaction,
	purpose: Purpose,
	again: () => Promise<Session>,
): Promise<Session> {
	attempt.purpose = more(attempt.purpose, purpose);
	if (attempt.interaction instanceof Unattended && interaction.isUnattended !== true) {
		attempt.interaction.accompany(interaction);
	}
	return unlessAborted(session, interaction.signal).catch((error: unknown) => {
		const isOthersChoice =
			(error instanceof CancelledError || error instanceof PersonNeededError) &&
			!(error instanceof DeclinedError);
		if (isOthersChoice && !attempt.isCalledOff && !interaction.signal.aborted) {
			return again();
		}
		// What was called off for all is nothing that the person who shares it could do.
		throw error instanceof PersonNeededError ? new CancelledError() : error;
	});
}

/** Lets an attempt for another request of the session come to its end. Goes on `again` when that brings nothing. */
async function waitFor(
	{ attempt, session }: Running,
	{ signal }: Interaction,
	purpose: Purpose,
	again: () => Promise<Session>,
): Promise<Session> {
	const found = await unlessAborted(session, signal).catch(() => undefined);
	if (signal.aborted || attempt.isCalledOff) {
		throw new CancelledError();
	}
	return found !== undefined && more(attempt.purpose, purpose) === attempt.purpose ? found : again();
}

function more(one: Purpose, other: Purpose): Purpose {
	return purposes.indexOf(one) < purposes.indexOf(other) ? other : one;
}

function isSame(one: SessionRequest, other: SessionRequest): boolean {
	const normal = (request: SessionRequest): string => JSON.stringify(Object.entries(request).toSorted());
	return normal(one) === normal(other);
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abort = (): void => reject(new CancelledError());
		if (signal.aborted) {
			abort();
		}
		signal.addEventListener("abort", abort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
