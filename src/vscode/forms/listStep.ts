import * as vscode from "vscode";
import { BackError, type PickButton, type PickItem } from "./steps.ts";

/** What can be picked in a list that is being changed: an entry is named by its key. */
export type ListChoice =
	| { readonly kind: "done" | "type" }
	| { readonly kind: "add" | "edit" | "remove"; readonly key: string };

/** The list is as it should be. */
export const done: ListChoice = { kind: "done" };

/** The first entry of a list; `description`: what is in it. */
export function doneItem(description: string): PickItem<ListChoice> {
	return { label: "$(check) Done", description, value: done };
}

/** The button that takes an entry away. */
export function removeButton(key: string): PickButton<ListChoice> {
	return { iconPath: new vscode.ThemeIcon("trash"), tooltip: "Remove", value: { kind: "remove", key } };
}

/** Offers a list until it is done. Going back from the list keeps what it has become; from an entry, the list. */
export async function untilDone(
	choose: () => Promise<ListChoice>,
	change: (choice: ListChoice) => Promise<void>,
): Promise<void> {
	for (;;) {
		let choice: ListChoice = done;
		try {
			choice = await choose();
			if (choice.kind === "done") {
				return;
			}
			await change(choice);
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
			if (choice.kind === "done") {
				return;
			}
		}
	}
}
