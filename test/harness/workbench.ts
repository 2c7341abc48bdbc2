import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type * as vscode from "vscode";
import { Bridge, type Host } from "./bridge.ts";
import type { Editor } from "./editor.ts";
import { linkExtension, makeEditorFolders } from "./editorFolders.ts";
import { childEnvironment } from "./environment.ts";
import { makeTemporaryFolder, removeFolder, repositoryRoot } from "./folders.ts";
import { openEditor } from "./hostChoice.ts";
import { quietSettings } from "./userSettings.ts";
import { startPatience } from "./waitFor.ts";
import { Person } from "./workbenchActions.ts";

/** What a workbench is opened with; everything may be left out. */
export interface WorkbenchOptions {
	/** Home folder of the editor, its extension host and its terminals; else an empty one. */
	readonly home?: string;
	/** Variables on top of the caller's environment; his AWS_* variables are never handed on. */
	readonly env?: Readonly<Record<string, string>>;
	/** The folder to open; without one, the window is empty. */
	readonly folder?: string;
	/** User settings on top of the quiet ones. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** The extension under test; else this checkout. */
	readonly extensionPath?: string;
	/** Loads all of VS Code's own extensions, such as git and the debugger: it takes 3 s longer. */
	readonly allBuiltIns?: boolean;
	/** Opens the folder in Restricted Mode; else it is trusted. */
	readonly isRestricted?: boolean;
	/** Of the window's content, in CSS pixels; else 1280 × 800. */
	readonly size?: { readonly width: number; readonly height: number };
	/** A theme's name, as in `Dark Modern`. */
	readonly colorTheme?: string;
	/** Where everything the editor and the browser write goes. If given, it stays after `close`. */
	readonly temporaryFolder?: string;
}

/** One window, with a person's hands (`person`, or `page` for what it lacks) and an extension's (`host`). */
export interface WorkbenchWindow {
	readonly page: Page;
	readonly host: Host;
	readonly person: Person;
	/** Loads the window anew and waits until the workbench and the extension host are there again. */
	reload(): Promise<void>;
	/** The keys of the secrets of an extension that would be there after a reload; undefined: all that were stored. */
	savedSecrets(extension: string): Promise<readonly string[] | undefined>;
}

/** The first window of an editor, and the editor. */
export interface Workbench extends WorkbenchWindow, AsyncDisposable {
	readonly kind: Editor["kind"];
	/** Root of everything written by the editor, its extensions and the browser; the home, if it was not given. */
	readonly temporaryFolder: string;
	readonly home: string;
	/** Address of the server, as in `http://127.0.0.1:41234`; the desktop has none. */
	readonly origin: string | undefined;
	/** Opens one more window on the same folder. */
	newWindow(): Promise<WorkbenchWindow>;
	/** Ends everything that was started and waits until it is gone. */
	close(): Promise<void>;
}

/** Restricted without being asked. */
const restrictedSettings = {
	"security.workspace.trust.enabled": true,
	"security.workspace.trust.startupPrompt": "never",
};

async function workbenchShown(page: Page): Promise<void> {
	await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: startPatience });
}

const executeCommand = (api: typeof vscode, id: string) => {
	// Not awaited: the command may end the very extension host that would answer.
	api.commands.executeCommand(id);
};

async function start(options: WorkbenchOptions, temporaryFolder: string, home: string) {
	const theme = options.colorTheme === undefined ? {} : { "workbench.colorTheme": options.colorTheme };
	const folders = await makeEditorFolders(temporaryFolder, {
		...quietSettings,
		...theme,
		...(options.isRestricted ? restrictedSettings : {}),
		...options.settings,
	});
	await linkExtension(folders, options.extensionPath ?? repositoryRoot);
	const bridge = await Bridge.install(folders.extensions, join(temporaryFolder, "bridge-hosts"));
	const editor = await openEditor({
		folders,
		env: childEnvironment(home, options.env),
		folder: options.folder,
		allBuiltIns: options.allBuiltIns ?? false,
		isRestricted: options.isRestricted ?? false,
		size: options.size ?? { width: 1280, height: 800 },
	});
	return { bridge, editor };
}

/**
 * Opens a VS Code with the extension under test, and waits until its extension host can be reached.
 * @throws Error when there is neither a desktop VS Code nor a server to be had, or it does not come up
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
	const temporaryFolder = options.temporaryFolder ?? (await makeTemporaryFolder("workbench"));
	const home = options.home ?? join(temporaryFolder, "home");
	await mkdir(home, { recursive: true });
	const discard = async () => {
		if (options.temporaryFolder === undefined) {
			await removeFolder(temporaryFolder);
		}
	};
	const { bridge, editor } = await start(options, temporaryFolder, home).catch(async (error: unknown) => {
		await discard();
		throw error;
	});
	const openWindow = async (command: (id: string) => Promise<unknown>): Promise<WorkbenchWindow> => {
		const { host, opened: page } = await bridge.connect(() => editor.openWindow(command));
		await workbenchShown(page);
		const reload = async () => {
			await host.afterRestart(() => editor.reload(page, (id) => host.evaluate(executeCommand, id)));
			await workbenchShown(page);
		};
		const savedSecrets = (extension: string) => editor.savedSecrets(page, extension);
		return { page, host, person: new Person(page, host, temporaryFolder), reload, savedSecrets };
	};
	const close = async () => {
		await editor.close();
		await discard();
	};
	try {
		const first = await openWindow(async () => undefined);
		return {
			...first,
			kind: editor.kind,
			origin: editor.origin,
			temporaryFolder,
			home,
			newWindow: () => openWindow((id) => first.host.evaluate(executeCommand, id)),
			close,
			[Symbol.asyncDispose]: close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
