import { CancelledError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Interaction, MfaQuestion } from "../../../src/credentials/context.ts";

/** A person who answers each MFA question with the next of the prepared codes, and cancels after the last. */
export class FakeInteraction implements Interaction {
	readonly #controller = new AbortController();
	readonly #codes: (() => string)[];
	readonly signal = this.#controller.signal;
	readonly questions: MfaQuestion[] = [];
	readonly steps: string[] = [];

	constructor(...codes: (string | (() => string))[]) {
		this.#codes = codes.map((code) => (typeof code === "string" ? () => code : code));
	}

	async askMfaCode(question: MfaQuestion): Promise<Secret> {
		this.questions.push(question);
		const code = this.#codes.shift();
		if (code === undefined) {
			throw new CancelledError();
		}
		return new Secret(code());
	}

	working(step: string): void {
		this.steps.push(step);
	}

	cancel(): void {
		this.#controller.abort();
	}
}
