import type { Locator } from "playwright-core";
import { waitFor } from "./waitFor.ts";

/** How long (ms) the mouse is held still before it is moved anew: what was drawn anew under it shows no tooltip. */
const patienceOfOneTry = 5_000;

/** Holds the mouse over something, and answers the text of the tooltip that comes up, with its line breaks. */
export async function hoverText(target: Locator): Promise<string> {
	const page = target.page();
	const hover = page.locator(".workbench-hover-container .monaco-hover");
	return waitFor("a tooltip", async () => {
		// One that is still shown for something else would be taken for this one.
		await page.mouse.move(0, 0);
		await hover.waitFor({ state: "hidden" });
		await target.hover();
		const shown = async () => {
			const text = (await hover.first().innerText({ timeout: 1_000 })).trim();
			// What an extension resolves only now is announced first.
			return text !== "" && text !== "Loading..." && text;
		};
		return waitFor("its text", shown, patienceOfOneTry);
	});
}
