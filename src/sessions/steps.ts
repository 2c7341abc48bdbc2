/** Steps for things that have ids: those for one never overlap. */
export class Steps {
	/** The last step for each id. */
	readonly #last = new Map<string, Promise<void>>();
	readonly #failed: (error: unknown) => void;
	readonly #done: () => void;

	/** @param failed told what a step has failed with. @param done called when all there were are over */
	constructor(failed: (error: unknown) => void, done: () => void) {
		this.#failed = failed;
		this.#done = done;
	}

	/** Does a step after those for the same id. Resolves when it is done, or has failed. */
	add(id: string, step: () => Promise<void>): Promise<void> {
		const done = (this.#last.get(id) ?? Promise.resolve()).then(step).catch(this.#failed);
		this.#last.set(id, done);
		void done.then(() => {
			if (this.#last.get(id) === done) {
				this.#last.delete(id);
			}
			if (this.#last.size === 0) {
				this.#done();
			}
		});
		return done;
	}

	/** Resolves when every step asked for so far is over. */
	async settled(): Promise<void> {
		await Promise.all(this.#last.values());
	}
}
