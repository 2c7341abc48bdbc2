import * as vscode from "vscode";
import { isLive, type Session } from "../core/session.ts";
import { isProductionNow } from "./production.ts";

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
	readonly #changed = new vscode.EventEmitter<void>();

	/** Terminals have come or gone, or hold other sessions' keys. */
	readonly onDidChange = this.#changed.event;

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
			vscode.window.onDidCloseTerminal((terminal) => {
				this.#held.delete(terminal);
				this.#changed.fire();
			}),
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

	/** Whether an open terminal has a session's keys, of whatever time. */
	isHolding(id: string): boolean {
		return [...this.#held.values()].some(({ session }) => session?.id === id);
	}

	/**
	 * Opens a terminal that gets what is delivered now, without the variables that would contradict it.
	 * @param own the session's variables, when the session is delivered to its own terminals only
	 */
	open(session: Session, without: readonly string[], own?: ReadonlyMap<string, string>): vscode.Terminal {
		const isProduction = isProductionNow(session);
		const terminal = vscode.window.createTerminal({
			name: isProduction ? `PROD ${session.name}` : session.name,
			iconPath: new vscode.ThemeIcon(isProduction ? "flame" : "key"),
			...(isProduction ? { color: new vscode.ThemeColor("terminal.ansiRed") } : {}),
			env: {
				...Object.fromEntries(without.map((variable) => [variable, null])),
				...Object.fromEntries(own ?? []),
			},
		});
		// VS Code never starts an extension's terminal anew by itself.
		this.#held.set(terminal, { session: own === undefined ? this.#delivered() : session, isFixed: true });
		this.#changed.fire();
		terminal.show();
		return terminal;
	}

	dispose(): void {
		vscode.Disposable.from(...this.#subscriptions).dispose();
		this.#held.clear();
		this.#changed.dispose();
	}

	#hold(terminal: vscode.Terminal, isFixed: boolean): void {
		this.#held.set(terminal, { session: this.#delivered(), isFixed });
		this.#changed.fire();
	}
}

function relaunchesOnChange(): boolean {
	return vscode.workspace.getConfiguration("terminal.integrated").get("environmentChangesRelaunch", true);
}
