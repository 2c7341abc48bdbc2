import type { Page } from "playwright-core";
import type { Host } from "./bridge.ts";
import { withMouse } from "./clicks.ts";
import { Menu } from "./menus.ts";
import { Messages } from "./notifications.ts";
import { QuickInput } from "./quickInput.ts";
import { StatusBar } from "./statusBar.ts";
import { Terminals } from "./terminals.ts";
import { TreeView } from "./treeView.ts";

/** A person's hands on one window: what is done by mouse and keyboard, and what is read off the screen. */
export class Person {
	readonly quickInput: QuickInput;
	readonly notifications: Messages;
	readonly notificationList: Messages;
	readonly dialogs: Messages;
	readonly statusBar: StatusBar;
	readonly menu: Menu;
	readonly terminals: Terminals;
	readonly #page: Page;

	/** @param folder where terminals may write */
	constructor(page: Page, host: Host, folder: string) {
		this.#page = page;
		this.quickInput = new QuickInput(page, host);
		this.notifications = Messages.notifications(page, host);
		this.notificationList = Messages.notificationList(page, host);
		this.dialogs = Messages.dialogs(page, host);
		this.statusBar = new StatusBar(page);
		this.menu = new Menu(page);
		this.terminals = new Terminals(page, host, folder);
	}

	/** Runs a command by its title, with or without the category, through the palette. */
	async runCommand(title: string): Promise<void> {
		await this.quickInput.runCommand(title);
	}

	/** Opens a view container through the activity bar, unless it is open already. */
	async openView(container: string): Promise<void> {
		const label = `.action-label[aria-label="${container}"], .action-label[aria-label^="${container} ("]`;
		const item = this.#page.locator(".activitybar .action-item", { has: this.#page.locator(label) }).first();
		await item.waitFor();
		await withMouse(this.#page, `a click that opens ${container}`, async (oneTry) => {
			if (!/\bchecked\b/.test((await item.getAttribute("class", oneTry)) ?? "")) {
				await item.click(oneTry);
			}
		});
		await this.#page.locator(".sidebar .title-label", { hasText: container }).waitFor();
	}

	/** A tree view by its title; its container has to be open. */
	tree(title: string): TreeView {
		return new TreeView(this.#page, title);
	}

	/** Presses a key, as in `Escape` or `Control+Shift+KeyP`. */
	async press(key: string): Promise<void> {
		await this.#page.keyboard.press(key);
	}

	/** Takes a picture of the window as it is. */
	async screenshot(path: string): Promise<void> {
		await this.#page.screenshot({ path, animations: "disabled", caret: "hide" });
	}
}
