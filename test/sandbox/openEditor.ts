import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { platform } from "node:process";
import { desktopParameters } from "../harness/desktopHost.ts";
import type { EditorFolders } from "../harness/editorFolders.ts";
import { chosenDesktop, hasDisplay } from "../harness/hostChoice.ts";
import { endProcessTree, spawnOwned } from "../harness/processTree.ts";
import { startServer } from "../harness/serverHost.ts";

/** An editor for a person, rather than for a test. */
export interface SandboxEditor {
	/** What to open in a browser; undefined when a window has come up by itself. */
	readonly address: string | undefined;
	/** Resolves when the person has quit the editor. */
	readonly ended: Promise<void>;
	close(): Promise<void>;
}

function endOf(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.once("exit", () => resolve());
	});
}

/**
 * Opens VS Code on `folder`: the desktop where it can be had, else a server for the person's own browser.
 * @throws Error when neither can be had
 */
export async function openSandboxEditor(
	folders: EditorFolders,
	env: Readonly<Record<string, string>>,
	folder: string,
): Promise<SandboxEditor> {
	const desktop = await chosenDesktop();
	if (desktop !== undefined) {
		const child = spawnOwned(desktop, desktopParameters({ folders, folder, isRestricted: false }), { env });
		child.stdout?.resume();
		child.stderr?.resume();
		return { address: undefined, ended: endOf(child), close: () => endProcessTree(child) };
	}
	// Whoever knows the address has a shell here: other people on this machine and other web pages may not guess it.
	const token = randomBytes(12).toString("base64url");
	const tokenFile = join(folders.serverData, "token");
	await writeFile(tokenFile, token, { mode: 0o600 });
	const server = await startServer({
		folders,
		env,
		parameters: ["--connection-token-file", tokenFile, "--default-folder", folder],
	});
	return { address: `${server.origin}/?tkn=${token}`, ended: endOf(server.process), close: server.close };
}

/** Shows an address in the person's browser, if there is a display to show it on. */
export function openInBrowser(address: string): void {
	if (!hasDisplay()) {
		return;
	}
	const commands: Partial<Record<string, readonly [string, ...string[]]>> = {
		darwin: ["open", address],
		win32: ["rundll32", "url.dll,FileProtocolHandler", address],
	};
	const [command, ...parameters] = commands[platform] ?? ["xdg-open", address];
	// The address is printed as well: a machine without a browser loses nothing.
	spawn(command, parameters, { stdio: "ignore", detached: true })
		.on("error", () => undefined)
		.unref();
}
