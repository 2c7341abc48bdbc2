import type { Locator, Page } from "playwright-core";
import type { Host } from "./bridge.ts";
import { clickPart, clickRow } from "./clicks.ts";
import { firstOf, iconNames, matches, readRendered } from "./rendered.ts";
import { settled } from "./settled.ts";
import { waitFor } from "./waitFor.ts";

const rowLabel = ".quick-input-list-label .label-name";

/** A row of a quick pick as it is shown. */
export interface QuickPickRow {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
	/** The heading above this row, if it starts a group. */
	readonly separator: string;
	readonly focused: boolean;
	/** Whether parts of its label stand out, as they fit what is typed. */
	readonly highlighted: boolean;
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

/**
 * A person's hands on quick picks, input boxes and the palette. What is done has taken effect when it is over, as a
 * person looks up before they go on: the box is not one that is about to give way to the next.
 */
export class QuickInput {
	readonly #page: Page;
	readonly #host: Host;
	readonly #widget: Locator;
	readonly #box: Locator;
	readonly #rows: Locator;

	constructor(page: Page, host: Host) {
		this.#page = page;
		this.#host = host;
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
			if (!wanted(state)) {
				const { value, password, ...shown } = state;
				throw new Error(`it shows ${JSON.stringify(password ? shown : { ...shown, value })}`);
			}
			return state;
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
			label: { in: rowLabel },
			description: { in: ".quick-input-list-label .label-description" },
			detail: { in: ".quick-input-list-label-meta" },
			separator: { in: ".quick-input-list-separator" },
			own: { take: "className" },
			highlights: { in: `${rowLabel} .highlight` },
			icons: { in: ".quick-input-list-label .codicon, .quick-input-list-icon", take: "className" },
			buttons: { in: ".quick-input-list-entry-action-bar .action-label", take: "@aria-label", hidden: true },
		});
		return rows.map((row) => ({
			label: firstOf(row.label),
			description: firstOf(row.description),
			detail: firstOf(row.detail),
			separator: firstOf(row.separator),
			focused: /\bfocused\b/.test(firstOf(row.own)),
			highlighted: row.highlights.length > 0,
			icons: iconNames(row.icons),
			buttons: row.buttons,
		}));
	}

	/** Puts `text` into the box in place of what is there; it is not accepted yet. */
	async type(text: string): Promise<void> {
		await this.#box.fill(text);
		await settled(this.#host);
	}

	/** Presses Enter. */
	async accept(): Promise<void> {
		// A list that was just put there has no row to take yet, and Enter does nothing; some never have one.
		await waitFor(
			"a row to take",
			async () => {
				const isList = await this.#widget.locator(".quick-input-list").isVisible();
				return !isList || (await this.rows()).some(({ focused }) => focused);
			},
			2_000,
		).catch(() => undefined);
		await this.#box.press("Enter");
		await settled(this.#host);
	}

	/** Waits for a quick input, presses Escape, and waits until it is gone. */
	async escape(): Promise<void> {
		await this.#widget.waitFor();
		await this.#page.keyboard.press("Escape");
		await settled(this.#host);
		await this.waitUntilClosed();
	}

	/** Waits for the row with this label and chooses it. */
	async pick(label: string | RegExp): Promise<void> {
		await clickRow(this.#page, () => this.#row(label), rowLabel, label);
		await settled(this.#host);
	}

	/** Clicks a button of the row with this label, by its tooltip. */
	async clickRowButton(label: string | RegExp, tooltip: string): Promise<void> {
		const button = async (oneTry: { timeout: number }) => {
			const row = await this.#row(label);
			await row.hover(oneTry);
			return row.getByRole("button", { name: tooltip });
		};
		await clickPart(this.#page, `${tooltip} of the row ${label}`, button, { labels: rowLabel, label });
		await settled(this.#host);
	}

	/** Clicks a button of the title bar, by its tooltip. */
	async clickTitleButton(tooltip: string): Promise<void> {
		const button = this.#widget.locator(".quick-input-titlebar").getByRole("button", { name: tooltip });
		await clickPart(this.#page, tooltip, async () => button);
		await settled(this.#host);
	}

	/** Runs a command by its title, with or without the category, through the palette. */
	async runCommand(title: string): Promise<void> {
		const typed = `>${title}`;
		await this.#openPalette(typed);
		const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
		const label = new RegExp(`^(.*: )?${escaped}$`);
		// Commands used before are there from the beginning: until the list is the one of what was typed, a click on
		// them may be lost, since it is drawn anew.
		await waitFor(`the command ${title} in the palette`, async () => {
			const rows = await this.rows();
			if (rows.some((row) => row.focused && row.highlighted && matches(row.label, label))) {
				return true;
			}
			if (rows.some((row) => row.highlighted && matches(row.label, label))) {
				await this.#page.keyboard.press("ArrowDown");
			}
			return false;
		});
		await this.#box.press("Enter");
		await this.waitForState(`${title} taken from the palette`, ({ value }) => value !== typed);
		await settled(this.#host);
	}

	/** A terminal that is just being opened takes the focus, and closes the palette: then it is asked for once more. */
	async #openPalette(typed: string): Promise<void> {
		const shows = async (text: string) => {
			const { visible, value } = await this.state();
			return visible && value.startsWith(text);
		};
		await waitFor("the palette", async () => {
			await this.#page.keyboard.press("F1");
			await waitFor("it to open", () => shows(">"), 3_000);
			await this.#box.fill(typed, { timeout: 3_000 });
			return shows(typed);
		});
	}

	async #row(label: string | RegExp): Promise<Locator> {
		const index = await waitFor(`the quick pick's row ${label}`, async () => {
			const found = (await this.rows()).findIndex((row) => matches(row.label, label));
			return found >= 0 && { found };
		});
		return this.#rows.nth(index.found);
	}
}
