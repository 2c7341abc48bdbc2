import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { privateMode, replaceWhole } from "../../aws/files/replaceFile.ts";
import type { ShellProfile } from "../../core/shells/shellProfile.ts";

/**
 * The profiles that the person has given other shells, each a file in a folder of this machine. They are what may be
 * handed out: the lines in the config file, which other programs can write too, are not enough.
 */
export class ShellProfiles {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	async all(): Promise<readonly ShellProfile[]> {
		const names = await readdir(this.#folder).catch(() => []);
		const texts = names
			.filter((name) => name.endsWith(".json"))
			.map((name) => readFile(join(this.#folder, name), "utf8").catch(() => ""));
		return (await Promise.all(texts))
			.flatMap((text) => read(text) ?? [])
			.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	/** In the place of one with the same name. */
	async put(profile: ShellProfile): Promise<void> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		await replaceWhole(this.#fileOf(profile.name), JSON.stringify(profile), privateMode);
	}

	async remove(name: string): Promise<void> {
		await rm(this.#fileOf(name), { force: true });
	}

	/** Names hold what file systems don't take. */
	#fileOf(name: string): string {
		return join(this.#folder, `${createHash("sha256").update(name).digest("hex").slice(0, 32)}.json`);
	}
}

function read(text: string): ShellProfile | undefined {
	try {
		const { name, source, isProduction, isSectionOurs } = JSON.parse(text) as Partial<ShellProfile>;
		const hasSource =
			source?.kind === "keys" || (source?.kind === "session" && typeof source.request?.kind === "string");
		return typeof name === "string" && hasSource
			? { name, source, isProduction: isProduction === true, isSectionOurs: isSectionOurs === true }
			: undefined;
	} catch {
		return undefined;
	}
}
