import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import { BackError } from "./steps.ts";

export interface SecretOptions {
	readonly title: string;
	readonly prompt: string;
	readonly placeholder: string;
	readonly canGoBack: boolean;
	/** Why a text is not good, in words; undefined when it is. */
	readonly check: (text: Secret) => string | undefined;
	/** Aborting it closes the box. */
	readonly signal?: AbortSignal | undefined;
}

/** Lets the person paste a secret, shown as dots and checked at once. @throws CancelledError, BackError */
export function askForSecret({
	title,
	prompt,
	placeholder,
	canGoBack,
	check,
	signal,
}: SecretOptions): Promise<Secret> {
	const input = vscode.window.createInputBox();
	input.title = title;
	input.prompt = prompt;
	input.placeholder = placeholder;
	input.password = true;
	input.ignoreFocusOut = true;
	input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
	let text = Promise.resolve("");
	const problemOf = (value: string): string | undefined => check(new Secret(value.trim()));
	input.onDidChangeValue(async (value) => {
		text = withLines(value);
		const whole = await text;
		if (input.value === value) {
			input.validationMessage = value.trim() === "" ? undefined : problemOf(whole);
		}
	});
	return new Promise<Secret>((resolve, reject) => {
		const close = (): void => input.hide();
		input.onDidAccept(async () => {
			const whole = (await text).trim();
			const problem = problemOf(whole);
			input.validationMessage = problem;
			if (problem === undefined) {
				resolve(new Secret(whole));
				close();
			}
		});
		input.onDidTriggerButton(() => {
			reject(new BackError());
			close();
		});
		input.onDidHide(() => {
			signal?.removeEventListener("abort", close);
			reject(new CancelledError());
			input.dispose();
		});
		signal?.addEventListener("abort", close, { once: true });
		if (signal?.aborted) {
			reject(new CancelledError());
			input.dispose();
		} else {
			input.show();
		}
	});
}

/**
 * What was pasted as it was copied. The box has made blanks of its line breaks, and in XML they belong to what is
 * signed.
 */
async function withLines(value: string): Promise<string> {
	if (!value.trimStart().startsWith("<")) {
		return value;
	}
	const copied = await vscode.env.clipboard.readText().then(undefined, () => "");
	const bare = (text: string): string => text.replace(/\s/g, "");
	return bare(copied) === bare(value) ? copied : value;
}
