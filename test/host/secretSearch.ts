import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** How much (characters) of a secret counts as a leak: stores may compress or cut what they hold. */
const pieceLength = 16;

/** What to look for of a secret: its beginning, middle and end, as plain text, as UTF-16 and inside base64. */
function pieces(secret: string): Buffer[] {
	const cut = (text: string): string[] =>
		[0, (text.length - pieceLength) >> 1, text.length - pieceLength].map((at) =>
			text.slice(at, at + pieceLength),
		);
	const plain = [secret, encodeURIComponent(secret)].flatMap(cut);
	const inBase64 = [0, 1, 2].flatMap((shift) =>
		cut(
			Buffer.from(`${" ".repeat(shift)}${secret}`)
				.toString("base64")
				.slice(4, -4),
		),
	);
	return [...new Set([...plain, ...inBase64])].flatMap((text) => [
		Buffer.from(text, "latin1"),
		Buffer.from(text, "utf16le"),
	]);
}

async function filesUnder(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Finds any of many pieces in one walk over a file: by its first four bytes, and then by all of it. */
class PieceFinder {
	/** Whether a piece may begin with four bytes, by their hash. */
	readonly #begins = new Uint8Array(1 << 20);
	readonly #byBeginning = new Map<number, Buffer[]>();

	constructor(pieces: readonly Buffer[]) {
		for (const piece of pieces) {
			const beginning = piece.readUInt32LE(0);
			this.#begins[hashed(beginning)] = 1;
			this.#byBeginning.set(beginning, [...(this.#byBeginning.get(beginning) ?? []), piece]);
		}
	}

	isIn(content: Buffer): boolean {
		let last = 0;
		for (let end = 0; end < content.length; end++) {
			last = (last >>> 8) | ((content[end] ?? 0) << 24);
			if (this.#begins[hashed(last)] === 1 && this.#standsAt(content, end - 3, last >>> 0)) {
				return true;
			}
		}
		return false;
	}

	#standsAt(content: Buffer, start: number, beginning: number): boolean {
		return (this.#byBeginning.get(beginning) ?? []).some(
			(piece) => start >= 0 && content.subarray(start, start + piece.length).equals(piece),
		);
	}
}

function hashed(beginning: number): number {
	return Math.imul(beginning, 0x9e3779b1) >>> 12;
}

/** The files, relative to the folder, that hold a piece of one of the secrets. */
export async function filesHolding(folder: string, secrets: readonly string[]): Promise<string[]> {
	const finder = new PieceFinder(secrets.flatMap(pieces));
	const holding: string[] = [];
	for (const file of await filesUnder(folder)) {
		if (finder.isIn(await readFile(file))) {
			holding.push(relative(folder, file));
		}
	}
	return holding;
}
