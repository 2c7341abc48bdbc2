import * as vscode from "vscode";
import { isLive, type Session } from "../core/session.ts";
import type { Conflict } from "../delivery/conflicts.ts";

/** The terminals of the window and the sessions whose keys they hold. */
export class Terminals implements vscode.Disposable {
	readonly #held = new Map<vscode.Terminal, Session>();
	readonly #subscriptions: vscode.Disposable[];

	/** `delivered`: the session that new terminals get at the moment. */
	constructor(delivered: () => Session | undefined) {
		this.#subscriptions = [
			vscode.window.onDidOpenTerminal((terminal) => {
				const session = delivered();
				if (session !== undefined) {
					this.#held.set(terminal, session);
				}
			}),
			vscode.window.onDidCloseTerminal((terminal) => this.#held.delete(terminal)),
		];
	}

	/** The open terminals that hold live keys of a session, whichever time it was started or renewed. */
	holding(id: string, now: number): readonly { terminal: vscode.Terminal; session: Session }[] {
		return [...this.#held]
			.filter(([, session]) => session.id === id && isLive(session, now))
			.map(([terminal, session]) => ({ terminal, session }));
	}

	/** Opens a terminal that gets what is delivered now, without the variables that would contradict it. */
	open(session: Session, conflicts: readonly Conflict[]): vscode.Terminal {
		const terminal = vscode.window.createTerminal({
			name: session.name,
			iconPath: new vscode.ThemeIcon("key"),
			env: Object.fromEntries(conflicts.map(({ variable }) => [variable, null])),
		});
		terminal.show();
		return terminal;
	}

	dispose(): void {
		vscode.Disposable.from(...this.#subscriptions).dispose();
		this.#held.clear();
	}
}
