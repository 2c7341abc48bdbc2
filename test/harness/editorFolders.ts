import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where one editor keeps everything it writes. */
export interface EditorFolders {
	readonly userData: string;
	readonly extensions: string;
	readonly serverData: string;
	readonly browserProfile: string;
}

/** Makes the folders of a new editor under `root`, with `settings` as its user settings. */
export async function makeEditorFolders(
	root: string,
	settings: Readonly<Record<string, unknown>>,
): Promise<EditorFolders> {
	const folders: EditorFolders = {
		userData: join(root, "user-data"),
		extensions: join(root, "extensions"),
		serverData: join(root, "server-data"),
		browserProfile: join(root, "browser-profile"),
	};
	const userSettings = join(folders.userData, "User");
	// A server's windows take settings of scope `machine` from here alone.
	const machineSettings = join(folders.userData, "Machine");
	for (const folder of [...Object.values(folders), userSettings, machineSettings]) {
		await mkdir(folder, { recursive: true });
	}
	await writeFile(join(userSettings, "settings.json"), JSON.stringify(settings, undefined, "\t"));
	const own = Object.entries(settings).filter(([name]) => name.startsWith("awsSessions."));
	await writeFile(
		join(machineSettings, "settings.json"),
		JSON.stringify(Object.fromEntries(own), undefined, "\t"),
	);
	return folders;
}

/**
 * Installs an extension by a link to its folder, into an extensions folder that VS Code has not used yet. Installed
 * rather than under development: the web workbench takes development extensions only in a mode in which it shows no
 * notifications.
 */
export async function linkExtension({ extensions }: EditorFolders, extensionPath: string): Promise<void> {
	const manifest = await readFile(join(extensionPath, "package.json"), "utf8");
	const { publisher, name, version } = JSON.parse(manifest) as Record<string, string>;
	// A junction needs no privilege on Windows; elsewhere the type means nothing.
	await symlink(extensionPath, join(extensions, `${publisher}.${name}-${version}`), "junction");
}
