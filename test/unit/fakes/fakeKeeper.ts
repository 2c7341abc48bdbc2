import type { StaticKeys } from "../../../src/core/config/profile.ts";
import type { StoredKeyPair } from "../../../src/core/config/sharedConfig.ts";
import type { KeepRequest, KeyKeeper } from "../../../src/credentials/moveKeys.ts";

/** Keeps keys in memory, and can be told to fail. */
export class FakeKeeper implements KeyKeeper {
	readonly #kept = new Map<string, { readonly pair: StoredKeyPair; readonly keys: StaticKeys }>();
	/** What goes wrong: nothing can be kept or forgotten, or what was kept is not there, not listed or another afterwards. */
	failing: "keep" | "lost" | "unlisted" | "mangled" | "remove" | undefined;
	mangled: StaticKeys | undefined;

	get pairs(): readonly StoredKeyPair[] {
		return [...this.#kept.values()].map(({ pair }) => pair);
	}

	get profiles(): readonly string[] {
		return this.pairs.map(({ profile }) => profile);
	}

	async pairsOf(credentialsFile: string): Promise<readonly StoredKeyPair[]> {
		return this.failing === "unlisted"
			? []
			: this.pairs.filter((pair) => pair.credentialsFile === credentialsFile);
	}

	async get({ id }: StoredKeyPair): Promise<StaticKeys | undefined> {
		return this.failing === "lost"
			? undefined
			: this.failing === "mangled"
				? this.mangled
				: this.#kept.get(id)?.keys;
	}

	async keep(request: KeepRequest, keys: StaticKeys): Promise<StoredKeyPair> {
		if (this.failing === "keep") {
			throw new Error(`no keyring for ${keys.secretAccessKey.reveal()}`);
		}
		const { profile, home, credentialsFile, since } = request;
		const { accessKeyId } = keys;
		const pair = {
			id: `${profile} ${accessKeyId} ${since}`,
			profile,
			home,
			credentialsFile,
			since,
			accessKeyId,
		};
		this.#kept.set(pair.id, { pair, keys });
		return pair;
	}

	async remove({ id }: StoredKeyPair): Promise<void> {
		if (this.failing === "remove") {
			throw new Error("no keyring");
		}
		this.#kept.delete(id);
	}
}
