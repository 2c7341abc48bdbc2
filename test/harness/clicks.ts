import type { JSHandle, Locator, Page } from "playwright-core";
import { waitFor } from "./waitFor.ts";

/** How long (ms) one try may take: what is drawn anew all the time is looked up again. */
const patienceOfOneTry = 5_000;

/**
 * Does something with the mouse, which comes from elsewhere: where it rests a tooltip shows, and may lie over what is
 * wanted.
 * @param act is done again when it fails, with the time (ms) that one try may take
 */
export async function withMouse<T>(
	page: Page,
	what: string,
	act: (oneTry: { readonly timeout: number }) => Promise<T>,
): Promise<T> {
	const { done } = await waitFor(what, async () => {
		await page.mouse.move(0, 0);
		return { done: await act({ timeout: patienceOfOneTry }) };
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
	closest(selector: string): ClickedElement | null;
	querySelector(selector: string): ClickedElement | null;
}
interface Watch {
	isLanded: boolean;
	stop(): void;
}

/** The row with this label, looked up at each use: a list that changes meanwhile has it elsewhere. */
export function rowOf(rows: Locator, labels: string, label: string | RegExp): Locator {
	const hasText = typeof label === "string" ? exactly(label) : label;
	return rows.filter({ has: rows.page().locator(labels).filter({ hasText }) }).first();
}

/**
 * Clicks the row with this label. Lists draw their rows anew and use them for others: what was pressed on one row and
 * let go on another is no click, and is done again; what would land on another row is kept from it.
 * @param find looks the row up
 * @param labels selector of a row's label
 */
export async function clickRow(
	find: () => Promise<Locator>,
	labels: string,
	label: string | RegExp,
): Promise<void> {
	const { source, flags } = typeof label === "string" ? exactly(label) : label;
	await waitFor(`a click on the row ${label}`, async () => {
		const row = await find();
		const watch: JSHandle<Watch> = await row.evaluateHandle(
			watchClick,
			{ labels, source, flags },
			{ timeout: patienceOfOneTry },
		);
		const failure: unknown = await row.click({ timeout: patienceOfOneTry }).catch((error: unknown) => error);
		const isLanded = await watch.evaluate((watched) => {
			watched.stop();
			return watched.isLanded;
		});
		if (!isLanded && failure !== undefined) {
			throw failure;
		}
		return isLanded;
	});
}

/** A pattern that only the whole text fits. */
function exactly(text: string): RegExp {
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}

function watchClick(
	element: unknown,
	{ labels, source, flags }: { labels: string; source: string; flags: string },
): Watch {
	const { ownerDocument } = element as ClickedElement;
	const listener = (event: ClickEvent) => {
		const row = event.target.closest(".monaco-list-row");
		const text = row?.querySelector(labels)?.textContent ?? "";
		if (new RegExp(source, flags).test(text.replaceAll("\u00a0", " ").trim())) {
			watch.isLanded = true;
		} else {
			event.stopImmediatePropagation();
		}
	};
	const watch = { isLanded: false, stop: () => ownerDocument.removeEventListener("click", listener, true) };
	ownerDocument.addEventListener("click", listener, true);
	return watch;
}
