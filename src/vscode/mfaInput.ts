import * as vscode from "vscode";
import { mfaDeviceName } from "../core/arn.ts";
import { CancelledError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import type { MfaQuestion } from "../credentials/context.ts";

/** The box that asks for MFA codes. It stays open while a code is tried, so that a wrong one is corrected in it. */
export class MfaInput {
	readonly #input: vscode.InputBox;
	readonly #onCancel: () => void;
	#answer: { resolve: (code: Secret) => void; reject: (error: Error) => void } | undefined;
	/** Hidden by us, not by the person. */
	#isHiding = false;

	/** `onCancel`: the person closed the box while a code was being tried. */
	constructor(onCancel: () => void) {
		this.#onCancel = onCancel;
		const input = vscode.window.createInputBox();
		input.ignoreFocusOut = true;
		input.placeholder = "6 digits";
		input.onDidChangeValue((value) => this.#typed(value));
		input.onDidAccept(() => this.#accept());
		input.onDidHide(() => this.#hidden());
		this.#input = input;
	}

	/** Asks for a code. @throws CancelledError when the person closes the box */
	ask({ serial, profile, problem }: MfaQuestion): Promise<Secret> {
		const input = this.#input;
		input.title = `MFA code of ${mfaDeviceName(serial)} for ${profile}`;
		input.prompt = `MFA device ${serial}`;
		input.value = "";
		input.validationMessage =
			problem === undefined
				? undefined
				: { message: problem, severity: vscode.InputBoxValidationSeverity.Error };
		input.busy = false;
		input.enabled = true;
		input.show();
		return new Promise((resolve, reject) => {
			this.#answer = { resolve, reject };
		});
	}

	/** Shows that a code is being tried. */
	wait(): void {
		this.#input.busy = true;
		this.#input.enabled = false;
	}

	/** Takes the box away until the next question. */
	hide(): void {
		this.#isHiding = true;
		this.#input.hide();
		this.#isHiding = false;
	}

	dispose(): void {
		this.#isHiding = true;
		this.#input.dispose();
	}

	#typed(value: string): void {
		const digits = value.replace(/[\s-]/g, "");
		if (digits === "") {
			return;
		}
		if (/^\d{6}$/.test(digits)) {
			this.#submit(digits);
			return;
		}
		this.#input.validationMessage = /\D/.test(digits)
			? "An MFA code consists of digits only"
			: digits.length > 6
				? `An MFA code has 6 digits, these are ${digits.length}`
				: undefined;
	}

	#accept(): void {
		const digits = this.#input.value.replace(/[\s-]/g, "");
		if (/^\d{6}$/.test(digits)) {
			this.#submit(digits);
		} else {
			this.#input.validationMessage = "An MFA code has 6 digits";
		}
	}

	#submit(digits: string): void {
		const answer = this.#answer;
		if (answer !== undefined) {
			this.#answer = undefined;
			this.#input.validationMessage = undefined;
			this.wait();
			answer.resolve(new Secret(digits));
		}
	}

	#hidden(): void {
		if (this.#isHiding) {
			return;
		}
		const answer = this.#answer;
		this.#answer = undefined;
		if (answer === undefined) {
			this.#onCancel();
		} else {
			answer.reject(new CancelledError());
		}
	}
}
