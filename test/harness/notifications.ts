import type { Locator, Page } from "playwright-core";
import type { Host } from "./bridge.ts";
import { clickPart } from "./clicks.ts";
import { firstOf, matches, readRendered } from "./rendered.ts";
import { settled } from "./settled.ts";
import { waitFor } from "./waitFor.ts";

/** A message in the corner, or a modal dialog. */
export interface Message {
	readonly message: string;
	/** A dialog's second, smaller text. */
	readonly detail: string;
	readonly severity: "info" | "warning" | "error";
	readonly buttons: readonly string[];
}

function severityOf(classLists: readonly string[]): Message["severity"] {
	return (/codicon-(?:dialog-)?(warning|error)/.exec(classLists.join(" "))?.[1] ??
		"info") as Message["severity"];
}

/** Of a notification, wherever it is listed. */
const notificationParts = {
	message: ".notification-list-item-message",
	detail: ".notification-list-item-source",
	icon: ".notification-list-item-icon",
};

/** A person's hands on one kind of messages. */
export class Messages {
	readonly #page: Page;
	readonly #host: Host;
	readonly #kind: string;
	readonly #boxes: Locator;
	readonly #parts: { readonly message: string; readonly detail: string; readonly icon: string };

	private constructor(
		page: Page,
		host: Host,
		kind: string,
		boxes: Locator,
		parts: { message: string; detail: string; icon: string },
	) {
		this.#page = page;
		this.#host = host;
		this.#kind = kind;
		this.#boxes = boxes;
		this.#parts = parts;
	}

	/** The notifications in the corner; progress that is shown there as well. */
	static notifications(page: Page, host: Host): Messages {
		return new Messages(
			page,
			host,
			"notification",
			page.locator(".notifications-toasts .notification-list-item"),
			notificationParts,
		);
	}

	/** The list of all notifications, when it is open: also those that were too many for the corner. */
	static notificationList(page: Page, host: Host): Messages {
		return new Messages(
			page,
			host,
			"notification",
			page.locator(".notifications-center .notification-list-item"),
			notificationParts,
		);
	}

	/** The modal dialog. */
	static dialogs(page: Page, host: Host): Messages {
		return new Messages(page, host, "dialog", page.locator(".monaco-dialog-box"), {
			message: ".dialog-message-text",
			detail: ".dialog-message-detail",
			icon: ".dialog-icon",
		});
	}

	/** All that are shown now. */
	async all(): Promise<Message[]> {
		const boxes = await readRendered(this.#boxes, {
			message: { in: this.#parts.message },
			detail: { in: this.#parts.detail },
			icon: { in: this.#parts.icon, take: "className" },
			buttons: { in: ".monaco-button:not(.monaco-dropdown-button)" },
		});
		return boxes.map((box) => ({
			message: firstOf(box.message),
			detail: firstOf(box.detail),
			severity: severityOf(box.icon),
			buttons: box.buttons,
		}));
	}

	/** All that are shown now but progress, which shows on slow machines more often, and lingers. */
	async told(): Promise<Message[]> {
		return (await this.all()).filter(({ buttons }) => buttons.join() !== "Cancel");
	}

	/** Waits for one with this text. */
	async waitFor(text: string | RegExp, timeout?: number): Promise<Message> {
		return waitFor(
			`the ${this.#kind} ${text}`,
			async () => (await this.all()).find(({ message }) => matches(message, text)),
			timeout,
		);
	}

	/** Waits for one with this text, and clicks one of its buttons. It has taken effect when it is over. */
	async click(text: string | RegExp, button: string): Promise<void> {
		await this.waitFor(text);
		const box = this.#boxes.filter({
			has: this.#page.locator(this.#parts.message).filter({ hasText: text }),
		});
		await clickPart(this.#page, `${button} of the ${this.#kind} ${text}`, async () =>
			box.locator(".monaco-button", { hasText: button }).first(),
		);
		await settled(this.#host);
	}

	/** Closes one without choosing a button, and waits until it is gone. */
	async dismiss(text: string | RegExp): Promise<void> {
		await this.waitFor(text);
		const box = this.#boxes.filter({ hasText: text }).first();
		await clickPart(this.#page, `what closes the ${this.#kind} ${text}`, async (oneTry) => {
			await box.hover(oneTry);
			return box.locator(".codicon-notifications-clear, .codicon-dialog-close");
		});
		await box.waitFor({ state: "hidden" });
	}
}
