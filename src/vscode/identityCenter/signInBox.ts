import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import type { DeviceChallenge } from "../../credentials/signIn/deviceSignIn.ts";
import { localTime } from "../time.ts";

/** What a sign-in waits for. */
export type SignInStage =
	| { readonly kind: "beginning" }
	/** That the page sends the browser back. */
	| { readonly kind: "browser"; readonly page: string }
	/** That the person confirms the code. */
	| { readonly kind: "device"; readonly challenge: DeviceChallenge };

export type BoxAction = "openPage" | "copyPage" | "copyCode" | "useCode" | "cancel";

/** What stands in the box of a sign-in. */
export interface BoxContent {
	/** What the sign-in is called. */
	readonly name: string;
	readonly stage: SignInStage;
	/** What was copied last. */
	readonly copied?: "copyPage" | "copyCode" | undefined;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

interface ActionItem extends vscode.QuickPickItem {
	readonly action: BoxAction;
}

/**
 * Shows what a sign-in waits for and what can be done meanwhile.
 * @param listen is told how to show other content, until what it gives is called
 * @throws CancelledError when it is hidden
 */
export function showSignInBox(
	begun: BoxContent,
	listen: (show: (content: BoxContent) => void) => () => void,
	signal: AbortSignal,
): Promise<BoxAction> {
	const quickPick = vscode.window.createQuickPick<ActionItem>();
	quickPick.ignoreFocusOut = true;
	quickPick.busy = true;
	const show = (content: BoxContent): void => {
		const { title, placeholder, items } = texts(content);
		quickPick.title = title;
		quickPick.placeholder = placeholder;
		quickPick.items = items;
	};
	show(begun);
	const stop = listen(show);
	return new Promise((resolve, reject) => {
		const close = (): void => quickPick.hide();
		quickPick.onDidAccept(() => {
			const action = quickPick.selectedItems[0]?.action;
			if (action !== undefined) {
				resolve(action);
				close();
			}
		});
		quickPick.onDidHide(() => {
			signal.removeEventListener("abort", close);
			stop();
			reject(new CancelledError());
			quickPick.dispose();
		});
		signal.addEventListener("abort", close, { once: true });
		quickPick.show();
	});
}

/** What is being waited for, for a notification. */
export function waitText({ name: plain, stage }: BoxContent): string {
	// Otherwise a name could make a link of itself.
	const name = plain.replaceAll("](", "] (");
	return stage.kind === "device"
		? `Signing in to ${name} with the code ${stage.challenge.userCode}`
		: `Signing in to ${name}`;
}

function texts({ name, stage, copied, now }: BoxContent): {
	readonly title: string;
	readonly placeholder: string;
	readonly items: readonly ActionItem[];
} {
	const title = `Sign in to ${name}`;
	const cancel: ActionItem = { label: "$(close) Cancel", action: "cancel" };
	switch (stage.kind) {
		case "beginning":
			return { title, placeholder: "Asking IAM Identity Center…", items: [cancel] };
		case "browser":
			return {
				title,
				placeholder: "Waiting for you to sign in on the page in the browser…",
				items: [
					{
						label: "$(link-external) Open the Page Again",
						description: hostOf(stage.page),
						action: "openPage",
					},
					{
						label: copied === "copyPage" ? "$(check) Address Copied" : "$(copy) Copy the Page's Address",
						description: "for another browser here",
						action: "copyPage",
					},
					{
						label: "$(device-mobile) Use a Code Instead",
						description: "if the browser is elsewhere",
						action: "useCode",
					},
					cancel,
				],
			};
		case "device": {
			const { userCode, verificationUri, expiresAt } = stage.challenge;
			return {
				title: `${title}: ${userCode}`,
				placeholder: `Waiting for you to confirm ${userCode}, until ${localTime(expiresAt, now)}`,
				items: [
					{
						label: "$(link-external) Open Browser",
						description: hostOf(verificationUri),
						detail: `Check that the page shows ${userCode}`,
						action: "openPage",
					},
					{
						label: copied === "copyCode" ? "$(check) Code Copied" : "$(copy) Copy Code",
						description: userCode,
						detail: `For another device: ${verificationUri}`,
						action: "copyCode",
					},
					cancel,
				],
			};
		}
	}
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : "";
}
