import type * as vscode from "vscode";
import { isLive } from "../core/session.ts";
import type { App } from "./app.ts";
import { workspaceProfile } from "./settings.ts";

const key = "activeSession";

/** The session that a workspace works with, by name. Never a secret. */
interface Remembered {
	readonly id: string;
	readonly profile?: string;
}

/**
 * Remembers which session a workspace works with: one that still lives is made the active one again when the workspace
 * is opened, for another one's profile the status bar offers to start it.
 */
export class WorkspaceSession implements vscode.Disposable {
	readonly #app: App;
	readonly #state: vscode.Memento;
	readonly #unsubscribe: () => void;
	#isRestoring = true;

	constructor(app: App, state: vscode.Memento) {
		this.#app = app;
		this.#state = state;
		this.#unsubscribe = app.manager.onDidChange((event) => {
			if (event.kind === "ended" && event.sessions.some(({ id }) => id === this.#remembered?.id)) {
				void state.update(key, undefined);
			} else {
				this.#remember();
			}
		});
	}

	/** The profile to start a session of, when there is none: the setting's, else the one worked with last. */
	get offeredProfile(): string | undefined {
		const { config } = this.#app.config.current ?? {};
		return [workspaceProfile(), this.#remembered?.profile].find(
			(profile) => profile !== undefined && config?.profiles.has(profile) === true,
		);
	}

	/** To be called once what lives is known. */
	restore(): void {
		const { manager, clock } = this.#app;
		this.#isRestoring = false;
		const configured = workspaceProfile();
		const wanted = configured === undefined ? this.#remembered?.id : `profile:${configured}`;
		const session = wanted === undefined ? undefined : manager.get(wanted);
		if (manager.active === undefined && session !== undefined && isLive(session, clock.now())) {
			manager.switchTo(session.id);
		}
	}

	dispose(): void {
		this.#unsubscribe();
	}

	get #remembered(): Remembered | undefined {
		const value = this.#state.get<Partial<Remembered>>(key);
		return typeof value?.id === "string" ? { ...value, id: value.id } : undefined;
	}

	#remember(): void {
		const { active } = this.#app.manager;
		if (this.#isRestoring || active === undefined || active.id === this.#remembered?.id) {
			return;
		}
		const { id, request } = active;
		const value: Remembered = { id, ...(request.kind === "profile" ? { profile: request.profile } : {}) };
		void this.#state.update(key, value);
	}
}
