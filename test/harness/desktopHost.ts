import type { ChildProcess } from "node:child_process";
import { platform } from "node:process";
import { downloadAndUnzipVSCode, SilentReporter } from "@vscode/test-electron";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { Editor, EditorOptions } from "./editor.ts";
import { cacheFolder } from "./folders.ts";
import { endProcessTree, spawnOwned } from "./processTree.ts";
import { waitFor } from "./waitFor.ts";

/** No answer from the update server for this long, in milliseconds, means that there is no desktop to be had. */
const downloadPatience = 10_000;

/**
 * The desktop VS Code's executable, downloaded on first use and kept. VSCODE_TEST_VERSION chooses the version: a number,
 * "insiders", or else the stable one.
 * @throws Error when it is not there and cannot be downloaded
 */
export async function desktopExecutable(): Promise<string> {
	return downloadAndUnzipVSCode({
		version: process.env["VSCODE_TEST_VERSION"] ?? "stable",
		cachePath: cacheFolder,
		timeout: downloadPatience,
		reporter: new SilentReporter(),
	});
}

/** The command line that makes a desktop VS Code quiet and keeps all it writes in `folders`. */
export function desktopParameters({
	folders,
	folder,
	isRestricted,
}: Pick<EditorOptions, "folders" | "folder" | "isRestricted">) {
	return [
		...["--user-data-dir", folders.userData, "--extensions-dir", folders.extensions],
		...(isRestricted ? [] : ["--disable-workspace-trust"]),
		...["--skip-welcome", "--skip-release-notes", "--disable-updates"],
		...["--disable-telemetry", "--disable-crash-reporter", "--force-disable-user-env", "--new-window"],
		// Neither a keyring nor a keychain that would ask the person for its password.
		...(platform === "linux" ? ["--password-store=basic", "--no-sandbox"] : []),
		...(platform === "darwin" ? ["--use-mock-keychain"] : []),
		...(folder === undefined ? [] : [folder]),
	];
}

/** Where the DevTools protocol is served, as soon as the process says so. */
async function devToolsAddress(child: ChildProcess): Promise<string> {
	let output = "";
	let failure: Error | undefined;
	child.on("error", (error) => {
		failure = error;
	});
	child.stdout?.resume();
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		output = (output + text).slice(-20_000);
	});
	const found = await waitFor("VS Code's DevTools address", () => {
		const ended = failure !== undefined || child.exitCode !== null;
		return ended ? "" : /DevTools listening on (ws:\S+)/.exec(output)?.[1];
	});
	if (found === "") {
		throw new Error(`VS Code ended with code ${child.exitCode}\n${output}`, { cause: failure });
	}
	return found;
}

function workbenchPages(context: BrowserContext): Page[] {
	return context.pages().filter((page) => /workbench[^/]*\.html/.test(page.url()));
}

/** Starts a desktop VS Code and connects to its windows through the DevTools protocol. */
export async function openDesktopEditor(executable: string, options: EditorOptions): Promise<Editor> {
	const { size } = options;
	const parameters = ["--remote-debugging-port=0", ...desktopParameters(options)];
	const child = spawnOwned(executable, parameters, { env: options.env });
	try {
		const browser = await chromium.connectOverCDP(await devToolsAddress(child));
		const context = await waitFor("VS Code's browser context", () => browser.contexts()[0]);
		const taken = new Set<Page>();
		return {
			kind: "desktop",
			origin: undefined,
			openWindow: async (command) => {
				if (taken.size > 0) {
					await command("workbench.action.duplicateWorkspaceInNewWindow");
				}
				const page = await waitFor("a VS Code window", () =>
					workbenchPages(context).find((candidate) => !taken.has(candidate)),
				);
				taken.add(page);
				// A window manager, or Electron, may have the last word about a window's size.
				await page.setViewportSize({ ...size }).catch(() => undefined);
				return page;
			},
			reload: async (_page, command) => {
				await command("workbench.action.reloadWindow");
			},
			savedSecrets: async () => undefined,
			close: async () => {
				await browser.close().catch(() => undefined);
				await endProcessTree(child);
			},
		};
	} catch (error) {
		await endProcessTree(child);
		throw error;
	}
}
