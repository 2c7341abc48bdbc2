import { PersonNeededError } from "../core/errors.ts";
import type { Secret } from "../core/text/secret.ts";
import type { GivenSamlResponse, Interaction } from "../credentials/context.ts";

/** Nobody: for what may go on without a person, and ends where one is needed. */
export class Unattended implements Interaction {
	readonly #controller = new AbortController();
	readonly #coming = new AbortController();
	readonly signal = this.#controller.signal;
	readonly isUnattended = true;
	readonly personCame = this.#coming.signal;
	/** Those who want the same by now. */
	readonly #people: Interaction[] = [];
	#step: string | undefined;

	/** A person wants the same by now: they see what is being done, and wait themselves for what takes a person. */
	accompany(person: Interaction): void {
		this.#people.push(person);
		if (this.#step !== undefined) {
			person.working(this.#step);
		}
		this.#coming.abort();
	}

	/** @throws PersonNeededError */
	async askMfaCode(): Promise<Secret> {
		throw new PersonNeededError();
	}

	/** @throws PersonNeededError */
	async askWebIdentityToken(): Promise<Secret> {
		throw new PersonNeededError();
	}

	/** @throws PersonNeededError */
	async askSamlResponse(): Promise<GivenSamlResponse> {
		throw new PersonNeededError();
	}

	cancel(): void {
		this.#controller.abort();
	}

	/** What goes on unasked is shown to nobody else. */
	working(step: string): void {
		this.#step = step;
		for (const person of this.#people.filter(({ signal }) => !signal.aborted)) {
			person.working(step);
		}
	}
}
