import * as vscode from "vscode";
import { isLive, type Session } from "../core/session.ts";

/** What a terminal's shell was started with. */
interface Held {
	readonly session: Session | undefined;
	/**
	 * As long as nobody has typed into a terminal, VS Code starts it anew when the variables change; from then
	 * on it keeps what it has.
	 */
	readonly isFixed: boolean;
}

/** The terminals of the window and the sessions whose keys they hold. */
export class Terminals implements vscode.Disposable {
	readonly #held = new Map<vscode.Terminal, Held>();
	readonly #delivered: () => Session | undefined;
	readonly #subscriptions: vscode.Disposable[];

	/** `delivered`: the session that new terminals get at the moment. */
	constructor(delivered: () => Session | undefined) {
		this.#delivered = delivered;
		this.#subscriptions = [
			vscode.window.onDidOpenTerminal((terminal) => {
				if (!this.#held.has(terminal)) {
					this.#hold(terminal, !relaunchesOnChange());
				}
			}),
			vscode.window.onDidChangeTerminalState((terminal) => {
				if (terminal.state.isInteractedWith && this.#held.get(terminal)?.isFixed !== true) {
					this.#hold(terminal, true);
				}
			}),
			vscode.window.onDidCloseTerminal((terminal) => this.#held.delete(terminal)),
		];
		for (const terminal of vscode.window.terminals) {
			this.#hold(terminal, terminal.state.isInteractedWith);
		}
	}

	/** The open terminals that hold live keys of a session, whichever time it was started or renewed. */
	holding(id: string, now: number): readonly { terminal: vscode.Terminal; session: Session }[] {
		return [...this.#held].flatMap(([terminal, { session, isFixed }]) =>
			isFixed && session?.id === id && isLive(session, now) ? [{ terminal, session }] : [],
		);
	}

	/** Opens a terminal that gets what is delivered now, without the variables that would contradict it. */
	open(session: Session, without: readonly string[]): vscode.Terminal {
		const terminal = vscode.window.createTerminal({
			name: session.name,
			iconPath: new vscode.ThemeIcon("key"),
			env: Object.fromEntries(without.map((variable) => [variable, null])),
		});
		// VS Code never starts an extension's terminal anew by itself.
		this.#hold(terminal, true);
		terminal.show();
		return terminal;
	}

	dispose(): void {
		vscode.Disposable.from(...this.#subscriptions).dispose();
		this.#held.clear();
	}

	#hold(terminal: vscode.Terminal, isFixed: boolean): void {
		this.#held.set(terminal, { session: this.#delivered(), isFixed });
	}
}

function relaunchesOnChange(): boolean {
	return vscode.workspace.getConfiguration("terminal.integrated").get("environmentChangesRelaunch", true);
}
