import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "./bridge.ts";

/** How long (ms) a call takes at most to reach an extension host that does nothing else. */
const underWay = 200;

/**
 * Keeps an extension host busy, as on a slow machine: what is done in the window meanwhile reaches the extension only
 * afterwards, all of it. Comes back when it is busy.
 * @param ms how long
 */
export async function keepBusy(host: Host, ms: number): Promise<{ readonly isOver: Promise<void> }> {
	const isOver = host.evaluate((_, length) => {
		const end = performance.now() + length;
		for (let now = performance.now(); now < end; now = performance.now()) {
			// Nothing else can run.
		}
	}, ms);
	await delay(underWay);
	return { isOver };
}
