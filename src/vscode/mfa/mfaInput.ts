import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { CancelledError } from "../../core/errors.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import { Secret } from "../../core/text/secret.ts";
import type { MfaQuestion } from "../../credentials/context.ts";
import { countSeconds, sentencesWithNextCode } from "./nextCode.ts";

/** The box that asks for MFA codes. It stays open while a code is tried, so that a wrong one is corrected in it. */
export class MfaInput {
	readonly #input: vscode.InputBox;
	readonly #clock: Clock;
	readonly #onCancel: () => void;
	#answer: PromiseWithResolvers<Secret> | undefined;
	#stopCounting = (): void => {};
	/** What is shown is about what the person typed since the question. */
	#isAboutTyping = false;
	/** From here on the box is gone, and that it hides is nobody's choice. VS Code tells that it hid some time later. */
	#isDisposed = false;

	/** `onCancel`: the person closed the box while a code was being tried. */
	constructor(clock: Clock, onCancel: () => void) {
		this.#clock = clock;
		this.#onCancel = onCancel;
		const input = vscode.window.createInputBox();
		input.ignoreFocusOut = true;
		input.placeholder = "6 digits";
		input.onDidChangeValue((value) => this.#typed(value));
		input.onDidAccept(() => this.#accept());
		input.onDidHide(() => this.#hidden());
		this.#input = input;
	}

	/** Asks for a code. @throws CancelledError when the person closes the box, or it is disposed of */
	ask({ serial, profile, problem, nextCodeAt = 0 }: MfaQuestion): Promise<Secret> {
		const input = this.#input;
		input.title = `MFA code of ${mfaDeviceName(serial)} for ${profile}`;
		input.value = "";
		this.#isAboutTyping = false;
		this.#stopCounting();
		this.#stopCounting = countSeconds(nextCodeAt, this.#clock, (seconds) => {
			input.prompt = sentencesWithNextCode(seconds, { after: `MFA device ${serial}` });
			if (!this.#isAboutTyping) {
				input.validationMessage =
					problem === undefined
						? undefined
						: {
								message: sentencesWithNextCode(seconds, { before: problem }),
								severity: vscode.InputBoxValidationSeverity.Error,
							};
			}
		});
		input.busy = false;
		input.enabled = true;
		input.show();
		this.#answer = Promise.withResolvers();
		return this.#answer.promise;
	}

	/** Closes the box for good; a question that is open is cancelled. */
	dispose(): void {
		this.#isDisposed = true;
		this.#stopCounting();
		this.#answer?.reject(new CancelledError());
		this.#answer = undefined;
		this.#input.dispose();
	}

	#typed(value: string): void {
		const digits = digitsOf(value);
		if (/^\d{6}$/.test(digits)) {
			this.#submit(digits);
			return;
		}
		const problem = /\D/.test(digits)
			? "An MFA code consists of digits only"
			: digits.length > 6
				? `An MFA code has 6 digits, these are ${digits.length}`
				: undefined;
		if (digits !== "" || this.#isAboutTyping) {
			this.#isAboutTyping = true;
			this.#input.validationMessage = problem;
		}
	}

	#accept(): void {
		const digits = digitsOf(this.#input.value);
		if (/^\d{6}$/.test(digits)) {
			this.#submit(digits);
		} else {
			this.#isAboutTyping = true;
			this.#input.validationMessage = "An MFA code has 6 digits";
		}
	}

	#submit(digits: string): void {
		const answer = this.#answer;
		if (answer !== undefined) {
			this.#answer = undefined;
			this.#stopCounting();
			this.#input.validationMessage = undefined;
			this.#input.busy = true;
			this.#input.enabled = false;
			answer.resolve(new Secret(digits));
		}
	}

	#hidden(): void {
		if (this.#isDisposed) {
			return;
		}
		this.#stopCounting();
		const answer = this.#answer;
		this.#answer = undefined;
		if (answer === undefined) {
			this.#onCancel();
		} else {
			answer.reject(new CancelledError());
		}
	}
}

/** What was typed, without the blanks and dashes that devices group the digits by. */
function digitsOf(value: string): string {
	return value.replace(/[\s-]/g, "");
}
