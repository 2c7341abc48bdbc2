import type { JSHandle, Locator, Page } from "playwright-core";
import { waitFor } from "./waitFor.ts";

/** How long (ms) one try may take: what is drawn anew all the time is looked up again. */
interface OneTry {
	readonly timeout: number;
}
const oneTry: OneTry = { timeout: 5_000 };

/**
 * Does something with the mouse, which comes from elsewhere: where it rests a tooltip shows, and may lie over what is
 * wanted.
 * @param act is done again when it fails, with the time (ms) that one try may take
 */
export async function withMouse<T>(
	page: Page,
	what: string,
	act: (oneTry: OneTry) => Promise<T>,
): Promise<T> {
	const { done } = await waitFor(what, async () => {
		await page.mouse.move(0, 0);
		return { done: await act(oneTry) };
	});
	return done;
}

// As much of the browser's own types as is used: this project is compiled without the DOM's types.
interface ClickEvent {
	readonly target: ClickedElement;
	stopImmediatePropagation(): void;
}
interface ClickedElement {
	readonly textContent: string | null;
	readonly ownerDocument: {
		addEventListener(type: string, listener: (event: ClickEvent) => void, isCapture: true): void;
		removeEventListener(type: string, listener: (event: ClickEvent) => void, isCapture: true): void;
	};
	readonly nodeName: string;
	readonly classList: ArrayLike<string>;
	readonly parentElement: ClickedElement | null;
	getAttribute(name: string): string | null;
	closest(selector: string): ClickedElement | null;
	querySelector(selector: string): ClickedElement | null;
}
interface Watch {
	/** Whether the click has landed. */
	stop(): boolean;
}

/** Where a click is to land. */
interface Wanted {
	/** On the element itself or one that looks the same, or something in it. */
	readonly isPart?: boolean;
	/** On a row with this label. */
	readonly row?: RowWanted;
}
interface RowWanted {
	readonly labels: string;
	readonly source: string;
	readonly flags: string;
}

/** The row with this label, looked up at each use: a list that changes meanwhile has it elsewhere. */
export function rowOf(rows: Locator, labels: string, label: string | RegExp): Locator {
	const hasText = typeof label === "string" ? exactly(label) : label;
	return rows.filter({ has: rows.page().locator(labels).filter({ hasText }) }).first();
}

/**
 * Clicks the row with this label. Lists draw their rows anew and use them for others: what would land on another row is
 * kept from it.
 * @param find looks the row up
 * @param labels selector of a row's label
 */
export async function clickRow(
	page: Page,
	find: () => Promise<Locator>,
	labels: string,
	label: string | RegExp,
): Promise<void> {
	await land(page, `a click on the row ${label}`, find, { row: rowWanted(labels, label) });
}

/**
 * Clicks an element, which may be a part of the row with this label.
 * @param find looks it up, within the time (ms) that one try may take
 */
export async function clickPart(
	page: Page,
	what: string,
	find: (oneTry: OneTry) => Promise<Locator>,
	row?: { readonly labels: string; readonly label: string | RegExp },
): Promise<void> {
	await land(page, `a click on ${what}`, find, {
		isPart: true,
		...(row === undefined ? {} : { row: rowWanted(row.labels, row.label) }),
	});
}

function rowWanted(labels: string, label: string | RegExp): RowWanted {
	const { source, flags } = typeof label === "string" ? exactly(label) : label;
	return { labels, source, flags };
}

/**
 * Clicks until the click has landed. What is drawn anew between pressing and letting go gets no click, though nothing
 * says so; then it is done again.
 */
async function land(
	page: Page,
	what: string,
	find: (oneTry: OneTry) => Promise<Locator>,
	wanted: Wanted,
): Promise<void> {
	await withMouse(page, what, async (oneTry) => {
		const target = await find(oneTry);
		const watch: JSHandle<Watch> = await target.evaluateHandle(watchClick, wanted, oneTry);
		await target.click(oneTry).catch(async (error: unknown) => {
			if (!(await landed(watch))) {
				throw error;
			}
		});
		if (!(await landed(watch))) {
			throw new Error("it was let go elsewhere");
		}
	});
}

async function landed(watch: JSHandle<Watch>): Promise<boolean> {
	// What was clicked may have loaded the window anew.
	return watch.evaluate((watched) => watched.stop()).catch(() => true);
}

/** A pattern that only the whole text fits. */
function exactly(text: string): RegExp {
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}

function watchClick(element: unknown, { isPart, row }: Wanted): Watch {
	const clicked = element as ClickedElement;
	const { ownerDocument } = clicked;
	const isRow = (target: ClickedElement, { labels, source, flags }: RowWanted) => {
		const text = target.closest(".monaco-list-row")?.querySelector(labels)?.textContent ?? "";
		return new RegExp(source, flags).test(text.replaceAll("\u00a0", " ").trim());
	};
	// What is drawn anew, as a message that counts down, has another element in its place, which does the same.
	const looks = (one: ClickedElement) =>
		[one.nodeName, one.classList[0], one.getAttribute("aria-label"), one.textContent].join("|");
	const look = looks(clicked);
	const isWanted = (target: ClickedElement) => {
		let within: ClickedElement | null = target;
		while (within !== null && within !== clicked && looks(within) !== look) {
			within = within.parentElement;
		}
		return within !== null;
	};
	let isLanded = false;
	const listener = (event: ClickEvent) => {
		const { target } = event;
		if ((isPart !== true || isWanted(target)) && (row === undefined || isRow(target, row))) {
			isLanded = true;
		} else {
			event.stopImmediatePropagation();
		}
	};
	const stop = () => {
		ownerDocument.removeEventListener("click", listener, true);
		return isLanded;
	};
	ownerDocument.addEventListener("click", listener, true);
	return { stop };
}
