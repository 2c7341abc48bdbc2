import type { Clock } from "../clock.ts";
import type { Secret } from "./secret.ts";

/** A clipboard, as far as it is needed here. */
export interface Clipboard {
	readText(): PromiseLike<string>;
	writeText(text: string): PromiseLike<void>;
}

/** How long (ms) a secret stays in the clipboard. */
const loan = 60_000;
/** A clipboard may be out of reach while the window has no focus: how often (ms, times) it is tried again. */
const retry = { delay: 10_000, times: 60 };

/**
 * Puts a secret into the clipboard, and takes it out again after a minute, if it is still there.
 * @throws whatever the clipboard throws when it can't be written to
 */
export async function lendToClipboard(secret: Secret, clipboard: Clipboard, clock: Clock): Promise<void> {
	await clipboard.writeText(secret.reveal());
	const takeBack = async (triesLeft: number): Promise<void> => {
		try {
			if ((await clipboard.readText()) === secret.reveal()) {
				await clipboard.writeText("");
			}
		} catch {
			if (triesLeft > 0) {
				clock.schedule(retry.delay, () => void takeBack(triesLeft - 1));
			}
		}
	};
	clock.schedule(loan, () => void takeBack(retry.times));
}
