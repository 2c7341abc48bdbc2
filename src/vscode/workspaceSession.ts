import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { logError } from "../core/logError.ts";
import { isLive, type Session } from "../core/session.ts";
import type { App } from "./app.ts";
import { workspaceProfile } from "./settings.ts";

/** The session that a workspace works with, by name. Never a secret. */
interface Remembered {
	readonly id: string;
	readonly profile?: string;
}

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
	#remembered: Remembered | undefined;
	#isRestored = false;
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
			const { active } = app.manager;
			if (event.kind === "ended" && event.sessions.some(({ id }) => id === this.#remembered?.id)) {
				this.#remember(undefined);
			} else if (active !== undefined && active.id !== this.#remembered?.id) {
				this.#remember(active);
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

	/** Makes the workspace's session the active one. To be called once what lives is known. */
	async restore(): Promise<void> {
		const { manager, clock } = this.#app;
		this.#remembered = await this.#read();
		this.#isRestored = true;
		const configured = workspaceProfile();
		const wanted = configured === undefined ? this.#remembered?.id : `profile:${configured}`;
		const session = wanted === undefined ? undefined : manager.get(wanted);
		// Whoever was faster than this has chosen already.
		if (manager.active !== undefined) {
			this.#remember(manager.active);
		} else if (session !== undefined && isLive(session, clock.now())) {
			manager.switchTo(session.id);
		}
		this.#changed();
	}

	dispose(): void {
		this.#unsubscribe();
	}

	#remember(session: Session | undefined): void {
		if (!this.#isRestored) {
			return;
		}
		const remembered: Remembered | undefined =
			session === undefined
				? undefined
				: {
						id: session.id,
						...(session.request.kind === "profile" ? { profile: session.request.profile } : {}),
					};
		this.#remembered = remembered;
		this.#written = this.#written
			.then(() => this.#write(remembered ?? {}))
			.catch((error: unknown) => logError(this.#app.log, "the workspace's session was not noted", error));
	}

	async #write(remembered: Partial<Remembered>): Promise<void> {
		if (this.#folder === undefined) {
			await this.#state.update(stateKey, remembered);
		} else {
			await write(this.#folder, remembered);
		}
	}

	async #read(): Promise<Remembered | undefined> {
		try {
			const { id, profile } = (
				this.#folder === undefined
					? this.#state.get(stateKey, {})
					: JSON.parse(await readFile(fileIn(this.#folder), "utf8"))
			) as Partial<Remembered>;
			return typeof id === "string" ? { id, ...(typeof profile === "string" ? { profile } : {}) } : undefined;
		} catch {
			// None yet, or none that can be read: there is nothing to go by.
			return undefined;
		}
	}
}

function fileIn(folder: string): string {
	return join(folder, "session.json");
}

async function write(folder: string, remembered: Partial<Remembered>): Promise<void> {
	await mkdir(folder, { recursive: true });
	const draft = join(folder, "session.json.draft");
	await writeFile(draft, JSON.stringify(remembered));
	await rename(draft, fileIn(folder));
}
