import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout: where package.json is, and what is loaded as the development extension. */
export const repositoryRoot = resolve(import.meta.dirname, "../..");

/** Downloaded editors and browsers, kept between runs; the name is the one test-electron uses. */
export const cacheFolder = join(repositoryRoot, ".vscode-test");

/** A new folder of its own under the system's temporary folder, as its real path (macOS links /var). */
export async function makeTemporaryFolder(name: string): Promise<string> {
	return realpath(await mkdtemp(join(tmpdir(), `aws-sessions-${name}-`)));
}

/** Removes a folder and all in it. Retries, since Windows lets go of a file only after its process is gone. */
export async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
