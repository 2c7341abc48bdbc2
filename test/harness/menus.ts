import type { Locator, Page } from "playwright-core";
import { readRendered } from "./rendered.ts";
import { waitFor } from "./waitFor.ts";

/** A person's hands on the context menu that is open. */
export class Menu {
	readonly #page: Page;
	readonly #items: Locator;

	constructor(page: Page) {
		this.#page = page;
		this.#items = page.locator(".context-view .monaco-menu .action-item:not(.disabled) .action-menu-item");
	}

	/** Waits for the menu, and answers the titles of what can be chosen in it. */
	async items(): Promise<string[]> {
		return waitFor("a context menu", async () => {
			const items = await readRendered(this.#items, { title: { in: ".action-label" } });
			return items.length > 0 && items.flatMap(({ title }) => title);
		});
	}

	/**
	 * Chooses an item by its title: the mouse goes to it, Enter chooses it. A menu takes no clicks in its first
	 * 100 ms, so as not to take the one that opened it for a choice.
	 */
	async choose(title: string): Promise<void> {
		const item = this.#items.filter({
			has: this.#page.locator(".action-label").getByText(title, { exact: true }),
		});
		await item.hover();
		await waitFor(`the focus on ${title}`, () =>
			item.evaluate((element) => element.matches(":focus, .focused *")),
		);
		await this.#page.keyboard.press("Enter");
		await item.waitFor({ state: "hidden" });
	}

	/** Closes the menu without choosing. */
	async escape(): Promise<void> {
		await this.#page.keyboard.press("Escape");
		await this.#items.first().waitFor({ state: "hidden" });
	}
}
