import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { ClipboardLoans, type Loan } from "../../core/text/clipboardLoan.ts";

const key = "clipboardLoan";

/**
 * Lends secrets to the person's clipboard. VS Code takes its API away before it deactivates extensions (`terminate` in
 * its extHostExtensionService.ts), so what is lent when a window is reloaded or closed is taken back by another one.
 * @param state keeps the digest of what is lent, never a secret
 */
export function clipboardLoans(state: vscode.Memento, clock: Clock): ClipboardLoans {
	const loans = new ClipboardLoans(vscode.env.clipboard, clock, {
		read: () => readLoan(state.get(key)),
		write: (loan) => void state.update(key, loan).then(undefined, () => undefined),
	});
	loans.resume();
	return loans;
}

/** Undefined for anything else. */
function readLoan(kept: unknown): Loan | undefined {
	const { digest, dueAt } = (kept ?? {}) as Partial<Record<keyof Loan, unknown>>;
	return typeof digest === "string" && typeof dueAt === "number" ? { digest, dueAt } : undefined;
}
