import { existsSync, type FSWatcher, readlinkSync, realpathSync, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Clock } from "../../core/clock.ts";

/** Writers save in several steps; this long (ms) after the last one the files are looked at. */
const settle = 100;

/**
 * Watches files by their folders, so that files which are replaced, missing or links are seen too. A folder
 * that is missing is watched for by the nearest one above it that is there.
 */
export class FileWatcher {
	readonly #clock: Clock;
	readonly #onChange: () => void;
	#files: readonly string[] = [];
	#watchers = new Map<string, FSWatcher>();
	#cancelSettle: (() => void) | undefined;

	constructor(clock: Clock, onChange: () => void) {
		this.#clock = clock;
		this.#onChange = onChange;
	}

	/** Watches these files from now on, in place of those before. */
	watch(files: readonly string[]): void {
		this.#files = files;
		this.#arm();
	}

	dispose(): void {
		this.watch([]);
		this.#cancelSettle?.();
	}

	#arm(): void {
		const wanted = watchTargets(this.#files);
		for (const [folder, watcher] of this.#watchers) {
			watcher.close();
			this.#watchers.delete(folder);
		}
		for (const [folder, names] of wanted) {
			try {
				const watcher = watch(folder, { persistent: false }, (_, name) => {
					if (name === null || names.has(name) || name === basename(folder)) {
						this.#changed();
					}
				});
				// A folder that is removed or unreadable ends its watcher; the next look finds another.
				watcher.on("error", () => this.#changed());
				this.#watchers.set(folder, watcher);
			} catch {
				// Not watchable (a network share, too many watches): the look at each focus has to do.
			}
		}
	}

	#changed(): void {
		this.#cancelSettle?.();
		this.#cancelSettle = this.#clock.schedule(settle, () => {
			this.#cancelSettle = undefined;
			this.#arm();
			this.#onChange();
		});
	}
}

/** The folders to watch and in each the names to look out for. */
function watchTargets(files: readonly string[]): Map<string, Set<string>> {
	const targets = new Map<string, Set<string>>();
	const add = (path: string): void => {
		let folder = dirname(path);
		let name = basename(path);
		while (!existsSync(folder) && dirname(folder) !== folder) {
			name = basename(folder);
			folder = dirname(folder);
		}
		const names = targets.get(folder) ?? new Set();
		targets.set(folder, names.add(name));
	};
	const addLinkTarget = (file: string): void => {
		try {
			add(resolve(dirname(file), readlinkSync(file)));
		} catch {
			// No link, just missing: its folder is watched.
		}
	};
	for (const file of files) {
		add(file);
		// The folder itself may be a link that is pointed elsewhere.
		add(dirname(file));
		try {
			add(realpathSync(file));
		} catch {
			addLinkTarget(file);
		}
	}
	return targets;
}
