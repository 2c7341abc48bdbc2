import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { StoredKeyPair } from "../../core/config/sharedConfig.ts";
import { withStoredKeys } from "../../core/config/storedKeys.ts";
import { Emitter } from "../../core/emitter.ts";
import { configLocation, type LoadedConfig, loadConfig } from "./configFiles.ts";
import { FileWatcher } from "./fileWatcher.ts";

/** The files as last read, kept current. Uses that matter read them afresh through {@link reload}. */
export class ConfigModel {
	readonly #environment: () => Environment;
	readonly #storedKeys: (credentialsFile: string) => Promise<readonly StoredKeyPair[]>;
	readonly #changed = new Emitter<LoadedConfig>();
	readonly #watcher: FileWatcher;
	#current: LoadedConfig | undefined;
	/** The last reading that has begun. */
	#reading: Promise<LoadedConfig> | undefined;
	/** The reading that begins when that one is over. */
	#next: Promise<LoadedConfig> | undefined;

	/** Told when what the files say has changed. */
	readonly onDidChange = this.#changed.subscribe;

	/**
	 * @param environment the variables that say where the files are, asked for anew at each look
	 * @param storedKeys the access keys of a credentials file's profiles that are kept outside it, asked for likewise
	 */
	constructor(
		environment: () => Environment,
		clock: Clock,
		storedKeys: (credentialsFile: string) => Promise<readonly StoredKeyPair[]> = async () => [],
	) {
		this.#environment = environment;
		this.#storedKeys = storedKeys;
		this.#watcher = new FileWatcher(clock, () => void this.reload());
	}

	/** What was read last; undefined before the first reading. */
	get current(): LoadedConfig | undefined {
		return this.#current;
	}

	/** Starts to watch, and reads. To be called again when the files may be elsewhere. */
	async start(): Promise<LoadedConfig> {
		const location = configLocation(this.#environment());
		this.#watcher.watch(location === undefined ? [] : [location.configFile, location.credentialsFile]);
		return this.reload();
	}

	/** Reads the files now. Listeners hear of it only when what they say, or which keys are kept outside, differs. */
	reload(): Promise<LoadedConfig> {
		// A reading that began before the call may have missed what the caller wants to see; one that is to come has not.
		if (this.#next === undefined) {
			const next = (this.#reading ?? Promise.resolve())
				// Whoever asked for that one hears of its failure; this one is another.
				.catch(() => undefined)
				.then(() => {
					this.#next = undefined;
					this.#reading = next;
					return this.#read();
				});
			this.#next = next;
		}
		return this.#next;
	}

	async #read(): Promise<LoadedConfig> {
		const loaded = await this.#withStoredKeys(await loadConfig(this.#environment()));
		const before = this.#current;
		this.#current = loaded;
		if (before === undefined || fingerprint(before) !== fingerprint(loaded)) {
			this.#changed.fire(loaded);
		}
		return loaded;
	}

	async #withStoredKeys(loaded: LoadedConfig): Promise<LoadedConfig> {
		const { location, config } = loaded;
		const storedKeys = location === undefined ? [] : await this.#storedKeys(location.credentialsFile);
		return { ...loaded, storedKeys, config: withStoredKeys(config, storedKeys) };
	}

	dispose(): void {
		this.#watcher.dispose();
	}
}

function fingerprint({ location, texts, config, realFiles, storedKeys }: LoadedConfig): string {
	const unreadable = config.problems.map(({ place, message }) => `${place.file}:${place.line}:${message}`);
	return JSON.stringify([
		location,
		realFiles,
		texts.map(({ file, text }) => [file, text]),
		unreadable,
		storedKeys,
	]);
}
