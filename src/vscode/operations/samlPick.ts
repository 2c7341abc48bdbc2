import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import { hostOf, shown } from "../../core/identity/identityFacts.ts";
import { BackError } from "../forms/steps.ts";

/** Where the listener waits, and whether the person's browser reaches it. */
export interface Address {
	readonly url: string;
	readonly reach: "here" | "forwarded" | "sameMachine";
}

/** How a wait for a SAML response stands. */
export interface WaitState {
	startUrl: string | undefined;
	isCopied: boolean;
	/** What the person has to know of the responses so far. */
	notice?: { readonly label: string; readonly detail: string };
	/** Shows how it stands now; absent while the pick is not on the screen. */
	refresh?: (() => void) | undefined;
}

export type PickAction = "copy" | "open" | "page" | "paste" | "cancel";

/** A row without an action only says something. */
interface ActionItem extends vscode.QuickPickItem {
	readonly action?: PickAction;
}

/** Shows that a response is awaited and what can be done meanwhile. @throws BackError, CancelledError when it is hidden */
export function showSamlPick(
	{ title, canGoBack }: { readonly title: string; readonly canGoBack: boolean },
	state: WaitState,
	address: Address,
	signal: AbortSignal,
): Promise<PickAction> {
	const quickPick = vscode.window.createQuickPick<ActionItem>();
	quickPick.title = title;
	quickPick.placeholder = "Waiting for the SAML response of your identity provider…";
	quickPick.ignoreFocusOut = true;
	quickPick.busy = true;
	quickPick.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
	state.refresh = () => {
		quickPick.items = items(state, address);
	};
	state.refresh();
	return new Promise((resolve, reject) => {
		const close = (): void => quickPick.hide();
		quickPick.onDidAccept(() => {
			const action = quickPick.selectedItems[0]?.action;
			if (action !== undefined) {
				resolve(action);
				close();
			}
		});
		quickPick.onDidTriggerButton(() => {
			reject(new BackError());
			close();
		});
		quickPick.onDidHide(() => {
			signal.removeEventListener("abort", close);
			state.refresh = undefined;
			reject(new CancelledError());
			quickPick.dispose();
		});
		signal.addEventListener("abort", close, { once: true });
		quickPick.show();
	});
}

function items({ startUrl, isCopied, notice }: WaitState, { url, reach }: Address): ActionItem[] {
	return [
		{
			label: isCopied ? "$(check) Address Copied" : "$(copy) Copy Address",
			description: url,
			detail: "Enter it at your identity provider as the ACS URL: where it sends the response",
			action: "copy",
		},
		...(notice === undefined
			? []
			: [{ label: `$(warning) ${notice.label}`, detail: shown(notice.detail), alwaysShow: true }]),
		...reachItems(reach, url),
		...(startUrl === undefined
			? [{ label: "$(link-external) Open the Sign-In Page…", action: "page" as const }]
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
