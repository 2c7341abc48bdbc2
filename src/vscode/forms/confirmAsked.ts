import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";

/** What a caller of a command asks for, as the person is shown it. */
export interface AskedByCaller {
	/** The question. */
	readonly message: string;
	/** What else it is about, line by line. */
	readonly lines: readonly string[];
	/** The button that goes on. */
	readonly action: string;
}

/**
 * A caller of a command can have anything in mind: the person is shown what it hands over before anything is read,
 * run or sent.
 * @throws CancelledError
 */
export async function confirmAsked({ message, lines, action }: AskedByCaller): Promise<void> {
	const chosen = await vscode.window.showWarningMessage(
		message,
		{
			modal: true,
			detail: [
				"A keybinding, a task or another extension asks for this. Go on only if you expected it.",
				...lines,
			].join("\n"),
		},
		action,
	);
	if (chosen !== action) {
		throw new CancelledError();
	}
}
