import { CancelledError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import type {
	GivenSamlResponse,
	IdentityQuestion,
	Interaction,
	MfaQuestion,
	SamlQuestion,
} from "../../../src/credentials/context.ts";

/** A person who answers each MFA question with the next of the prepared codes, and cancels after the last. */
export class FakeInteraction implements Interaction {
	readonly #controller = new AbortController();
	readonly #codes: (() => string)[];
	readonly signal = this.#controller.signal;
	readonly questions: MfaQuestion[] = [];
	readonly identityQuestions: (IdentityQuestion | SamlQuestion)[] = [];
	/** What the person has from an identity provider. */
	readonly given: { token?: string; samlResponse?: string } = {};
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

	askWebIdentityToken(question: IdentityQuestion): Promise<Secret> {
		this.identityQuestions.push(question);
		return this.#given(this.given.token);
	}

	async askSamlResponse(question: SamlQuestion): Promise<GivenSamlResponse> {
		this.identityQuestions.push(question);
		return { text: await this.#given(this.given.samlResponse) };
	}

	async #given(text: string | undefined): Promise<Secret> {
		if (text === undefined) {
			throw new CancelledError();
		}
		return new Secret(text);
	}

	working(step: string): void {
		this.steps.push(step);
	}

	cancel(): void {
		this.#controller.abort();
	}
}
