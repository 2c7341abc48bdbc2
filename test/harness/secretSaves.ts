import { createDecipheriv, randomBytes } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { waitFor } from "./waitFor.ts";

// The web workbench seals all secrets (a fresh key, then encryption) and puts them into localStorage after it has told
// the extension that they are stored: a reload right then would lose them, so sealings under way are counted. It also
// seals at the same time what is stored at the same time, and then the last to be done wins, be it the older one: so
// they are made to wait for each other.
const sealInTurn = `
	globalThis.sealingsUnderWay = 0;
	const { generateKey, encrypt } = SubtleCrypto.prototype;
	let last = Promise.resolve();
	let finish = () => {};
	SubtleCrypto.prototype.generateKey = function (...parameters) {
		globalThis.sealingsUnderWay++;
		const turn = last;
		const { promise, resolve } = Promise.withResolvers();
		last = promise;
		return turn.then(() => {
			finish = resolve;
			return generateKey.apply(this, parameters);
		});
	};
	SubtleCrypto.prototype.encrypt = function (...parameters) {
		return encrypt.apply(this, parameters).finally(() =>
			setTimeout(() => {
				globalThis.sealingsUnderWay--;
				finish();
			}),
		);
	};
`;

const keyLength = 32;
const ivLength = 12;
const tagLength = 16;

/** What the web workbenches of a browser keep of secrets, and would still have after a reload. */
export class SecretSaves {
	/** The server's part of the keys: the same every time, as from a server with a key of its own. */
	readonly #serverKey = randomBytes(keyLength);

	private constructor() {}

	/** Lets pages opened from now on keep secrets, and tell when they do. */
	static async watch(context: BrowserContext): Promise<SecretSaves> {
		const saves = new SecretSaves();
		await context.addInitScript(sealInTurn);
		await context.route("**/mint-key", (route) =>
			route.fulfill({ contentType: "application/octet-stream", body: saves.#serverKey }),
		);
		return saves;
	}

	/** Waits until every secret that an extension has stored through this page would survive a reload. */
	async settled(page: Page): Promise<void> {
		await waitFor(
			"secrets to be saved",
			async () => (await page.evaluate("globalThis.sealingsUnderWay")) === 0,
		);
	}

	/** The keys under which an extension's secrets would be there after a reload. */
	async keys(page: Page, extension: string): Promise<string[]> {
		const sealed = await page.evaluate(() => localStorage.getItem("secrets.provider"));
		const names = sealed === null ? [] : Object.keys(JSON.parse(this.#unsealed(sealed)));
		return names
			.filter((name) => name.startsWith("{"))
			.map((name) => JSON.parse(name) as { extensionId: string; key: string })
			.filter(({ extensionId }) => extensionId === extension)
			.map(({ key }) => key);
	}

	/** The page's part of the key, the IV, and what is sealed with its tag. */
	#unsealed(base64: string): string {
		const bytes = Buffer.from(base64, "base64");
		const key = bytes.subarray(0, keyLength).map((byte, at) => byte ^ (this.#serverKey[at] ?? 0));
		const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(keyLength, keyLength + ivLength));
		decipher.setAuthTag(bytes.subarray(-tagLength));
		return (
			decipher.update(bytes.subarray(keyLength + ivLength, -tagLength), undefined, "utf8") +
			decipher.final("utf8")
		);
	}
}
