import type { Locator, Page } from "playwright-core";
import { clickPart } from "./clicks.ts";
import { hoverText } from "./hover.ts";
import { firstOf, iconNames, matches, readRendered } from "./rendered.ts";
import { waitFor } from "./waitFor.ts";

/** A status bar item as it is shown. */
export interface StatusBarItem {
	/** The element's id, which ends with the id that the extension gave. */
	readonly id: string;
	readonly text: string;
	readonly ariaLabel: string;
	readonly icons: readonly string[];
	/** Its background: `none`, or the theme's for warnings, errors or prominence. */
	readonly background: "none" | "warning" | "error" | "prominent";
}

/** A person's hands on the status bar. Items are found by the end of their id or by their text. */
export class StatusBar {
	readonly #items: Locator;

	constructor(page: Page) {
		this.#items = page.locator(".statusbar .statusbar-item");
	}

	/** All items shown now, from left to right. */
	async all(): Promise<StatusBarItem[]> {
		const items = await readRendered(this.#items, {
			id: { take: "id" },
			own: { take: "className" },
			text: { in: ".statusbar-item-label" },
			ariaLabel: { in: ".statusbar-item-label", take: "@aria-label" },
			icons: { in: ".statusbar-item-label .codicon", take: "className" },
		});
		return items.map((item) => ({
			id: firstOf(item.id),
			text: firstOf(item.text),
			ariaLabel: firstOf(item.ariaLabel),
			icons: iconNames(item.icons),
			background: (/\b(warning|error|prominent)-kind\b/.exec(firstOf(item.own))?.[1] ??
				"none") as StatusBarItem["background"],
		}));
	}

	/** The item shown now, if it is. */
	async item(idOrText: string | RegExp): Promise<StatusBarItem | undefined> {
		return (await this.all()).find((item) => isMeant(item, idOrText));
	}

	/** Waits until the item is shown, and `wanted` holds for it. */
	async waitFor(
		idOrText: string | RegExp,
		wanted: (item: StatusBarItem) => boolean = () => true,
		timeout?: number,
	): Promise<StatusBarItem> {
		const probe = async () => {
			const item = await this.item(idOrText);
			return item !== undefined && wanted(item) && item;
		};
		return waitFor(`the status bar item ${idOrText}`, probe, timeout);
	}

	/** Clicks the item. */
	async click(idOrText: string | RegExp): Promise<void> {
		await clickPart(this.#items.page(), `the status bar item ${idOrText}`, () => this.#element(idOrText));
	}

	/** Holds the mouse over the item, and answers the tooltip's text. */
	async hover(idOrText: string | RegExp): Promise<string> {
		return hoverText(await this.#element(idOrText));
	}

	async #element(idOrText: string | RegExp): Promise<Locator> {
		const { id } = await this.waitFor(idOrText);
		return this.#items.and(this.#items.page().locator(`[id="${id}"]`)).locator(".statusbar-item-label");
	}
}

function isMeant({ id, text }: StatusBarItem, idOrText: string | RegExp): boolean {
	return matches(text, idOrText) || (typeof idOrText === "string" && id.endsWith(idOrText));
}
