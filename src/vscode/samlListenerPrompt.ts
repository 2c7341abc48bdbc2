import * as vscode from "vscode";
import { type AcsListener, listenForSamlResponse } from "../aws/acsListener.ts";
import { CancelledError, SessionsError } from "../core/errors.ts";
import { hostOf, startUrlProblem } from "../core/identityFacts.ts";
import type { GivenSamlResponse } from "../credentials/context.ts";
import { askForSamlText, type IdentityPrompt } from "./identityPrompts.ts";
import { openInBrowser } from "./openInBrowser.ts";
import { askForText, BackError } from "./steps.ts";

export interface SamlSignIn extends IdentityPrompt {
	/** Where one signs in, opened in the browser at once. */
	readonly startUrl?: string | undefined;
	/** 0: one that is free. */
	readonly port: number;
	/** The time in milliseconds since the epoch. */
	readonly now: () => number;
}

/** How a sign-in went. */
export interface SignedIn {
	readonly given: GivenSamlResponse;
	/** The page that it began at, also when the person named it only now. */
	readonly startUrl?: string;
}

/** What the person sees while the response is awaited. */
interface Waiting {
	readonly startUrl: string | undefined;
	readonly isCopied: boolean;
}

/**
 * Waits for the SAML response that the identity provider has the browser post to this machine, and shows where to.
 * The person can paste it as well.
 * @throws SessionsError `PortUnavailable`; CancelledError, BackError
 */
export async function waitForSamlResponse(signIn: SamlSignIn): Promise<SignedIn> {
	const controller = new AbortController();
	const stop = (): void => controller.abort();
	signIn.signal?.addEventListener("abort", stop, { once: true });
	const listener = await listen(signIn.port, controller.signal);
	try {
		const address = await addressForBrowser(listener.url);
		let waiting: Waiting = { startUrl: signIn.startUrl, isCopied: false };
		if (waiting.startUrl !== undefined) {
			void openInBrowser(waiting.startUrl);
		}
		for (;;) {
			const outcome = await showWaiting(signIn, waiting, listener, address, controller.signal);
			if (typeof outcome === "object") {
				return { given: outcome, ...(waiting.startUrl === undefined ? {} : { startUrl: waiting.startUrl }) };
			}
			try {
				waiting = await act(outcome, waiting, address.url);
				if (outcome === "paste") {
					const given = await pasteOrPost(signIn, listener, address.url);
					return { given, ...(waiting.startUrl === undefined ? {} : { startUrl: waiting.startUrl }) };
				}
			} catch (error) {
				if (!(error instanceof BackError)) {
					throw error;
				}
			}
		}
	} finally {
		signIn.signal?.removeEventListener("abort", stop);
		await listener.close();
	}
}

async function listen(port: number, signal: AbortSignal): Promise<AcsListener> {
	try {
		return await listenForSamlResponse({ signal, port });
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

/** The listener's address, and whether the person's browser reaches it. */
interface Address {
	readonly url: string;
	readonly reach: "here" | "forwarded" | "sameMachine";
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

type Action = "copy" | "open" | "openOther" | "paste" | "cancel";

async function act(action: Action, waiting: Waiting, url: string): Promise<Waiting> {
	switch (action) {
		case "copy":
			await vscode.env.clipboard.writeText(url);
			return { ...waiting, isCopied: true };
		case "open":
			void openInBrowser(waiting.startUrl ?? url);
			return waiting;
		case "openOther": {
			const startUrl = await askForText({
				title: "Sign-in page",
				prompt: "The page of your identity provider that starts the sign-in to AWS. It opens in the browser",
				placeholder: "https://idp.example.com/…",
				value: waiting.startUrl ?? "",
				check: startUrlProblem,
				canGoBack: true,
			});
			void openInBrowser(startUrl);
			return { ...waiting, startUrl };
		}
		case "cancel":
			throw new CancelledError();
		case "paste":
			return waiting;
	}
}

/** A row without an action only says something. */
interface ActionItem extends vscode.QuickPickItem {
	readonly action?: Action;
}

function showWaiting(
	{ title, canGoBack }: SamlSignIn,
	waiting: Waiting,
	listener: AcsListener,
	address: Address,
	signal: AbortSignal,
): Promise<GivenSamlResponse | Action> {
	const quickPick = vscode.window.createQuickPick<ActionItem>();
	quickPick.title = title;
	quickPick.placeholder = "Waiting for the SAML response of your identity provider…";
	quickPick.ignoreFocusOut = true;
	quickPick.busy = true;
	quickPick.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
	quickPick.items = actions(waiting, address);
	return new Promise((resolve, reject) => {
		const close = (): void => quickPick.hide();
		const done = (outcome: GivenSamlResponse | Action): void => {
			resolve(outcome);
			close();
		};
		listener.response.then(
			(text) => done({ text, listenerUrl: address.url }),
			() => undefined,
		);
		quickPick.onDidAccept(() => {
			const action = quickPick.selectedItems[0]?.action;
			if (action !== undefined) {
				done(action);
			}
		});
		quickPick.onDidTriggerButton(() => {
			reject(new BackError());
			close();
		});
		quickPick.onDidHide(() => {
			signal.removeEventListener("abort", close);
			reject(new CancelledError());
			quickPick.dispose();
		});
		signal.addEventListener("abort", close, { once: true });
		quickPick.show();
	});
}

function actions({ startUrl, isCopied }: Waiting, { url, reach }: Address): ActionItem[] {
	return [
		{
			label: isCopied ? "$(check) Address Copied" : "$(copy) Copy Address",
			description: url,
			detail: "Enter it at your identity provider as the ACS URL: where it sends the response",
			action: "copy",
		},
		...reachItems(reach, url),
		...(startUrl === undefined
			? [{ label: "$(link-external) Open the Sign-In Page…", action: "openOther" as const }]
			: [
					{
						label: "$(link-external) Open the Sign-In Page Again",
						description: hostOf(startUrl),
						action: "open" as const,
					},
				]),
		{
			label: "$(clippy) Paste the Response…",
			detail: "If it is posted to signin.aws.amazon.com instead: the form's field SAMLResponse",
			action: "paste",
		},
		{ label: "$(close) Cancel", action: "cancel" },
	];
}

function reachItems(reach: Address["reach"], url: string): ActionItem[] {
	switch (reach) {
		case "here":
			return [];
		case "forwarded":
			return [
				{
					label: "$(info) VS Code forwards the port to your browser",
					description: "from the remote machine",
				},
			];
		case "sameMachine":
			return [
				{
					label: `$(info) From elsewhere, forward port ${new URL(url).port}`,
					description: "the address is the remote machine's",
				},
			];
	}
}

/** The box to paste in, closed when the response is posted meanwhile. */
async function pasteOrPost(
	{ title, now }: SamlSignIn,
	listener: AcsListener,
	listenerUrl: string,
): Promise<GivenSamlResponse> {
	const closing = new AbortController();
	const posted = listener.response.then((text) => ({ text, listenerUrl }));
	const pasted = askForSamlText({ title, now, canGoBack: true, signal: closing.signal }).then((text) => ({
		text,
	}));
	try {
		return await Promise.race([posted, pasted]);
	} finally {
		closing.abort();
		pasted.catch(() => undefined);
	}
}
