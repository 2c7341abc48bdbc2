import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import type { Secret } from "../../core/text/secret.ts";
import type {
	GivenSamlResponse,
	IdentityQuestion,
	Interaction,
	MfaQuestion,
	SamlQuestion,
	ShownIdentity,
} from "../../credentials/context.ts";
import type { Caller } from "../app.ts";
import { waitForSamlResponse } from "../operations/samlListenerPrompt.ts";
import { samlListenerPort } from "../settings.ts";
import { askForSamlText, askForToken } from "./identityPrompts.ts";
import { MfaInput } from "./mfaInput.ts";

/** How long (ms) something may take before a notification says so. */
const patience = 500;

/** What a form has got from an identity provider, and shown to the person. */
export interface GivenIdentity {
	readonly webIdentityToken?: Secret;
	readonly samlResponse?: GivenSamlResponse;
}

/** The person in front of this window, for one command: asked for codes, shown progress, able to cancel. */
export class PersonInteraction implements Interaction, vscode.Disposable {
	readonly #clock: Clock;
	readonly #controller = new AbortController();
	#mfaInput: MfaInput | undefined;
	#callOffProgress: (() => void) | undefined;
	#closeProgress: (() => void) | undefined;
	#reportStep: ((step: string) => void) | undefined;
	readonly shown: ShownIdentity;
	readonly caller: Caller | undefined;

	/** @param caller the other extension for which it is done; undefined: the person does it */
	constructor(clock: Clock, given: GivenIdentity = {}, caller?: Caller) {
		this.#clock = clock;
		this.caller = caller;
		this.shown = once(given);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	async askMfaCode(question: MfaQuestion): Promise<Secret> {
		throwIfCancelled(this.signal);
		this.#endProgress();
		this.#mfaInput ??= new MfaInput(this.#clock, () => this.#controller.abort());
		return this.#mfaInput.ask(question);
	}

	async askWebIdentityToken({ roleArn }: IdentityQuestion): Promise<Secret> {
		throwIfCancelled(this.signal);
		this.#endProgress();
		return askForToken({
			title: `New web identity token for ${roleDescription({ roleArn })}`,
			canGoBack: false,
			signal: this.signal,
		});
	}

	async askSamlResponse({ roleArn, assertion, problem }: SamlQuestion): Promise<GivenSamlResponse> {
		throwIfCancelled(this.signal);
		this.#endProgress();
		const prompt = {
			title: `New SAML response for ${roleDescription({ roleArn })}`,
			canGoBack: false,
			signal: this.signal,
			roleArn,
			now: () => this.#clock.now(),
		};
		if (assertion.kind === "person") {
			return { text: await askForSamlText(prompt) };
		}
		const { given } = await waitForSamlResponse({
			...prompt,
			startUrl: assertion.startUrl,
			problem,
			port: assertion.port ?? samlListenerPort(),
		});
		return given;
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

	/** Makes way for something else that is shown. */
	hide(): void {
		this.#endProgress();
		this.#closeMfaInput();
	}

	dispose(): void {
		this.hide();
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

function once({ webIdentityToken, samlResponse }: GivenIdentity): ShownIdentity {
	let token = webIdentityToken;
	let response = samlResponse;
	return {
		takeWebIdentityToken: () => {
			const taken = token;
			token = undefined;
			return taken;
		},
		takeSamlResponse: () => {
			const taken = response;
			response = undefined;
			return taken;
		},
	};
}
