import type { Locator } from "playwright-core";

/** What to read of an element: by default, the text of all it holds. */
export interface Field {
	/** Selector of the elements inside that are meant; else the element itself. */
	readonly in?: string;
	/** A property's name, or an attribute's after `@`; else `textContent`. */
	readonly take?: string;
	/** Also what cannot be seen now, such as actions that show up under the mouse. */
	readonly hidden?: boolean;
}

// As much of the browser's own type as is used: this project is compiled without the DOM's types.
interface RenderedElement {
	readonly [property: string]: unknown;
	getAttribute(name: string): string | null;
	querySelectorAll(selector: string): Iterable<RenderedElement>;
	checkVisibility(options: { visibilityProperty: boolean; opacityProperty: boolean }): boolean;
}

/**
 * Reads fields of all visible elements of a locator at one moment, without waiting. Every field is a list: its elements
 * may be none or many.
 */
export async function readRendered<K extends string>(
	scope: Locator,
	fields: Readonly<Record<K, Field>>,
): Promise<Record<K, string[]>[]> {
	const read = (elements: RenderedElement[], wanted: Readonly<Record<string, Field>>) => {
		const visible = (element: RenderedElement) =>
			element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
		const take = (element: RenderedElement, what: string) =>
			what.startsWith("@") ? (element.getAttribute(what.slice(1)) ?? "") : String(element[what] ?? "");
		return elements.filter(visible).map((element) =>
			Object.fromEntries(
				Object.entries(wanted).map(([name, field]) => {
					const meant = field.in === undefined ? [element] : [...element.querySelectorAll(field.in)];
					const seen = field.hidden ? meant : meant.filter(visible);
					return [name, seen.map((one) => take(one, field.take ?? "textContent").trim())];
				}),
			),
		);
	};
	return (await scope.evaluateAll(read, fields as Readonly<Record<string, Field>>)) as Record<K, string[]>[];
}

/** The first of a field's texts, or an empty one. VS Code's non-breaking spaces become plain ones. */
export function firstOf(texts: readonly string[]): string {
	return (texts[0] ?? "").replaceAll("\u00a0", " ");
}

/** The names of codicons in class lists, as `account` of `codicon codicon-account`. */
export function iconNames(classLists: readonly string[]): string[] {
	return classLists.flatMap((list) =>
		[...list.matchAll(/codicon-([a-z0-9-]+)/g)].map(([, name]) => name ?? ""),
	);
}

/** Whether a text is the wanted one, or fits the wanted pattern. */
export function matches(text: string, wanted: string | RegExp): boolean {
	return typeof wanted === "string" ? text === wanted : wanted.test(text);
}
