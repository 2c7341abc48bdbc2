import type * as vscode from "vscode";
import {
	readUsedRoles,
	type UsedRole,
	useRole,
	writeUsedRoles,
} from "../../core/identityCenter/usedRoles.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";

const key = "usedSsoRoles";

/** The roles of IAM Identity Center that were used without a profile, the one used last first; kept over restarts. */
export class UsedRoles {
	readonly #state: vscode.Memento;

	constructor(state: vscode.Memento) {
		this.#state = state;
	}

	/** Read afresh each time: other windows use roles too. */
	get all(): readonly UsedRole[] {
		return readUsedRoles(this.#state.get(key));
	}

	async add(request: SsoRoleRequest): Promise<void> {
		await this.#state.update(key, writeUsedRoles(useRole(this.all, request)));
	}
}
