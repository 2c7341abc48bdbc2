import type { Clock } from "../../core/clock.ts";

/** How long (ms) an answer is good for whoever asks the same right after. */
const shareTime = 5000;

interface Answer<Asker> {
	readonly question: Promise<unknown>;
	/** Those that have had it. */
	readonly askers: Set<Asker>;
	/** When it was given; undefined while the question is open. */
	givenAt: number | undefined;
}

/**
 * Answers of the person's, each good once for every asker: those who ask the same together are answered together, and
 * whoever asks again asks anew.
 */
export class SharedAnswers<Asker> {
	readonly #answers = new Map<string, Answer<Asker>>();

	/** @throws what the question throws; that is shared only while it is open */
	async ask(key: string, asker: Asker, clock: Clock, question: () => Promise<unknown>): Promise<void> {
		const known = this.#answers.get(key);
		if (known !== undefined && isFor(known, asker, clock.now())) {
			known.askers.add(asker);
			await known.question;
			return;
		}
		const answer: Answer<Asker> = { question: question(), askers: new Set([asker]), givenAt: undefined };
		this.#answers.set(key, answer);
		try {
			await answer.question;
			answer.givenAt = clock.now();
		} catch (error) {
			if (this.#answers.get(key) === answer) {
				this.#answers.delete(key);
			}
			throw error;
		}
	}

	/** Has an answer count as given now, as the person was asked something else meanwhile. */
	extend(key: string, now: number): void {
		const answer = this.#answers.get(key);
		if (answer?.givenAt !== undefined) {
			answer.givenAt = now;
		}
	}
}

function isFor<Asker>({ askers, givenAt }: Answer<Asker>, asker: Asker, now: number): boolean {
	const elapsed = givenAt === undefined ? 0 : now - givenAt;
	return !askers.has(asker) && elapsed >= 0 && elapsed < shareTime;
}
