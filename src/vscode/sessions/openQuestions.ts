/** A call that may come to a question, by when it began. */
export interface Call {
	/** As {@link OpenQuestions.begin} gave it. */
	readonly order: number;
}

/**
 * Yes-or-no questions, of which nobody is asked the same several times at once. Calls that are made together come to
 * their question one after the other, each when its files are read: whoever comes while it is open shares the answer.
 * A no is also the answer to the calls that had begun by then: one that comes a moment later would ask what the person
 * has just declined. A yes is not: it is given to those who have asked.
 */
export class OpenQuestions {
	readonly #open = new Map<string, Promise<boolean>>();
	/** For each question that was declined, the last call that had begun by then. */
	readonly #declined = new Map<string, number>();
	#begun = 0;

	/** The order of a call that begins now. */
	begin(): number {
		return ++this.#begun;
	}

	/**
	 * @param key the same for the same question
	 * @param call who asks; undefined: the person themselves
	 * @param question what shows it and resolves to the answer
	 */
	async ask(key: string, call: Call | undefined, question: () => PromiseLike<boolean>): Promise<boolean> {
		const open = this.#open.get(key);
		if (open !== undefined) {
			return open;
		}
		if (call !== undefined && call.order <= (this.#declined.get(key) ?? 0)) {
			return false;
		}
		const answer = this.#answer(key, question);
		this.#open.set(key, answer);
		return answer;
	}

	async #answer(key: string, question: () => PromiseLike<boolean>): Promise<boolean> {
		try {
			const isYes = await question();
			if (!isYes) {
				this.#declined.set(key, this.#begun);
			}
			return isYes;
		} finally {
			this.#open.delete(key);
		}
	}
}

/** The questions of this window about what is marked as production. */
export const productionQuestions = new OpenQuestions();
