import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { privateMode, replaceWhole } from "../../aws/files/replaceFile.ts";
import { logError } from "../../core/logError.ts";
import { isLive } from "../../core/session/session.ts";
import { memoryOf, type Remembered, readMemory, remembered } from "../../sessions/workspaceMemory.ts";
import type { App } from "../app.ts";
import { workspaceProfile } from "../settings.ts";

const stateKey = "workspaceSession";

/**
 * Remembers which session a workspace works with: one that still lives is made the active one again when the workspace
 * is opened, for another one's profile the status bar offers to start it.
 */
export class WorkspaceSession implements vscode.Disposable {
	readonly #app: App;
	readonly #folder: string | undefined;
	readonly #state: vscode.Memento;
	readonly #changed: () => void;
	readonly #unsubscribe: () => void;
	#remembered: Remembered = {};
	#isRestored = false;
	/** A session has been active in this window since it was opened. */
	#hadSession = false;
	/** The last write: one follows the other. */
	#written: Promise<void> = Promise.resolve();

	/**
	 * @param folder the workspace's own, for a file that is there as soon as it is written, as VS Code's state of the
	 * workspace is not; undefined: there is no workspace
	 * @param state what an empty window has instead
	 * @param changed called when the profile that is offered may be another one
	 */
	constructor(app: App, folder: string | undefined, state: vscode.Memento, changed: () => void) {
		this.#app = app;
		this.#state = state;
		this.#folder = folder;
		this.#changed = changed;
		this.#unsubscribe = app.manager.onDidChange((event) => {
			this.#hadSession ||= app.manager.active !== undefined;
			this.#remember(remembered(this.#remembered, event, app.manager.active));
		});
	}

	/** The profile to start a session of, when there is none: the setting's, else the one worked with last. */
	get offeredProfile(): string | undefined {
		// It is an offer to those who have just come: whoever ends a session here wants none.
		if (this.#hadSession) {
			return undefined;
		}
		const { config } = this.#app.config.current ?? {};
		return [workspaceProfile(), this.#remembered.profile].find(
			(profile) => profile !== undefined && config?.profiles.has(profile) === true,
		);
	}

	/** Makes the workspace's session the active one. To be called once what lives is known. */
	async restore(): Promise<void> {
		const { manager, clock } = this.#app;
		this.#remembered = await this.#read();
		this.#isRestored = true;
		const configured = workspaceProfile();
		const wanted = configured === undefined ? this.#remembered.id : `profile:${configured}`;
		const session = wanted === undefined ? undefined : manager.get(wanted);
		// Whoever was faster than this has chosen already.
		if (manager.active !== undefined) {
			this.#remember(memoryOf(manager.active));
		} else if (session !== undefined && isLive(session, clock.now())) {
			manager.switchTo(session.id);
		}
		this.#changed();
	}

	dispose(): void {
		this.#unsubscribe();
	}

	#remember(now: Remembered): void {
		if (!this.#isRestored || now === this.#remembered) {
			return;
		}
		this.#remembered = now;
		this.#written = this.#written
			.then(() => this.#write(now))
			.catch((error: unknown) => logError(this.#app.log, "the workspace's session was not noted", error));
	}

	async #write(now: Remembered): Promise<void> {
		if (this.#folder === undefined) {
			await this.#state.update(stateKey, now);
		} else {
			await write(this.#folder, now);
		}
	}

	async #read(): Promise<Remembered> {
		try {
			return readMemory(
				this.#folder === undefined
					? this.#state.get(stateKey)
					: JSON.parse(await readFile(fileIn(this.#folder), "utf8")),
			);
		} catch {
			// None yet, or none that can be read: there is nothing to go by.
			return {};
		}
	}
}

function fileIn(folder: string): string {
	return join(folder, "session.json");
}

async function write(folder: string, memory: Remembered): Promise<void> {
	await mkdir(folder, { recursive: true });
	await replaceWhole(fileIn(folder), JSON.stringify(memory), privateMode);
}
