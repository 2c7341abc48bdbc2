import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { nextCountdownChange } from "../../core/session/countdown.ts";
import type { Session } from "../../core/session/session.ts";
import { TreeRefresh } from "../../core/treeRefresh.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { SessionSignIn } from "../identityCenter/signInOfSession.ts";
import { onDidChangeSettings } from "../settings.ts";
import { sessionItem } from "./sessionItem.ts";

/** A session's row. Commands of the view's menus get it as their argument. */
export class SessionElement {
	/** The session's id. */
	readonly session: string;

	constructor({ id }: Session) {
		this.session = id;
	}
}

/** What sessions build on. */
export interface SessionSignIns {
	of(session: Session): SessionSignIn | undefined;
	/** Told when one stands otherwise. Gives what ends that. */
	onDidChange(listener: () => void): () => void;
}

/** The view of this window's sessions. Counts down while it is in sight, and costs nothing while it is not. */
export class SessionsView implements vscode.TreeDataProvider<SessionElement>, vscode.Disposable {
	readonly #manager: SessionManager;
	readonly #clock: Clock;
	readonly #signIns: SessionSignIns;
	readonly #changed = new vscode.EventEmitter<void>();
	readonly #view: vscode.TreeView<SessionElement>;
	readonly #refresh: TreeRefresh<never>;
	readonly #subscriptions: readonly (() => void)[];

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(manager: SessionManager, clock: Clock, signIns: SessionSignIns) {
		this.#manager = manager;
		this.#clock = clock;
		this.#signIns = signIns;
		this.#view = vscode.window.createTreeView("awsSessions.sessions", { treeDataProvider: this });
		this.#refresh = new TreeRefresh({
			clock,
			fire: () => this.#changed.fire(),
			isInSight: () => this.#view.visible,
			nextChange: () => nextCountdownChange(manager.sessions, clock.now()),
		});
		this.#view.onDidChangeVisibility(() => this.#refresh.look());
		// What is production is set.
		const settings = onDidChangeSettings(() => this.#refresh.now());
		this.#subscriptions = [
			manager.onDidChange(() => this.#refresh.now()),
			signIns.onDidChange(() => this.#refresh.now()),
			() => settings.dispose(),
		];
	}

	async getChildren(element?: SessionElement): Promise<SessionElement[]> {
		const rows = async () => this.#manager.sessions.map((session) => new SessionElement(session));
		return element === undefined ? this.#refresh.load(rows) : [];
	}

	getTreeItem({ session: id }: SessionElement): vscode.TreeItem {
		const session = this.#manager.get(id);
		return session === undefined
			? new vscode.TreeItem("")
			: sessionItem(session, session === this.#manager.active, this.#clock.now(), this.#signIns.of(session));
	}

	dispose(): void {
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
		this.#refresh.dispose();
		this.#view.dispose();
		this.#changed.dispose();
	}
}
