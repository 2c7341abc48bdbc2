import * as vscode from "vscode";
import { type AcsListener, type AcsOptions, listenForSamlResponse } from "../../aws/saml/acsListener.ts";
import { CancelledError, SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { startUrlProblem } from "../../core/identity/identityFacts.ts";
import type { GivenSamlResponse } from "../../credentials/context.ts";
import { askForText, BackError } from "../forms/steps.ts";
import { waitUnseen, whileShown } from "../forms/waitBox.ts";
import { askForSamlText, type SamlPrompt, samlProblem } from "../mfa/identityPrompts.ts";
import { openInBrowser } from "../openInBrowser.ts";
import { type Address, type PickAction, showSamlPick, type WaitState } from "./samlPick.ts";

export interface SamlSignIn extends SamlPrompt {
	/** Where one signs in, opened in the browser at once. */
	readonly startUrl?: string | undefined;
	/** 0: one that is free. */
	readonly port: number;
	/** Why there has to be another response than the one that was there. */
	readonly problem?: string | undefined;
}

/** How a sign-in went. */
export interface SignedIn {
	readonly given: GivenSamlResponse;
	/** The page that it began at, also when the person named it only now. */
	readonly startUrl?: string;
}

/** The box that is shown while the response is awaited. */
type Box = "pick" | "page" | "paste";

/**
 * Waits for the SAML response that the identity provider has the browser post to this machine, and shows where to.
 * The person can paste it as well, and can do other things meanwhile: only they end the wait.
 * @throws SessionsError `PortUnavailable`; CancelledError, BackError
 */
export async function waitForSamlResponse(signIn: SamlSignIn): Promise<SignedIn> {
	const controller = new AbortController();
	const cancel = (): void => controller.abort();
	signIn.signal?.addEventListener("abort", cancel, { once: true });
	const state: WaitState = { startUrl: signIn.startUrl, isCopied: false };
	if (signIn.problem !== undefined) {
		state.notice = { label: "A new response is needed", detail: signIn.problem };
	}
	let address: Address | undefined;
	const listener = await listen({
		port: signIn.port,
		signal: controller.signal,
		problemOf: (text) => {
			const problem = samlProblem({ text, ...listenerUrlOf(address) }, signIn);
			if (problem !== undefined) {
				state.notice = { label: "A response was not taken", detail: problem };
				state.refresh?.();
			}
			return problem;
		},
	});
	try {
		address = await addressForBrowser(listener.url);
		if (state.startUrl !== undefined) {
			void openInBrowser(state.startUrl);
		}
		const given = await new SamlWait(signIn, state, address, listener, controller).untilGiven();
		return { given, ...(state.startUrl === undefined ? {} : { startUrl: state.startUrl }) };
	} finally {
		signIn.signal?.removeEventListener("abort", cancel);
		await listener.close();
	}
}

function listenerUrlOf(address: Address | undefined): { readonly listenerUrl?: string } {
	return address === undefined ? {} : { listenerUrl: address.url };
}

async function listen(options: AcsOptions): Promise<AcsListener> {
	try {
		return await listenForSamlResponse(options);
	} catch (error) {
		if (error instanceof SessionsError && error.code === "PortUnavailable") {
			const { code, message, remedies } = error;
			throw new SessionsError(code, message, {
				remedies: [...remedies, { kind: "openSettings", setting: "awsSessions.saml.listenerPort" }],
				cause: error,
			});
		}
		throw error;
	}
}

/**
 * The address as the person's browser reaches it. On a desktop VS Code forwards a remote machine's port; an editor in
 * the browser can only hand on what comes from its own pages, and the identity provider's is another.
 */
async function addressForBrowser(url: string): Promise<Address> {
	if (vscode.env.remoteName === undefined) {
		return { url, reach: "here" };
	}
	const external = (await vscode.env.asExternalUri(vscode.Uri.parse(url))).toString(true);
	const isForwarded = /^http:\/\/(127\.0\.0\.1|localhost):\d+\/saml$/.test(external);
	return isForwarded && vscode.env.uiKind === vscode.UIKind.Desktop
		? { url: external, reach: "forwarded" }
		: { url, reach: "sameMachine" };
}

/** One wait, from its first box to the response. */
class SamlWait {
	readonly #signIn: SamlSignIn;
	readonly #state: WaitState;
	readonly #address: Address;
	readonly #controller: AbortController;
	readonly #posted: Promise<GivenSamlResponse>;

	constructor(
		signIn: SamlSignIn,
		state: WaitState,
		address: Address,
		{ response }: AcsListener,
		controller: AbortController,
	) {
		this.#signIn = signIn;
		this.#state = state;
		this.#address = address;
		this.#controller = controller;
		this.#posted = response.then((text) => ({ text, listenerUrl: address.url }));
		// It fails when the wait is called off, also before anything waits for it.
		this.#posted.catch(() => undefined);
	}

	/** @throws CancelledError, BackError */
	async untilGiven(): Promise<GivenSamlResponse> {
		const { signal } = this.#controller;
		let box: Box | undefined = "pick";
		let pushedAside: Box = box;
		for (;;) {
			// A box that opens when all is over already would hear of no abortion, and stay.
			throwIfCancelled(signal);
			const closing = new AbortController();
			const showing: Promise<GivenSamlResponse | Box> = this.#show(
				box,
				pushedAside,
				AbortSignal.any([signal, closing.signal]),
			);
			try {
				const next: GivenSamlResponse | Box = await Promise.race([this.#posted, showing]);
				if (typeof next === "object") {
					return next;
				}
				box = next;
			} catch (error) {
				const isPushedAside = error instanceof CancelledError && !signal.aborted && box !== undefined;
				if (isPushedAside) {
					pushedAside = box ?? "pick";
					box = undefined;
				} else if (error instanceof BackError && box !== "pick") {
					box = "pick";
				} else {
					throw error;
				}
			} finally {
				closing.abort();
				showing.catch(() => undefined);
			}
		}
	}

	/** Shows a box, or that there is none, until the person has done something with it. */
	async #show(box: Box | undefined, pushedAside: Box, signal: AbortSignal): Promise<GivenSamlResponse | Box> {
		const cancel = this.#cancel;
		switch (box) {
			case undefined:
				await waitUnseen(cancel, signal, "Waiting for the identity provider");
				return pushedAside;
			case "pick":
				return this.#act(
					await whileShown(cancel, () => showSamlPick(this.#signIn, this.#state, this.#address, signal)),
				);
			case "page":
				await this.#openPage(await whileShown(cancel, () => this.#askForPage(signal)));
				return "pick";
			case "paste": {
				const { title, now, roleArn } = this.#signIn;
				const prompt = { title, now, roleArn, canGoBack: true, signal };
				return { text: await whileShown(cancel, () => askForSamlText(prompt)) };
			}
		}
	}

	readonly #cancel = (): void => this.#controller.abort();

	async #act(action: PickAction): Promise<Box> {
		const { url } = this.#address;
		switch (action) {
			case "copy":
				await vscode.env.clipboard.writeText(url);
				this.#state.isCopied = true;
				return "pick";
			case "open":
				void openInBrowser(this.#state.startUrl ?? url);
				return "pick";
			case "page":
			case "paste":
				return action;
			case "cancel":
				this.#cancel();
				throw new CancelledError();
		}
	}

	#askForPage(signal: AbortSignal): Promise<string> {
		return askForText({
			title: "Sign-in page",
			prompt: "The page of your identity provider that starts the sign-in to AWS. It opens in the browser",
			placeholder: "https://idp.example.com/…",
			value: this.#state.startUrl ?? "",
			check: startUrlProblem,
			canGoBack: true,
			signal,
		});
	}

	async #openPage(startUrl: string): Promise<void> {
		this.#state.startUrl = startUrl;
		void openInBrowser(startUrl);
	}
}
