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

/** The files, relative to the folder, that hold a piece of one of the secrets. */
export async function filesHolding(folder: string, secrets: readonly string[]): Promise<string[]> {
	const wanted = secrets.flatMap(pieces);
	const holding: string[] = [];
	for (const file of await filesUnder(folder)) {
		const content = await readFile(file);
		if (wanted.some((piece) => content.includes(piece))) {
			holding.push(relative(folder, file));
		}
	}
	return holding;
}
