import type { BrowserContext, Page } from "playwright-core";
import { waitFor } from "./waitFor.ts";

// The web workbench seals all secrets (a fresh key, then encryption) and puts them into localStorage after it has told
// the extension that they are stored: a reload right then would lose them. So sealings under way are counted.
const countSealings = `
	globalThis.sealingsUnderWay = 0;
	const { generateKey, encrypt } = SubtleCrypto.prototype;
	SubtleCrypto.prototype.generateKey = function (...parameters) {
		globalThis.sealingsUnderWay++;
		return generateKey.apply(this, parameters);
	};
	SubtleCrypto.prototype.encrypt = function (...parameters) {
		return encrypt.apply(this, parameters).finally(() => setTimeout(() => globalThis.sealingsUnderWay--));
	};
`;

/** Makes pages opened from now on tell when secrets are being saved. */
export async function watchSecretSaves(context: BrowserContext): Promise<void> {
	await context.addInitScript(countSealings);
}

/** Waits until every secret that an extension has stored through this page would survive a reload. */
export async function secretsSaved(page: Page): Promise<void> {
	await waitFor(
		"secrets to be saved",
		async () => (await page.evaluate("globalThis.sealingsUnderWay")) === 0,
	);
}
