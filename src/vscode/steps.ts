import * as vscode from "vscode";
import type { Check } from "../core/commandArguments.ts";
import { CancelledError } from "../core/errors.ts";

/** The person wants the step before. */
export class BackError extends Error {}

export interface PickItem<T> extends vscode.QuickPickItem {
	readonly value: T;
}

export interface StepOptions {
	readonly title: string;
	readonly placeholder: string;
	readonly canGoBack: boolean;
}

/** Lets the person pick one of the items. @throws CancelledError, BackError */
export function pickOne<T>(
	items: readonly PickItem<T>[],
	{ title, placeholder, canGoBack }: StepOptions,
): Promise<T> {
	const quickPick = vscode.window.createQuickPick<PickItem<T>>();
	quickPick.title = title;
	quickPick.placeholder = placeholder;
	quickPick.ignoreFocusOut = true;
	quickPick.matchOnDescription = true;
	quickPick.items = items;
	return untilAnswered(quickPick, canGoBack, () => quickPick.selectedItems[0]?.value);
}

export interface TextOptions extends StepOptions {
	readonly prompt: string;
	readonly value: string;
	readonly check: Check;
	/** Shown as dots. */
	readonly isSecret?: boolean;
}

/** Lets the person type a text, checked as it is typed. @throws CancelledError, BackError */
export function askForText({
	title,
	prompt,
	placeholder,
	value,
	check,
	canGoBack,
	isSecret = false,
}: TextOptions): Promise<string> {
	const input = vscode.window.createInputBox();
	input.title = title;
	input.prompt = prompt;
	input.placeholder = placeholder;
	input.value = value;
	input.ignoreFocusOut = true;
	input.password = isSecret;
	const validate = (): string | undefined => {
		const problem = check(input.value.trim());
		input.validationMessage = input.value.trim() === "" ? undefined : problem;
		return problem;
	};
	validate();
	input.onDidChangeValue(validate);
	return untilAnswered(input, canGoBack, () => {
		const problem = validate();
		input.validationMessage = problem;
		return problem === undefined ? input.value.trim() : undefined;
	});
}

/** Shows the input until `accepted` gives an answer. @throws CancelledError, BackError */
function untilAnswered<T>(
	input: vscode.QuickPick<PickItem<T>> | vscode.InputBox,
	canGoBack: boolean,
	accepted: () => T | undefined,
): Promise<T> {
	input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
	return new Promise<T>((resolve, reject) => {
		input.onDidAccept(() => {
			const answer = accepted();
			if (answer !== undefined) {
				resolve(answer);
				input.hide();
			}
		});
		input.onDidTriggerButton(() => {
			reject(new BackError());
			input.hide();
		});
		input.onDidHide(() => {
			reject(new CancelledError());
			input.dispose();
		});
		input.show();
	});
}
