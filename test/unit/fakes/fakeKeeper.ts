import type { StaticKeys } from "../../../src/core/profile.ts";
import type { StoredKeyPair } from "../../../src/core/sharedConfig.ts";
import type { KeepRequest, KeyKeeper } from "../../../src/credentials/moveKeys.ts";

/** Keeps keys in memory, and can be told to fail. */
export class FakeKeeper implements KeyKeeper {
	readonly #keys = new Map<string, StaticKeys>();
	/** What goes wrong: nothing can be kept, or what was kept is not there or another afterwards. */
	failing: "keep" | "lost" | "mangled" | "remove" | undefined;
	mangled: StaticKeys | undefined;

	get profiles(): readonly string[] {
		return [...this.#keys.keys()];
	}

	async get({ profile }: StoredKeyPair): Promise<StaticKeys | undefined> {
		return this.failing === "lost"
			? undefined
			: this.failing === "mangled"
				? this.mangled
				: this.#keys.get(profile);
	}

	async keep(request: KeepRequest, keys: StaticKeys): Promise<StoredKeyPair> {
		if (this.failing === "keep") {
			throw new Error(`no keyring for ${keys.secretAccessKey.reveal()}`);
		}
		this.#keys.set(request.profile, keys);
		return { ...request, id: request.profile, accessKeyId: keys.accessKeyId };
	}

	async remove({ profile }: StoredKeyPair): Promise<void> {
		if (this.failing === "remove") {
			throw new Error("no keyring");
		}
		this.#keys.delete(profile);
	}
}
