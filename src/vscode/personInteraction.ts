import * as vscode from "vscode";
import type { Clock } from "../core/clock.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import type { Interaction, MfaQuestion } from "../credentials/context.ts";
import { MfaInput } from "./mfaInput.ts";

/** How long (ms) something may take before a notification says so. */
const patience = 500;

/** The person in front of this window, for one command: asked for codes, shown progress, able to cancel. */
export class PersonInteraction implements Interaction, vscode.Disposable {
	readonly #clock: Clock;
	readonly #controller = new AbortController();
	#mfaInput: MfaInput | undefined;
	#callOffProgress: (() => void) | undefined;
	#closeProgress: (() => void) | undefined;
	#reportStep: ((step: string) => void) | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	async askMfaCode(question: MfaQuestion): Promise<Secret> {
		throwIfCancelled(this.signal);
		this.#endProgress();
		this.#mfaInput ??= new MfaInput(() => this.#controller.abort());
		return this.#mfaInput.ask(question);
	}

	cancel(): void {
		this.#controller.abort();
		this.#closeMfaInput();
	}

	working(step: string): void {
		if (this.#reportStep !== undefined) {
			this.#reportStep(step);
			return;
		}
		this.#callOffProgress?.();
		this.#callOffProgress = this.#clock.schedule(patience, () => this.#showProgress(step));
	}

	dispose(): void {
		this.#endProgress();
		this.#closeMfaInput();
	}

	#closeMfaInput(): void {
		this.#mfaInput?.dispose();
		this.#mfaInput = undefined;
	}

	#showProgress(step: string): void {
		// One place says what goes on: the notification takes over from the waiting box.
		this.#closeMfaInput();
		void vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Notification, title: "AWS Sessions", cancellable: true },
			(progress, token) =>
				new Promise<void>((resolve) => {
					token.onCancellationRequested(() => {
						this.#controller.abort();
						resolve();
					});
					progress.report({ message: step });
					this.#reportStep = (message) => progress.report({ message });
					this.#closeProgress = resolve;
				}),
		);
	}

	#endProgress(): void {
		this.#callOffProgress?.();
		this.#closeProgress?.();
		this.#callOffProgress = undefined;
		this.#closeProgress = undefined;
		this.#reportStep = undefined;
	}
}
