import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isPrivateFolder } from "../../aws/files/privateFolder.ts";
import { privateMode, replaceWhole } from "../../aws/files/replaceFile.ts";
import { type AnsweringWindow, readWindow } from "../../core/shells/shellRequest.ts";

/**
 * Leaves a file in a folder that this machine's windows share, by which other shells find this one, and takes those
 * away whose windows are gone. There is no secret in it.
 * @param isAlive whether a process runs
 * @returns what takes the file away, at once
 */
export async function announceWindow(
	folder: string,
	window: AnsweringWindow,
	isAlive: (pid: number) => boolean,
): Promise<() => void> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	await chmod(folder, 0o700);
	await removeStale(folder, isAlive);
	const file = join(folder, `${randomUUID()}.json`);
	await replaceWhole(file, JSON.stringify(window), privateMode);
	return () => rmSync(file, { force: true });
}

async function removeStale(folder: string, isAlive: (pid: number) => boolean): Promise<void> {
	for (const name of (await readdir(folder)).filter((one) => one.endsWith(".json"))) {
		const file = join(folder, name);
		const window = readWindow(await readFile(file, "utf8").catch(() => ""));
		if (window !== undefined && isAlive(window.pid)) {
			continue;
		}
		await rm(file, { force: true });
		const place = dirname(window?.socket ?? "");
		// What was made for its socket; never anything else that a file may name.
		if (/^aws-sessions-\w{6}$/.test(basename(place)) && (await isPrivateFolder(place))) {
			await rm(place, { recursive: true, force: true });
		}
	}
}
