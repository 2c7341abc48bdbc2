import type { Locator, Page } from "playwright-core";
import { waitFor } from "../harness/waitFor.ts";

/**
 * Holds Ctrl and clicks, until the link has taken it: editors and terminals look for links in their own time.
 * @param isTaken whether what the link does has begun
 */
export async function clickLink(page: Page, place: Locator, isTaken: () => Promise<boolean>): Promise<void> {
	const { mouse, keyboard } = page;
	await waitFor("a click that the link takes", async () => {
		if (await isTaken()) {
			return true;
		}
		const box = await place.boundingBox({ timeout: 1000 });
		if (box !== null) {
			const [x, y] = [box.x + 40, box.y + box.height / 2];
			await mouse.move(x + 20, y);
			await keyboard.down("Control");
			await mouse.move(x, y);
			await mouse.click(x, y, { delay: 50 });
			await keyboard.up("Control");
			// A second click while the first one is on its way would do it once more, into the next test.
			return waitFor("the link to take it", isTaken, 3000).catch(() => false);
		}
		return isTaken();
	});
}
