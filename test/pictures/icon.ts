// Renders media/icon.svg to media/icon.png, as the Marketplace and the Extensions view want it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findBrowser } from "../harness/browser.ts";
import { repositoryRoot } from "../harness/folders.ts";

/** Pixels, each way. */
const size = 256;

const media = join(repositoryRoot, "media");
const browser = await findBrowser();
const running = await chromium.launch({
	executablePath: browser.executablePath,
	args: [...browser.parameters],
	env: { ...process.env, ...browser.env },
});
try {
	const page = await running.newPage({ viewport: { width: size, height: size } });
	const svg = await readFile(join(media, "icon.svg"), "utf8");
	await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
	await page.screenshot({ path: join(media, "icon.png"), omitBackground: true });
} finally {
	await running.close();
}
