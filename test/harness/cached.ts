import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, removeFolder } from "./folders.ts";

const stagingPrefix = ".staging-";
const abandonedAfterMs = 60 * 60 * 1000;

async function removeAbandoned(): Promise<void> {
	for (const name of await readdir(cacheFolder)) {
		const folder = join(cacheFolder, name);
		if (name.startsWith(stagingPrefix) && (await stat(folder)).mtimeMs < Date.now() - abandonedAfterMs) {
			await removeFolder(folder);
		}
	}
}

/**
 * The folder `name` in the cache, made first if it is not there. It is made elsewhere and renamed when it is whole,
 * so a folder that is there is always complete, also after a crash or with two makers at once.
 * @param make fills a staging folder and answers the folder in it (or itself) that is to be kept
 * @throws whatever `make` throws; nothing is left in the cache then
 */
export async function cached(name: string, make: (staging: string) => Promise<string>): Promise<string> {
	const kept = join(cacheFolder, name);
	if (existsSync(kept)) {
		return kept;
	}
	await mkdir(cacheFolder, { recursive: true });
	await removeAbandoned();
	const staging = await mkdtemp(join(cacheFolder, stagingPrefix));
	try {
		const made = await make(staging);
		await rename(made, kept).catch((error: unknown) => {
			// Another process was faster: what it made serves as well.
			if (!existsSync(kept)) {
				throw error;
			}
		});
		return kept;
	} finally {
		await removeFolder(staging);
	}
}
