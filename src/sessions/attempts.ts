import { CancelledError } from "../core/errors.ts";
import { type Session, type SessionRequest, sessionId } from "../core/session.ts";
import type { Interaction } from "../credentials/context.ts";

/** A start or renewal under way. */
export interface Attempt {
	readonly request: SessionRequest;
	readonly interaction: Interaction;
	/** Whether one of those who asked for it wants it to be the active one. */
	activates: boolean;
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
	 * session takes its place. When the person who began it calls it off, the next who shares it goes on alone.
	 * @throws CancelledError, and whatever `run` throws
	 */
	share(
		request: SessionRequest,
		interaction: Interaction,
		activates: boolean,
		run: (attempt: Attempt) => Promise<Session>,
	): Promise<Session> {
		const id = sessionId(request);
		const running = this.#running.get(id);
		if (running !== undefined && isSame(running.attempt.request, request)) {
			running.attempt.activates ||= activates;
			return unlessAborted(running.session, interaction.signal).catch((error: unknown) => {
				const isOthersChoice = error instanceof CancelledError && !running.attempt.isCalledOff;
				if (isOthersChoice && !interaction.signal.aborted) {
					return this.share(request, interaction, activates, run);
				}
				throw error;
			});
		}
		this.callOff(id);
		const attempt: Attempt = { request, interaction, activates, isCalledOff: false };
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
