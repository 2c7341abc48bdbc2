import { join } from "node:path";
import type { Page, PageScreenshotOptions } from "playwright-core";
import type { Workbench } from "../harness/workbench.ts";

export type Variant = "light" | "dark";

/** How much (CSS pixels) of what is around a detail is in its picture. */
const margin = 16;

/** Takes pictures of a workbench into a folder, as `<name>-<variant>.png`. */
export class Camera {
	readonly #page: Page;
	readonly #folder: string;
	readonly #variant: Variant;

	constructor({ page }: Pick<Workbench, "page">, folder: string, variant: Variant) {
		this.#page = page;
		this.#folder = folder;
		this.#variant = variant;
	}

	/** Takes the whole window. */
	async take(name: string): Promise<void> {
		await this.#takeAtRest(name);
	}

	/** Takes the whole window with what is hovered over. */
	async takeHover(name: string): Promise<void> {
		await this.#shoot(name);
	}

	/** Takes the quick pick, with a little of what is around it. @throws Error when there is none */
	async takeQuickPick(name: string): Promise<void> {
		await this.#takeAround(name, ".quick-input-widget");
	}

	/** Takes the message in the corner, with a little of what is around it. @throws Error when there is none */
	async takeMessage(name: string): Promise<void> {
		await this.#takeAround(name, ".notifications-toasts .notification-toast");
	}

	async #takeAround(name: string, selector: string): Promise<void> {
		const { x, y, width, height } = await this.#boxOf(selector);
		const [left, top] = [Math.max(0, x - margin), Math.max(0, y - margin)];
		const clip = { x: left, y: top, width: x + width + margin - left, height: y + height + margin - top };
		await this.#takeAtRest(name, { clip });
	}

	/** Takes the beginning of an editor, so many CSS pixels high. @throws Error when there is none */
	async takeEditor(name: string, height: number): Promise<void> {
		const { x, y, width } = await this.#boxOf(".editor-group-container");
		await this.#takeAtRest(name, { clip: { x, y, width, height } });
	}

	async #boxOf(selector: string) {
		const box = await this.#page.locator(selector).boundingBox();
		if (box === null) {
			throw new Error(`${selector} is not shown`);
		}
		return box;
	}

	/** Without tooltips: those of boxes stay for as long as these have the focus. */
	async #takeAtRest(name: string, options: PageScreenshotOptions = {}): Promise<void> {
		await this.#page.mouse.move(900, 600);
		await this.#shoot(name, { ...options, caret: "hide", style: ".workbench-hover { display: none }" });
	}

	async #shoot(name: string, options: PageScreenshotOptions = {}): Promise<void> {
		const file = `${name}-${this.#variant}.png`;
		await this.#page.screenshot({ ...options, path: join(this.#folder, file), animations: "disabled" });
		console.log(`media/${file}`);
	}
}
