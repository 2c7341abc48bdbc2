import type * as vscode from "vscode";
import { Secret } from "../../core/text/secret.ts";
import type { TotpSecrets } from "../../credentials/context.ts";

const prefix = "totp:";
const listKey = "totpDevices";

/** The secrets of MFA devices that people have asked to keep, in VS Code's secret storage, one entry per device. */
export class TotpSecretStore implements TotpSecrets {
	readonly #secrets: vscode.SecretStorage;
	/** Holds the devices' serials, which are no secrets, so that they can be listed. */
	readonly #state: vscode.Memento;

	constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
		this.#secrets = secrets;
		this.#state = state;
	}

	/** The serials of the devices whose secrets are kept. */
	get devices(): readonly string[] {
		return this.#state.get<string[]>(listKey, []);
	}

	async get(serial: string): Promise<Secret | undefined> {
		if (!this.devices.includes(serial)) {
			return undefined;
		}
		const stored = await this.#secrets.get(prefix + serial);
		return stored === undefined ? undefined : new Secret(stored);
	}

	/** Keeps a device's secret from now on. */
	async keep(serial: string, secret: Secret): Promise<void> {
		// First, so that no secret is ever there that nobody can see and remove.
		await this.#state.update(listKey, [...this.devices.filter((other) => other !== serial), serial]);
		await this.#secrets.store(prefix + serial, secret.reveal());
	}

	/** Forgets a device's secret. */
	async remove(serial: string): Promise<void> {
		await this.#secrets.delete(prefix + serial);
		await this.#state.update(
			listKey,
			this.devices.filter((other) => other !== serial),
		);
	}
}
