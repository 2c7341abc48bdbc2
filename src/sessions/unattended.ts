import { PersonNeededError } from "../core/errors.ts";
import type { Secret } from "../core/text/secret.ts";
import type { GivenSamlResponse, Interaction } from "../credentials/context.ts";

/** Nobody: for what may go on without a person, and ends where one is needed. */
export class Unattended implements Interaction {
	readonly #controller = new AbortController();
	readonly signal = this.#controller.signal;
	readonly isUnattended = true;

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

	working(): void {
		// What goes on unasked is not shown.
	}
}
