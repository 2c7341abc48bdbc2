import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { type ConfigLocation, homeFolder, locateConfig } from "../../core/config/configLocation.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import {
	type ConfigText,
	type FileKind,
	readSharedConfig,
	type SharedConfig,
	type StoredKeyPair,
} from "../../core/config/sharedConfig.ts";
import type { Problem } from "../../core/place.ts";
import { codeOf } from "./errorCode.ts";
import { realFile } from "./replaceFile.ts";

/** The two files as they are on disk now. */
export interface LoadedConfig {
	/** Undefined when there is no home folder to look in. */
	readonly location: ConfigLocation | undefined;
	/** The texts that could be read. A file that does not exist is no problem and has none. */
	readonly texts: readonly ConfigText[];
	readonly config: SharedConfig;
	/** The access keys that are kept outside the files. */
	readonly storedKeys?: readonly StoredKeyPair[];
	/** Where the files are through symbolic links; those that are missing, where they would be. */
	readonly realFiles: readonly string[];
}

/** Bytes; a hundred thousand profiles are a fifth of it. */
const maxFileSize = 100_000_000;

const isWindows = process.platform === "win32";

/** This person's home folder: as the environment names it, else as the operating system knows it. */
export function personHome(environment: Environment): string | undefined {
	return homeFolder(environment, isWindows) ?? operatingSystemHome();
}

/** Where the files are for this process. */
export function configLocation(environment: Environment): ConfigLocation | undefined {
	return locateConfig({ ...environment, HOME: personHome(environment) }, isWindows);
}

/** Reads both files. Never throws: a file that can't be read is a problem at its first line. */
export async function loadConfig(environment: Environment): Promise<LoadedConfig> {
	const location = configLocation(environment);
	if (location === undefined) {
		return { location, texts: [], config: readSharedConfig([]), realFiles: [] };
	}
	const read = await Promise.all([
		readText(location.configFile, "config"),
		readText(location.credentialsFile, "credentials"),
	]);
	const texts = read.filter((item): item is ConfigText => item !== undefined && "text" in item);
	const unreadable = read.filter((item): item is Problem => item !== undefined && "message" in item);
	const config = readSharedConfig(texts);
	const realFiles = await Promise.all(
		[location.configFile, location.credentialsFile].map((file) => realFile(file).catch(() => file)),
	);
	return { location, texts, realFiles, config: { ...config, problems: [...unreadable, ...config.problems] } };
}

async function readText(file: string, kind: FileKind): Promise<ConfigText | Problem | undefined> {
	try {
		const found = await stat(file);
		if (!found.isFile() && !found.isDirectory()) {
			return unreadable(file, "This is no regular file, so it is not read");
		}
		if (found.size > maxFileSize) {
			return unreadable(file, `This file has more than ${maxFileSize / 1_000_000} MB, so it is not read`);
		}
		return { file, kind, text: await readFile(file, "utf8") };
	} catch (error) {
		const code = codeOf(error);
		if (code === "ENOENT" || code === "ENOTDIR") {
			return undefined;
		}
		return unreadable(file, reason(code));
	}
}

function unreadable(file: string, message: string): Problem {
	return { severity: "error", message, place: { file, line: 0, column: 0, length: 0 } };
}

function reason(code: string): string {
	switch (code) {
		case "EACCES":
		case "EPERM":
			return "This file can't be read: permission denied. Check its owner and mode";
		case "EISDIR":
			return "This is a folder, but AWS expects a file here";
		default:
			return `This file can't be read (${code})`;
	}
}

function operatingSystemHome(): string | undefined {
	try {
		return homedir();
	} catch {
		return undefined;
	}
}
