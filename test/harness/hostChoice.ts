import { env, platform } from "node:process";
import { desktopExecutable, openDesktopEditor } from "./desktopHost.ts";
import type { Editor, EditorOptions } from "./editor.ts";
import { openServerEditor } from "./serverEditor.ts";

/** Whether windows can be shown: always on macOS and Windows, on Linux only with a display. */
export function hasDisplay(): boolean {
	return platform !== "linux" || Boolean(env["DISPLAY"]) || Boolean(env["WAYLAND_DISPLAY"]);
}

// Asked once per process: where the update server cannot be reached, each answer takes until the time-out.
let availableDesktop: Promise<string | undefined> | undefined;

/**
 * The desktop VS Code to use: undefined when VSCODE_TEST_HOST says "server", or when it says nothing and there is no
 * display or no download.
 * @throws Error when VSCODE_TEST_HOST says "desktop" and the desktop cannot be had, or says something else
 */
export async function chosenDesktop(): Promise<string | undefined> {
	const choice = env["VSCODE_TEST_HOST"] ?? "";
	switch (choice) {
		case "server":
			return undefined;
		case "desktop":
			return desktopExecutable();
		case "":
			availableDesktop ??= hasDisplay()
				? desktopExecutable().catch(() => undefined)
				: Promise.resolve(undefined);
			return availableDesktop;
		default:
			throw new Error(`VSCODE_TEST_HOST is "${choice}": it may be "desktop" or "server"`);
	}
}

/** Opens the desktop VS Code where it can be had, else the VS Code server with a headless browser. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
	const desktop = await chosenDesktop();
	return desktop === undefined ? openServerEditor(options) : openDesktopEditor(desktop, options);
}
