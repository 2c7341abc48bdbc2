import type * as vscode from "vscode";

const key = "recentProfiles";
const limit = 50;

/** The profiles used last, newest first. Names only, kept over restarts. */
export class RecentProfiles {
	readonly #state: vscode.Memento;

	constructor(state: vscode.Memento) {
		this.#state = state;
	}

	get names(): readonly string[] {
		return this.#state.get<string[]>(key, []);
	}

	async add(name: string): Promise<void> {
		await this.#state.update(key, [name, ...this.names.filter((other) => other !== name)].slice(0, limit));
	}
}
