import * as vscode from "vscode";
import {
	findRole,
	forgetRole,
	pinRole,
	type RememberedRole,
	readRememberedRoles,
	rememberRole,
	renameRole,
} from "../../core/profiles/rememberedRoles.ts";
import type { RoleRequest } from "../../core/session/session.ts";

const key = "rememberedRoles";

/** The roles that were assumed by hand, the one used last first; kept over restarts. */
export class RememberedRoles implements vscode.Disposable {
	readonly #state: vscode.Memento;
	readonly #changed = new vscode.EventEmitter<void>();

	readonly onDidChange = this.#changed.event;

	constructor(state: vscode.Memento) {
		this.#state = state;
	}

	/** Read afresh each time: other windows use roles too. */
	get all(): readonly RememberedRole[] {
		return readRememberedRoles(this.#state.get(key));
	}

	/** A role by its id or, failing that, by its name. */
	find(idOrName: string): RememberedRole | undefined {
		return findRole(this.all, idOrName);
	}

	async remember(request: RoleRequest): Promise<void> {
		await this.#update(rememberRole(this.all, request));
	}

	/** An empty name takes its name away. */
	async rename(id: string, name: string): Promise<void> {
		await this.#update(renameRole(this.all, id, name));
	}

	async pin(id: string, isPinned: boolean): Promise<void> {
		await this.#update(pinRole(this.all, id, isPinned));
	}

	async forget(id: string): Promise<void> {
		await this.#update(forgetRole(this.all, id));
	}

	/** Puts the list back as it was. */
	async restore(roles: readonly RememberedRole[]): Promise<void> {
		await this.#update(roles);
	}

	dispose(): void {
		this.#changed.dispose();
	}

	async #update(roles: readonly RememberedRole[]): Promise<void> {
		await this.#state.update(key, roles);
		this.#changed.fire();
	}
}
