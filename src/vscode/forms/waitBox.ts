import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";

const shownKey = "awsSessions.isWaitShown";

/** Calls off the wait whose box is on the screen. */
let cancelShown: (() => void) | undefined;
/** Brings back the boxes that others have pushed aside. */
const unseen = new Map<number, () => void>();
let count = 0;

/** What Escape does in a box of a wait: a box itself can't tell it from being pushed aside by another box. */
export async function cancelWait(): Promise<void> {
	// That the box was pushed aside may have come in one go with the key, and be known only when all of it is worked off.
	await setImmediate();
	if (cancelShown === undefined) {
		// Another box has taken its place this moment, and VS Code does not know yet: Escape is that one's.
		await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
		return;
	}
	cancelShown();
}

/** Brings back a wait's box. */
export function showWait(id: unknown): void {
	unseen.get(Number(id))?.();
}

/** Shows a box of a wait, in which Escape calls `cancel`. */
export async function whileShown<T>(cancel: () => void, show: () => Promise<T>): Promise<T> {
	setShown(cancel);
	try {
		return await show();
	} finally {
		if (cancelShown === cancel) {
			setShown(undefined);
		}
	}
}

function setShown(cancel: (() => void) | undefined): void {
	cancelShown = cancel;
	void vscode.commands.executeCommand("setContext", shownKey, cancel !== undefined);
}

/** A notification in place of a box that was pushed aside, until the person wants the box back or it is aborted. */
export async function waitUnseen(cancel: () => void, signal: AbortSignal, title: string): Promise<void> {
	const id = ++count;
	const options = {
		location: vscode.ProgressLocation.Notification,
		title,
		cancellable: true,
	};
	await vscode.window.withProgress(options, async (progress, token) => {
		const { promise, resolve } = Promise.withResolvers<void>();
		unseen.set(id, resolve);
		token.onCancellationRequested(cancel);
		signal.addEventListener("abort", () => resolve(), { once: true });
		progress.report({ message: `[Show](command:awsSessions.showWait?${id} "Show where it waits")` });
		await promise;
	});
	unseen.delete(id);
}
