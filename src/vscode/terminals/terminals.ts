import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { HeldSession, TerminalNotes } from "../../sessions/terminalNotes.ts";
import type { Delivered } from "../delivery/windowDelivery.ts";

/** What a terminal's shell was started with. */
interface Held {
	readonly session: HeldSession | undefined;
	/**
	 * As long as nobody has typed into a terminal, VS Code starts it anew when the variables change; from then
	 * on it keeps what it has.
	 */
	readonly isFixed: boolean;
}

/** Milliseconds within which VS Code opens a terminal that it asked for. */
const expectation = 10_000;

/** The terminals of the window and the sessions that they have. */
export class Terminals implements vscode.Disposable {
	readonly #held = new Map<vscode.Terminal, Held>();
	/** Terminals that VS Code is to open itself with a session, by their names. */
	readonly #expected: { readonly name: string; readonly session: HeldSession }[] = [];
	readonly #delivered: () => HeldSession | undefined;
	readonly #notes: TerminalNotes;
	readonly #log: Log;
	readonly #clock: Clock;
	readonly #subscriptions: vscode.Disposable[];
	readonly #changed = new vscode.EventEmitter<void>();

	/** Terminals have come or gone, or have other sessions. */
	readonly onDidChange = this.#changed.event;

	/**
	 * @param delivered what new terminals get at the moment
	 * @param notes what terminals that were there before this window was reloaded have
	 */
	constructor(delivered: () => Delivered | undefined, notes: TerminalNotes, log: Log, clock: Clock) {
		this.#delivered = () => {
			const now = delivered();
			return now === undefined ? undefined : heldBy(now.session, now.kind);
		};
		this.#notes = notes;
		this.#log = log;
		this.#clock = clock;
		this.#subscriptions = [
			vscode.window.onDidOpenTerminal((terminal) => {
				const index = this.#expected.findIndex(({ name }) => name === terminal.creationOptions.name);
				const [expected] = index < 0 ? [] : this.#expected.splice(index, 1);
				if (expected !== undefined) {
					this.#set(terminal, { session: expected.session, isFixed: true });
				} else if (!this.#held.has(terminal)) {
					this.#meet(terminal, !relaunchesOnChange());
				}
			}),
			vscode.window.onDidChangeTerminalState((terminal) => {
				if (terminal.state.isInteractedWith && this.#held.get(terminal)?.isFixed !== true) {
					this.#hold(terminal, true);
				}
			}),
			vscode.window.onDidCloseTerminal((terminal) => {
				this.#held.delete(terminal);
				this.#note(terminal, undefined);
				this.#changed.fire();
			}),
		];
		for (const terminal of vscode.window.terminals) {
			this.#meet(terminal, terminal.state.isInteractedWith);
		}
	}

	/** The open terminals that hold live keys of a session, whichever time it was started or renewed. */
	holding(id: string, now: number): readonly { terminal: vscode.Terminal; session: HeldSession }[] {
		return [...this.#held].flatMap(([terminal, { session, isFixed }]) =>
			isFixed && session?.id === id && session.byEndpoint !== true && isLive(session, now)
				? [{ terminal, session }]
				: [],
		);
	}

	/** Whether an open terminal has a session, of whatever time. */
	isHolding(id: string): boolean {
		return [...this.#held.values()].some(({ session }) => session?.id === id);
	}

	/** The open terminals that have sessions from an endpoint of this window's. */
	onEndpoint(): readonly vscode.Terminal[] {
		return [...this.#held].flatMap(([terminal, { session }]) =>
			session?.byEndpoint === true ? [terminal] : [],
		);
	}

	/** The open terminals that keep something else than new ones get. */
	outdated(): readonly vscode.Terminal[] {
		const now = this.#delivered();
		return [...this.#held].flatMap(([terminal, { session, isFixed }]) =>
			isFixed && !isDeepStrictEqual(session, now) ? [terminal] : [],
		);
	}

	/** Opens a terminal that has a session. */
	open(options: vscode.TerminalOptions, session: Session, kind: DeliveryKind): vscode.Terminal {
		const terminal = vscode.window.createTerminal(options);
		// VS Code never starts an extension's terminal anew by itself.
		this.#set(terminal, { session: heldBy(session, kind), isFixed: true });
		terminal.show();
		return terminal;
	}

	/** Announces a terminal with a session that VS Code opens by itself. */
	expect({ name = "" }: vscode.TerminalOptions, session: Session, kind: DeliveryKind): void {
		const expected = { name, session: heldBy(session, kind) };
		this.#expected.push(expected);
		// One that never comes must not be taken for another of its name.
		this.#clock.schedule(expectation, () => {
			const index = this.#expected.indexOf(expected);
			if (index >= 0) {
				this.#expected.splice(index, 1);
			}
		});
	}

	dispose(): void {
		vscode.Disposable.from(...this.#subscriptions).dispose();
		this.#held.clear();
		this.#changed.dispose();
	}

	/** Takes up one that is new, or was there before the window was reloaded: VS Code keeps that as it is. */
	#meet(terminal: vscode.Terminal, isFixed: boolean): void {
		const held: Held = { session: this.#delivered(), isFixed };
		this.#held.set(terminal, held);
		this.#changed.fire();
		this.#withProcess(terminal, async (pid) => {
			const session = await this.#notes.read(pid);
			if (session === undefined) {
				// Others that have come to hold something have noted it themselves.
				await (this.#held.get(terminal) === held ? this.#notes.write(pid, held.session) : undefined);
			} else if (this.#held.has(terminal)) {
				this.#set(terminal, { session, isFixed: true });
			}
		});
	}

	#hold(terminal: vscode.Terminal, isFixed: boolean): void {
		this.#set(terminal, { session: this.#delivered(), isFixed });
	}

	#set(terminal: vscode.Terminal, held: Held): void {
		this.#held.set(terminal, held);
		this.#note(terminal, held.session);
		this.#changed.fire();
	}

	#note(terminal: vscode.Terminal, session: HeldSession | undefined): void {
		this.#withProcess(terminal, (pid) => this.#notes.write(pid, session));
	}

	#withProcess(terminal: vscode.Terminal, step: (pid: number) => Promise<void>): void {
		const run = async (): Promise<void> => {
			const pid = await terminal.processId;
			if (pid !== undefined) {
				await step(pid);
			}
		};
		run().catch((error: unknown) => logError(this.#log, "what a terminal holds was not noted", error));
	}
}

function heldBy({ id, expiresAt }: Session, kind: DeliveryKind): HeldSession {
	return {
		id,
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(kind === "endpoint" ? { byEndpoint: true } : {}),
	};
}

function relaunchesOnChange(): boolean {
	return vscode.workspace.getConfiguration("terminal.integrated").get("environmentChangesRelaunch", true);
}
