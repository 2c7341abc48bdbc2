import type { Locator, Page } from "playwright-core";
import { firstOf, iconNames, matches, readRendered } from "./rendered.ts";
import { waitFor } from "./waitFor.ts";

/** A row of a quick pick as it is shown. */
export interface QuickPickRow {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
	/** The heading above this row, if it starts a group. */
	readonly separator: string;
	readonly focused: boolean;
	/** Names of the row's icons without `codicon-`, as in `account`. */
	readonly icons: readonly string[];
	/** Tooltips of the row's buttons. */
	readonly buttons: readonly string[];
}

/** What a quick pick or an input box shows. */
export interface QuickInputState {
	readonly visible: boolean;
	readonly title: string;
	readonly value: string;
	readonly placeholder: string;
	/** The line under the box: an input box's prompt, or the validation message in its place. */
	readonly message: string;
	readonly severity: "none" | "info" | "warning" | "error";
	readonly password: boolean;
	/** Whether progress is drawn, which VS Code does after 0.8 s of being busy. */
	readonly busy: boolean;
	readonly enabled: boolean;
	/** Tooltips of the buttons in the title bar. */
	readonly buttons: readonly string[];
}

/** A person's hands on quick picks, input boxes and the palette. */
export class QuickInput {
	readonly #page: Page;
	readonly #widget: Locator;
	readonly #box: Locator;
	readonly #rows: Locator;

	constructor(page: Page) {
		this.#page = page;
		this.#widget = page.locator(".quick-input-widget");
		this.#box = this.#widget.locator(".quick-input-box input");
		this.#rows = this.#widget.locator(".quick-input-list .monaco-list-row");
	}

	/** What is shown now; with `visible: false` and empty texts when nothing is. */
	async state(): Promise<QuickInputState> {
		const [state] = await readRendered(this.#widget, {
			title: { in: ".quick-input-title" },
			value: { in: ".quick-input-box input", take: "value" },
			placeholder: { in: ".quick-input-box input", take: "placeholder" },
			type: { in: ".quick-input-box input", take: "type" },
			readOnly: { in: ".quick-input-box input", take: "readOnly" },
			message: { in: ".quick-input-message" },
			box: { in: ".quick-input-box .monaco-inputbox", take: "className" },
			progress: { in: ".quick-input-progress", take: "className", hidden: true },
			buttons: { in: ".quick-input-titlebar .action-label", take: "@aria-label" },
		});
		const severity = /\b(info|warning|error)\b/.exec(firstOf(state?.box ?? []))?.[1] ?? "none";
		return {
			visible: state !== undefined,
			title: firstOf(state?.title ?? []),
			value: state?.value[0] ?? "",
			placeholder: firstOf(state?.placeholder ?? []),
			message: firstOf(state?.message ?? []),
			severity: severity as QuickInputState["severity"],
			password: state?.type[0] === "password",
			busy: /\bactive\b/.test(firstOf(state?.progress ?? [])),
			enabled: state?.readOnly[0] === "false",
			buttons: state?.buttons ?? [],
		};
	}

	/** Waits until the state is as wanted, and answers it. */
	async waitForState(
		what: string,
		wanted: (state: QuickInputState) => boolean,
		timeout?: number,
	): Promise<QuickInputState> {
		const probe = async () => {
			const state = await this.state();
			return wanted(state) && state;
		};
		return waitFor(`a quick input with ${what}`, probe, timeout);
	}

	/** Waits until a quick input with this title is shown, and answers its state. */
	async waitForTitle(title: string | RegExp): Promise<QuickInputState> {
		return this.waitForState(`title ${title}`, (state) => state.visible && matches(state.title, title));
	}

	/** Waits until none is shown. */
	async waitUntilClosed(): Promise<void> {
		await this.#widget.waitFor({ state: "hidden" });
	}

	/** The rows shown now: long lists draw only those in sight. */
	async rows(): Promise<QuickPickRow[]> {
		const rows = await readRendered(this.#rows, {
			label: { in: ".quick-input-list-label .label-name" },
			description: { in: ".quick-input-list-label .label-description" },
			detail: { in: ".quick-input-list-label-meta" },
			separator: { in: ".quick-input-list-separator" },
			own: { take: "className" },
			icons: { in: ".quick-input-list-label .codicon, .quick-input-list-icon", take: "className" },
			buttons: { in: ".quick-input-list-entry-action-bar .action-label", take: "@aria-label", hidden: true },
		});
		return rows.map((row) => ({
			label: firstOf(row.label),
			description: firstOf(row.description),
			detail: firstOf(row.detail),
			separator: firstOf(row.separator),
			focused: /\bfocused\b/.test(firstOf(row.own)),
			icons: iconNames(row.icons),
			buttons: row.buttons,
		}));
	}

	/** Puts `text` into the box in place of what is there; it is not accepted yet. */
	async type(text: string): Promise<void> {
		await this.#box.fill(text);
	}

	/** Presses Enter. */
	async accept(): Promise<void> {
		await this.#box.press("Enter");
	}

	/** Waits for a quick input, presses Escape, and waits until it is gone. */
	async escape(): Promise<void> {
		await this.#widget.waitFor();
		await this.#page.keyboard.press("Escape");
		await this.waitUntilClosed();
	}

	/** Waits for the row with this label and chooses it. */
	async pick(label: string | RegExp): Promise<void> {
		const row = await this.#row(label);
		await row.click();
	}

	/** Clicks a button of the row with this label, by its tooltip. */
	async clickRowButton(label: string | RegExp, tooltip: string): Promise<void> {
		const row = await this.#row(label);
		await row.hover();
		await row.getByRole("button", { name: tooltip }).click();
	}

	/** Clicks a button of the title bar, by its tooltip. */
	async clickTitleButton(tooltip: string): Promise<void> {
		await this.#widget.locator(".quick-input-titlebar").getByRole("button", { name: tooltip }).click();
	}

	/** Runs a command by its title, with or without the category, through the palette. */
	async runCommand(title: string): Promise<void> {
		await this.#page.keyboard.press("F1");
		await this.waitForState("a palette", (state) => state.visible && state.value.startsWith(">"));
		await this.#box.fill(`>${title}`);
		const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
		await this.pick(new RegExp(`^(.*: )?${escaped}$`));
	}

	async #row(label: string | RegExp): Promise<Locator> {
		const index = await waitFor(`the quick pick's row ${label}`, async () => {
			const found = (await this.rows()).findIndex((row) => matches(row.label, label));
			return found >= 0 && { found };
		});
		return this.#rows.nth(index.found);
	}
}
