import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import type { Check } from "../../core/session/stsLimits.ts";

/** The person wants the step before. */
export class BackError extends Error {}

/** A button at the end of an item; to press it is to pick its value. */
export interface PickButton<T> extends vscode.QuickInputButton {
	readonly value: T;
}

export interface PickItem<T> extends vscode.QuickPickItem {
	readonly value: T;
	readonly buttons?: readonly PickButton<T>[];
}

/** An item that only says something: nothing comes of picking it, and the list stays. */
export type TellingItem = vscode.QuickPickItem;

export interface StepOptions {
	readonly title: string;
	readonly placeholder: string;
	readonly canGoBack: boolean;
}

export interface PickOptions<T> extends StepOptions {
	/** Whose item Enter alone takes; otherwise it is the first one's. */
	readonly active?: T;
	readonly matchOnDetail?: boolean;
}

/** Lets the person pick one of the items, or one of their buttons. @throws CancelledError, BackError */
export function pickOne<T>(
	items: readonly (PickItem<T> | TellingItem)[],
	{ title, placeholder, canGoBack, active, matchOnDetail = false }: PickOptions<T>,
): Promise<T> {
	const quickPick = vscode.window.createQuickPick<PickItem<T> | TellingItem>();
	quickPick.title = title;
	quickPick.placeholder = placeholder;
	quickPick.ignoreFocusOut = true;
	quickPick.matchOnDescription = true;
	quickPick.matchOnDetail = matchOnDetail;
	quickPick.items = items;
	if (active !== undefined) {
		quickPick.activeItems = items.filter(
			(item) => isAnswer(item) && item.value === active && !isSeparator(item.kind),
		);
	}
	return untilAnswered<T>(
		quickPick,
		canGoBack,
		() => quickPick.selectedItems.find((item) => isAnswer(item)),
		(answer) => {
			quickPick.onDidTriggerItemButton(({ item, button }) => {
				const pressed = isAnswer(item) ? item.buttons?.find((one) => one === button) : undefined;
				if (pressed !== undefined) {
					answer(pressed);
				}
			});
		},
	);
}

/** Lets the person tick any number of the items, also none. @throws CancelledError, BackError */
export function pickMany<T>(
	items: readonly PickItem<T>[],
	{ title, placeholder, canGoBack }: StepOptions,
): Promise<readonly T[]> {
	const quickPick = vscode.window.createQuickPick<PickItem<T>>();
	quickPick.title = title;
	quickPick.placeholder = placeholder;
	quickPick.ignoreFocusOut = true;
	quickPick.canSelectMany = true;
	quickPick.items = items;
	quickPick.selectedItems = items.filter(({ picked }) => picked === true);
	return untilAnswered<readonly T[]>(quickPick, canGoBack, () => ({
		value: quickPick.selectedItems.map(({ value }) => value),
	}));
}

function isAnswer<T>(item: PickItem<T> | TellingItem): item is PickItem<T> {
	return "value" in item;
}

function isSeparator(kind: vscode.QuickPickItemKind | undefined): boolean {
	return kind === vscode.QuickPickItemKind.Separator;
}

export interface TextOptions extends StepOptions {
	readonly prompt: string;
	readonly value: string;
	readonly check: Check;
	/** What was wrong with the value as it is, found out elsewhere: shown until it is changed. It can be sent again. */
	readonly problem?: string | undefined;
	/** Shown as dots. */
	readonly isSecret?: boolean;
	/** Aborting it closes the box. */
	readonly signal?: AbortSignal;
}

/** Lets the person type a text, checked as it is typed. @throws CancelledError, BackError */
export function askForText({
	title,
	prompt,
	placeholder,
	value,
	check,
	problem: foundOut,
	canGoBack,
	isSecret = false,
	signal,
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
	input.validationMessage ??= foundOut;
	input.onDidChangeValue(validate);
	const close = (): void => input.hide();
	signal?.addEventListener("abort", close, { once: true });
	input.onDidHide(() => signal?.removeEventListener("abort", close));
	return untilAnswered<string>(input, canGoBack, () => {
		const problem = validate();
		input.validationMessage = problem;
		return problem === undefined ? { value: input.value.trim() } : undefined;
	});
}

interface Answer<T> {
	readonly value: T;
}

/** Shows the input until `accepted` gives an answer, or one comes otherwise. @throws CancelledError, BackError */
function untilAnswered<T>(
	input: Pick<
		vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
		"buttons" | "onDidAccept" | "onDidTriggerButton" | "onDidHide" | "show" | "hide" | "dispose"
	>,
	canGoBack: boolean,
	accepted: () => Answer<T> | undefined,
	listen: (answer: (given: Answer<T>) => void) => void = () => undefined,
): Promise<T> {
	input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
	return new Promise<T>((resolve, reject) => {
		const answer = ({ value }: Answer<T>): void => {
			resolve(value);
			input.hide();
		};
		listen(answer);
		input.onDidAccept(() => {
			const given = accepted();
			if (given !== undefined) {
				answer(given);
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
