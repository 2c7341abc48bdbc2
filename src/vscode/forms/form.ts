import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import { BackError, type PickItem, pickOne } from "./steps.ts";

/**
 * Asks for one thing, given what is known so far, and gives what is known then. `keep` is told of what is not to be
 * lost when the person goes back. @throws BackError, CancelledError
 */
export type FormStep<D> = (draft: D, canGoBack: boolean, keep: (draft: D) => void) => Promise<D>;

/**
 * Goes through the steps of a form; Back leads to the one before, and loses nothing that was kept. `first` is the
 * index of the one to begin with.
 * @throws CancelledError
 */
export async function runForm<D>(begun: D, steps: readonly FormStep<D>[], first = 0): Promise<D> {
	let draft = begun;
	const keep = (changed: D): void => {
		draft = changed;
	};
	for (let index = first; index < steps.length; ) {
		try {
			draft = (await steps[index]?.(draft, index > 0, keep)) ?? draft;
			index++;
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
			if (index === 0) {
				throw new CancelledError();
			}
			index--;
		}
	}
	return draft;
}

/** Something that can be set in a form, and need not be. */
export interface OptionField<D> {
	readonly label: string;
	/** Fields of one group stand together under its name. Without: "options". */
	readonly group?: string;
	/** Whether it is offered at all. */
	readonly isOffered?: (draft: D) => boolean;
	/** What is set, or what holds when nothing is, in a few words. */
	readonly value: (draft: D) => string;
	/** Shown below, where the value needs a word of explanation. */
	readonly detail?: (draft: D) => string | undefined;
	/** Asks for it. @throws BackError, CancelledError */
	readonly ask: (draft: D) => Promise<D>;
	/** The draft without it; undefined when it is not set. There is a button for it. */
	readonly clear?: (draft: D) => D | undefined;
}

export interface OptionsStep<D> {
	readonly title: string;
	/** The entry that is chosen by Enter alone: what the form is for. */
	readonly action: {
		readonly label: string;
		readonly description?: string;
		readonly detail?: (draft: D) => string | undefined;
	};
	readonly fields: readonly OptionField<D>[];
	/** Is told of each change, also of one that is called off afterwards. */
	readonly onChange?: (draft: D) => void;
}

type Choice<D> =
	| { readonly kind: "go" }
	| { readonly kind: "set"; readonly field: OptionField<D> }
	| { readonly kind: "clear"; readonly draft: D };

/** The last step of a form: the action, and what can be set before it is taken. @throws BackError, CancelledError */
export async function askForOptions<D>(
	begun: D,
	{ title, action, fields, onChange = () => undefined }: OptionsStep<D>,
	canGoBack: boolean,
): Promise<D> {
	let draft = begun;
	onChange(draft);
	for (;;) {
		const go: Choice<D> = { kind: "go" };
		const items: PickItem<Choice<D>>[] = [
			{
				label: action.label,
				...described("description", action.description),
				...described("detail", action.detail?.(draft)),
				value: go,
			},
			...grouped(fields.filter(({ isOffered }) => isOffered?.(draft) ?? true)).flatMap(([group, members]) => [
				separator<Choice<D>>(group, go),
				...members.map((field) => fieldItem(field, draft)),
			]),
		];
		const choice = await pickOne(items, {
			title,
			placeholder: "Press Enter to go on, or set an option first",
			canGoBack,
		});
		if (choice.kind === "go") {
			return draft;
		}
		try {
			draft = choice.kind === "clear" ? choice.draft : await choice.field.ask(draft);
			onChange(draft);
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

const clearIcon = new vscode.ThemeIcon("discard");

function fieldItem<D>(field: OptionField<D>, draft: D): PickItem<Choice<D>> {
	const value = field.value(draft);
	const cleared = field.clear?.(draft);
	return {
		label: `$(${value === "none" ? "add" : "edit"}) ${field.label}`,
		description: value,
		...described("detail", field.detail?.(draft)),
		value: { kind: "set", field },
		...(cleared === undefined
			? {}
			: {
					buttons: [
						{
							iconPath: clearIcon,
							tooltip: `Clear ${field.label}`,
							value: { kind: "clear", draft: cleared } as const,
						},
					],
				}),
	};
}

function grouped<D>(fields: readonly OptionField<D>[]): [group: string, fields: OptionField<D>[]][] {
	const groups = new Map<string, OptionField<D>[]>();
	for (const field of fields) {
		const { group = "options" } = field;
		groups.set(group, [...(groups.get(group) ?? []), field]);
	}
	return [...groups];
}

/** A line with a name between items of a pick. It can't be picked; the type wants a value all the same. */
export function separator<T>(label: string, value: T): PickItem<T> {
	return { label, kind: vscode.QuickPickItemKind.Separator, value };
}

/** A draft with one field set, or without it. */
export function setField<D extends object, K extends keyof D>(
	draft: D,
	field: K,
	value: D[K] | undefined,
): D {
	const { [field]: _, ...others } = draft;
	return (value === undefined ? others : { ...draft, [field]: value }) as D;
}

/** A draft without a field; undefined when it has none. For {@link OptionField.clear}. */
export function clearField<D extends object>(draft: D, field: keyof D): D | undefined {
	return draft[field] === undefined ? undefined : setField(draft, field, undefined);
}

function described<K extends "description" | "detail">(
	key: K,
	text: string | undefined,
): { readonly [P in K]?: string } {
	return text === undefined ? {} : ({ [key]: text } as { readonly [P in K]: string });
}
