import { createHash, pbkdf2, randomBytes, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeOf } from "../../aws/files/errorCode.ts";
import { renamePatiently } from "../../aws/files/renamePatiently.ts";
import type { Clock } from "../../core/clock.ts";
import type { Secret } from "../../core/text/secret.ts";
import { codeMemory, type SentCodes } from "./mfaCodes.ts";

/** A note of a code that was sent, without the code. */
interface Note {
	readonly salt: string;
	readonly hash: string;
	/** When it was sent, in milliseconds since the epoch. */
	readonly at: number;
	/** AWS took it for none of the device's. */
	readonly isRefused: boolean;
}

/** What a note is called while it is written, after its name. */
const draftEnding = ".draft";

/**
 * Notes of the codes that windows have sent, in a folder that they share, so that none sends one again. There are only
 * a million codes: each is kept as a salted hash that takes so long to compute (some 70 ms) that nobody finds the code
 * in the moment between its note and its arrival at AWS. After that it is good for nothing.
 */
export class SentCodeFiles implements SentCodes {
	readonly #folder: string;
	readonly #clock: Clock;

	constructor(folder: string, clock: Clock) {
		this.#folder = folder;
		this.#clock = clock;
	}

	/** Notes a code of a device, and drops the notes that have had their time. Gives the name of the note. */
	async add(serial: string, code: Secret): Promise<string> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		const name = `${prefixOf(serial)}${randomUUID()}`;
		const salt = randomBytes(16).toString("hex");
		await this.#write(name, {
			salt,
			hash: await hashOf(code, salt),
			at: this.#clock.now(),
			isRefused: false,
		});
		await this.#tidy();
		return name;
	}

	/** To be called when AWS took the code of a note for none of the device's. */
	async refused(name: string): Promise<void> {
		const note = await this.#read(name);
		if (note !== undefined) {
			await this.#write(name, { ...note, isRefused: true });
		}
	}

	/** To be called when the code of a note turned out not to have been sent. */
	async remove(name: string): Promise<void> {
		await rm(join(this.#folder, name), { force: true });
	}

	/** Whether a code of a device was sent lately. */
	async has(serial: string, code: Secret): Promise<boolean> {
		for (const { salt, hash } of await this.#lately(serial)) {
			if ((await hashOf(code, salt)) === hash) {
				return true;
			}
		}
		return false;
	}

	/** When codes of a device were sent lately that were not refused, in milliseconds since the epoch. */
	async usedAt(serial: string): Promise<readonly number[]> {
		return (await this.#lately(serial)).filter(({ isRefused }) => !isRefused).map(({ at }) => at);
	}

	async #lately(serial: string): Promise<readonly Note[]> {
		const names = (await this.#names()).filter(
			(name) => name.startsWith(prefixOf(serial)) && !name.endsWith(draftEnding),
		);
		const notes = await Promise.all(names.map((name) => this.#read(name)));
		return notes.filter((note) => note !== undefined && this.#isLate(note)) as readonly Note[];
	}

	/** A clock may be put right by a little. */
	#isLate({ at }: Note): boolean {
		return Math.abs(this.#clock.now() - at) < codeMemory;
	}

	async #tidy(): Promise<void> {
		await Promise.all(
			(await this.#names()).map(async (name) => {
				const note = name.endsWith(draftEnding) ? undefined : await this.#read(name);
				// Another window may be about to write what is no note yet.
				if (note === undefined ? await this.#isOld(name) : !this.#isLate(note)) {
					await this.remove(name);
				}
			}),
		);
	}

	async #isOld(name: string): Promise<boolean> {
		try {
			return (await stat(join(this.#folder, name))).mtimeMs + codeMemory <= this.#clock.now();
		} catch {
			// It is a note by now, or gone.
			return false;
		}
	}

	async #names(): Promise<readonly string[]> {
		try {
			return await readdir(this.#folder);
		} catch (error) {
			if (codeOf(error) === "ENOENT") {
				return [];
			}
			throw error;
		}
	}

	/** Undefined when it can't be read. */
	async #read(name: string): Promise<Note | undefined> {
		try {
			const text = await readFile(join(this.#folder, name), "utf8");
			const { salt, hash, at, isRefused } = JSON.parse(text) as Partial<Note>;
			return typeof salt === "string" && typeof hash === "string" && typeof at === "number"
				? { salt, hash, at, isRefused: isRefused === true }
				: undefined;
		} catch {
			return undefined;
		}
	}

	async #write(name: string, note: Note): Promise<void> {
		const file = join(this.#folder, name);
		await writeFile(`${file}${draftEnding}`, JSON.stringify(note), { mode: 0o600 });
		await renamePatiently(`${file}${draftEnding}`, file, this.#clock);
	}
}

/** Devices' names hold what file systems don't take. */
function prefixOf(serial: string): string {
	return `${createHash("sha256").update(serial).digest("hex").slice(0, 32)}.`;
}

async function hashOf(code: Secret, salt: string): Promise<string> {
	// Electron's library does not have every function of Node's.
	const hash = await promisify(pbkdf2)(code.reveal(), Buffer.from(salt, "hex"), 100_000, 32, "sha512");
	return hash.toString("hex");
}
