import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { CancelledError, throwIfCancelled } from "../../core/errors.ts";
import { waitUnseen, whileShown } from "../forms/waitBox.ts";
import { openInBrowser } from "../openInBrowser.ts";
import { type BoxAction, type BoxContent, type SignInStage, showSignInBox, waitText } from "./signInBox.ts";

/** The person wants a code in place of the browser's redirect. */
export const useCode = Symbol("use a code");

/**
 * What the person sees of a sign-in from its beginning to its end. They can do other things meanwhile: only they, or
 * what is waited for, end it.
 */
export class SignInWait {
	readonly #name: string;
	readonly #clock: Clock;
	readonly #controller = new AbortController();
	#stage: SignInStage = { kind: "beginning" };
	#copied: BoxContent["copied"];
	#showInBox: (content: BoxContent) => void = () => undefined;
	#bringBack: () => void = () => undefined;

	constructor(name: string, clock: Clock) {
		this.#name = name;
		this.#clock = clock;
	}

	/** Aborted when the person calls it off. */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	readonly cancel = (): void => this.#controller.abort();

	/** Shows what is waited for from now on. */
	enter(stage: SignInStage): void {
		this.#stage = stage;
		this.#copied = undefined;
		this.#showInBox(this.#content);
	}

	/** Shows the box again, if another one has pushed it aside. */
	reveal(): void {
		this.#bringBack();
	}

	/** Shows the box until the work is done. @throws CancelledError, and whatever the work does */
	async until<T extends object>(work: Promise<T>): Promise<T | typeof useCode> {
		let isAside = false;
		for (;;) {
			throwIfCancelled(this.signal);
			const closing = new AbortController();
			const showing: Promise<BoxAction | "show"> = isAside
				? this.#showAside(closing)
				: this.#showBox(AbortSignal.any([this.signal, closing.signal]));
			try {
				const next = await Promise.race([work, showing]);
				if (typeof next === "object") {
					return next;
				}
				isAside = false;
				if (next === "useCode") {
					return useCode;
				}
				await this.#act(next);
			} catch (error) {
				if (!(error instanceof CancelledError) || this.signal.aborted || isAside) {
					throw error;
				}
				isAside = true;
			} finally {
				closing.abort();
				showing.catch(() => undefined);
			}
		}
	}

	get #content(): BoxContent {
		return { name: this.#name, stage: this.#stage, copied: this.#copied, now: this.#clock.now() };
	}

	#showBox(signal: AbortSignal): Promise<BoxAction> {
		const listen = (show: (content: BoxContent) => void): (() => void) => {
			this.#showInBox = show;
			return () => {
				// The next box may be there already.
				if (this.#showInBox === show) {
					this.#showInBox = () => undefined;
				}
			};
		};
		return whileShown(this.cancel, () => showSignInBox(this.#content, listen, signal));
	}

	async #showAside(closing: AbortController): Promise<"show"> {
		this.#bringBack = () => closing.abort();
		const signal = AbortSignal.any([this.signal, closing.signal]);
		await waitUnseen(this.cancel, signal, waitText(this.#content));
		return "show";
	}

	async #act(action: Exclude<BoxAction, "useCode"> | "show"): Promise<void> {
		const stage = this.#stage;
		switch (action) {
			case "openPage":
				if (stage.kind !== "beginning") {
					openPage(stage.kind === "browser" ? stage.page : stage.challenge.verificationUriComplete);
				}
				break;
			case "copyPage":
			case "copyCode":
				if (stage.kind !== "beginning") {
					await vscode.env.clipboard.writeText(
						stage.kind === "browser" ? stage.page : stage.challenge.userCode,
					);
					this.#copied = action;
				}
				break;
			case "cancel":
				this.cancel();
				break;
			case "show":
				break;
		}
	}
}

/** Opens a page in the person's browser. That they don't let VS Code do so is no failure: the address can be copied. */
export function openPage(url: string): void {
	openInBrowser(url).then(undefined, () => undefined);
}
