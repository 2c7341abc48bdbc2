import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { findBrowser } from "./browser.ts";
import type { Editor, EditorOptions } from "./editor.ts";
import { SecretSaves } from "./secretSaves.ts";
import { type Server, startServer } from "./serverHost.ts";

/** What only the server's workbench shows, and no extension has to do with: left out of pictures. */
const plainerStatusBar = `
	const style = new CSSStyleSheet();
	style.replaceSync('[id="status.forwardedPorts"], [id="status.workbench.keyboardLayout"] { display: none !important }');
	document.adoptedStyleSheets = [style];
`;

/**
 * Resolves when VS Code has noted which terminals there are, for the time after a reload: it does so half a second after
 * their last change, by a timer of the page. One of the same page that is set later and lasts longer comes after it,
 * however slow the machine is.
 */
const terminalsNoted = "new Promise((resolve) => setTimeout(resolve, 700))";

/** A path as it stands in the workbench's addresses: with slashes, and a slash before a drive letter. */
function addressPath(path: string): string {
	return decodeURIComponent(pathToFileURL(resolve(path)).pathname);
}

/** Address of a window on `folder`, or of an empty one. */
export function windowAddress(server: Server, folder: string | undefined): string {
	return `${server.origin}/?${folder === undefined ? "ew=true" : `folder=${encodeURI(addressPath(folder))}`}`;
}

/** Opens the VS Code server with a headless Chromium, whose profile lies in `folders.browserProfile`. */
export async function openServerEditor(options: EditorOptions): Promise<Editor> {
	const { folders, env, folder, size } = options;
	const [browser, server] = await Promise.all([
		findBrowser(),
		startServer({
			folders,
			env,
			onlyFewBuiltIns: !options.allBuiltIns,
			isRestricted: options.isRestricted,
		}),
	]);
	try {
		const context = await chromium.launchPersistentContext(folders.browserProfile, {
			executablePath: browser.executablePath,
			args: [...browser.parameters],
			env: { ...env, ...browser.env },
			viewport: { ...size },
			permissions: ["clipboard-read", "clipboard-write"],
			// Rendering keeps up on slow machines, and pictures never catch a movement.
			reducedMotion: "reduce",
		});
		const close = async () => {
			await context.close();
			await server.close();
		};
		await context.addInitScript(plainerStatusBar);
		const saves = await SecretSaves.watch(context);
		const opened: Page[] = [];
		return {
			kind: "server",
			origin: server.origin,
			openWindow: async () => {
				await Promise.all(opened.filter((page) => !page.isClosed()).map((page) => saves.settled(page)));
				const blank = context.pages().find((page) => page.url() === "about:blank");
				const page = blank ?? (await context.newPage());
				await page.goto(windowAddress(server, folder), { waitUntil: "commit" });
				opened.push(page);
				return page;
			},
			reload: async (page) => {
				await saves.settled(page);
				await page.evaluate(terminalsNoted);
				await page.reload({ waitUntil: "commit" });
			},
			savedSecrets: (page, extension) => saves.keys(page, extension),
			close,
		};
	} catch (error) {
		await server.close();
		throw error;
	}
}
