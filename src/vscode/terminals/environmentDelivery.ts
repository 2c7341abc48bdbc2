import type * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { identityLabel } from "../../core/places/arn.ts";
import type { DeliveredSession, Delivery } from "../../delivery/delivery.ts";
import { environmentVariables } from "../../delivery/environmentVariables.ts";

/** Delivers through the environment of the window's new terminals and tasks. */
export class EnvironmentDelivery implements Delivery, vscode.Disposable {
	readonly #collection: vscode.GlobalEnvironmentVariableCollection;
	readonly #inherited: Environment;

	constructor(collection: vscode.GlobalEnvironmentVariableCollection, inherited: Environment) {
		// Before anything is put in: VS Code would otherwise write the values to its storage as plain text.
		collection.persistent = false;
		// What a window that did not close in order may have left.
		collection.clear();
		this.#collection = collection;
		this.#inherited = inherited;
	}

	/** Whether new terminals get a session's variables now. */
	get isDelivering(): boolean {
		return this.#collection.get("AWS_ACCESS_KEY_ID") !== undefined;
	}

	deliver(delivered: DeliveredSession | undefined): void {
		const variables =
			delivered === undefined ? new Map<string, string>() : environmentVariables(delivered, this.#inherited);
		// Every write marks open terminals as stale, so only what differs is written.
		const outdated: string[] = [];
		this.#collection.forEach((name) => {
			if (!variables.has(name)) {
				outdated.push(name);
			}
		});
		for (const name of outdated) {
			this.#collection.delete(name);
		}
		for (const [name, value] of variables) {
			if (this.#collection.get(name)?.value !== value) {
				// Again after the shell's startup files, which may export keys of their own.
				this.#collection.replace(name, value, {
					applyAtProcessCreation: true,
					applyAtShellIntegration: true,
				});
			}
		}
		this.#collection.description = delivered === undefined ? undefined : describe(delivered);
	}

	dispose(): void {
		this.#collection.clear();
	}
}

function describe({ session }: DeliveredSession): string {
	return `AWS session ${session.name}: ${identityLabel(session.identity)} in account ${session.identity.account}`;
}
