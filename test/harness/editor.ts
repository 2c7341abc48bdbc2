import type { Page } from "playwright-core";
import type { EditorFolders } from "./editorFolders.ts";

/** What an editor for a test is opened with. */
export interface EditorOptions {
	readonly folders: EditorFolders;
	/** The editor's whole environment, which its extension hosts and terminals inherit. */
	readonly env: Readonly<Record<string, string>>;
	/** The folder to open, if any. */
	readonly folder: string | undefined;
	/** Whether all of VS Code's own extensions are loaded, as at a person's; else the server leaves most of them out. */
	readonly allBuiltIns: boolean;
	/** Whether folders are opened in Restricted Mode. */
	readonly isRestricted: boolean;
	/** Of the window's content, in CSS pixels. */
	readonly size: { readonly width: number; readonly height: number };
}

/** A VS Code that runs, desktop or server, without the difference between the two. */
export interface Editor {
	readonly kind: "desktop" | "server";
	/** Address of the server, as in `http://127.0.0.1:41234`; the desktop has none. */
	readonly origin: string | undefined;
	/**
	 * Opens a window and answers its page once the page exists; the workbench in it may still be loading.
	 * @param command asks an open window, when there is one, to execute a VS Code command: the desktop's way
	 */
	openWindow(command: (id: string) => Promise<unknown>): Promise<Page>;
	/** Loads a window anew, which restarts its extension host. */
	reload(page: Page, command: (id: string) => Promise<unknown>): Promise<void>;
	/** The keys of the secrets of an extension that would be there after a reload; undefined: all that were stored. */
	savedSecrets(page: Page, extension: string): Promise<readonly string[] | undefined>;
	/** Ends everything that was started, and waits until it is gone. */
	close(): Promise<void>;
}
