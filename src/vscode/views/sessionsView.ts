import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { nextCountdownChange } from "../../core/session/countdown.ts";
import { Repaint } from "../../core/session/repaint.ts";
import type { Session } from "../../core/session/session.ts";
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
	readonly #repaint: Repaint;
	readonly #subscriptions: readonly (() => void)[];

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(manager: SessionManager, clock: Clock, signIns: SessionSignIns) {
		this.#manager = manager;
		this.#clock = clock;
		this.#signIns = signIns;
		this.#view = vscode.window.createTreeView("awsSessions.sessions", { treeDataProvider: this });
		this.#repaint = new Repaint(clock, () => {
			this.#changed.fire();
			return this.#view.visible ? nextCountdownChange(manager.sessions, clock.now()) : undefined;
		});
		this.#view.onDidChangeVisibility(() => this.#repaint.now());
		// What is production is set.
		const settings = onDidChangeSettings(() => this.#repaint.now());
		this.#subscriptions = [
			manager.onDidChange(() => this.#repaint.now()),
			signIns.onDidChange(() => this.#repaint.now()),
			() => settings.dispose(),
		];
	}

	getChildren(element?: SessionElement): SessionElement[] {
		return element === undefined ? this.#manager.sessions.map((session) => new SessionElement(session)) : [];
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
		this.#repaint.stop();
		this.#view.dispose();
		this.#changed.dispose();
	}
}
