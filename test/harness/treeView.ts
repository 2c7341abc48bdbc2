import type { Locator, Page } from "playwright-core";
import { clickPart, clickRow, rowOf, withMouse } from "./clicks.ts";
import { hoverText } from "./hover.ts";
import { firstOf, matches, readRendered } from "./rendered.ts";
import { waitFor } from "./waitFor.ts";

const rowLabel = ".monaco-icon-label .label-name";

/** A row of a tree as it is shown. */
export interface TreeRow {
	readonly label: string;
	readonly description: string;
	/** 1 for the tree's own children. */
	readonly level: number;
	/** Undefined when there is nothing to expand. */
	readonly expanded: boolean | undefined;
	readonly selected: boolean;
	readonly ariaLabel: string;
	/** Class list of the icon, with `codicon-…` for a theme icon. */
	readonly icon: string;
	/** Style of the icon, with the theme colour's variable if it has one. */
	readonly iconStyle: string;
}

/** A person's hands on one tree view. Rows are found by their label. */
export class TreeView {
	readonly #page: Page;
	readonly #title: string;
	readonly #pane: Locator;
	readonly #rows: Locator;

	/** @param title as in the view's header; the view's container has to be open */
	constructor(page: Page, title: string) {
		this.#page = page;
		this.#title = title;
		this.#pane = page.locator(".pane", {
			has: page.locator(
				`.pane-header[aria-label="${title} Section"], .pane-header[aria-label^="${title}: "]`,
			),
		});
		this.#rows = this.#pane.locator(".monaco-list-row");
	}

	/** The rows shown now, from the top: long trees draw only those in sight. */
	async rows(): Promise<TreeRow[]> {
		const rows = await readRendered(this.#rows, {
			label: { in: rowLabel },
			description: { in: ".monaco-icon-label .label-description" },
			level: { take: "@aria-level" },
			expanded: { take: "@aria-expanded" },
			selected: { take: "@aria-selected" },
			ariaLabel: { take: "@aria-label" },
			icon: { in: ".custom-view-tree-node-item-icon", take: "className" },
			iconStyle: { in: ".custom-view-tree-node-item-icon", take: "@style" },
		});
		return rows.map((row) => ({
			label: firstOf(row.label),
			description: firstOf(row.description),
			level: Number(row.level[0]),
			expanded: row.expanded[0] === "" ? undefined : row.expanded[0] === "true",
			selected: row.selected[0] === "true",
			ariaLabel: firstOf(row.ariaLabel),
			icon: firstOf(row.icon),
			iconStyle: firstOf(row.iconStyle),
		}));
	}

	/** Waits until `wanted` holds for the rows shown, and answers them. */
	async waitForRows(
		what: string,
		wanted: (rows: TreeRow[]) => boolean,
		timeout?: number,
	): Promise<TreeRow[]> {
		const probe = async () => {
			const rows = await this.rows();
			return wanted(rows) && rows;
		};
		return waitFor(`${what} in the view ${this.#title}`, probe, timeout);
	}

	/** The view's welcome text, shown when the tree is empty. */
	async welcome(): Promise<string> {
		return (await this.#pane.locator(".welcome-view-content").innerText()).trim();
	}

	/** Expands a row, if it is not yet, and waits until it is. */
	async expand(label: string | RegExp): Promise<void> {
		await withMouse(this.#page, `a click that expands ${label}`, async (oneTry) => {
			const row = await this.#row(label);
			if ((await row.getAttribute("aria-expanded", oneTry)) === "false") {
				await row.locator(".monaco-tl-twistie").click(oneTry);
			}
		});
		await this.waitForRows(`the expanded row ${label}`, (rows) =>
			rows.some((candidate) => matches(candidate.label, label) && candidate.expanded === true),
		);
	}

	/** Clicks a row. */
	async click(label: string | RegExp): Promise<void> {
		await clickRow(this.#page, () => this.#row(label), rowLabel, label);
	}

	/** Holds the mouse over a row, and answers the tooltip's text. */
	async hover(label: string | RegExp): Promise<string> {
		return hoverText((await this.#row(label)).locator(rowLabel));
	}

	/** Titles of the actions that a row shows under the mouse. */
	async inlineActions(label: string | RegExp): Promise<string[]> {
		const row = await withMouse(this.#page, `the mouse on the row ${label}`, async (oneTry) => {
			const found = await this.#row(label);
			await found.hover(oneTry);
			return found;
		});
		const [read] = await readRendered(row, { titles: { in: ".actions .action-label", take: "@aria-label" } });
		return read?.titles ?? [];
	}

	/** Clicks an action that a row shows under the mouse. */
	async clickInlineAction(label: string | RegExp, title: string): Promise<void> {
		const action = async (oneTry: { timeout: number }) => {
			const row = await this.#row(label);
			await row.hover(oneTry);
			return row.locator(`.actions .action-label[aria-label="${title}"]`);
		};
		await clickPart(this.#page, `${title} of the row ${label}`, action, { labels: rowLabel, label });
	}

	/** Clicks an action in the view's header. */
	async clickTitleAction(title: string): Promise<void> {
		await clickPart(this.#page, title, async (oneTry) => {
			await this.#pane.locator(".pane-header").hover(oneTry);
			return this.#pane.locator(`.pane-header .action-label[aria-label="${title}"]`);
		});
	}

	/** Opens a row's context menu. */
	async openContextMenu(label: string | RegExp): Promise<void> {
		await withMouse(this.#page, `a right click on the row ${label}`, async (oneTry) => {
			const row = await this.#row(label);
			await row.locator(rowLabel).click({ button: "right", ...oneTry });
		});
	}

	async #row(label: string | RegExp): Promise<Locator> {
		await this.waitForRows(`the row ${label}`, (all) => all.some((row) => matches(row.label, label)));
		return rowOf(this.#rows, rowLabel, label);
	}
}
