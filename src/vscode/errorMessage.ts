import * as vscode from "vscode";
import { CancelledError, type Remedy, SessionsError } from "../core/errors.ts";
import type { SignInName } from "../core/identityCenter/signIn.ts";
import type { Place } from "../core/place.ts";
import { label } from "../core/session/countdown.ts";
import { linkOrigin } from "./views/markdown.ts";

export interface ErrorActions {
	/** Does again what failed. */
	readonly retry?: () => void;
	/** Shows what was filled in, to be mended. */
	readonly mend?: () => void;
	/** Does it again for so many seconds. */
	readonly useDuration?: (seconds: number) => void;
	/** Does it again with credentials that the person picks. */
	readonly useOther?: () => void;
	/** What the button says for that. */
	readonly useOtherTitle?: string;
	/** Signs in to IAM Identity Center. */
	readonly signIn?: (signIn: SignInName) => void;
	/** Signs a profile in with `aws login`. */
	readonly awsLogin?: (profile: string) => void;
	readonly openConfig: () => void;
	readonly showLog: () => void;
}

/** Tells the person what went wrong, with a button for each next step. Says nothing of a cancellation. */
export async function showError(error: unknown, actions: ErrorActions): Promise<void> {
	if (error instanceof CancelledError) {
		return;
	}
	const remedies: readonly Remedy[] = error instanceof SessionsError ? error.remedies : [{ kind: "showLog" }];
	const message =
		error instanceof SessionsError
			? error.message
			: "AWS Sessions has run into an unexpected problem. The log says where";
	const { mend } = actions;
	const offered = [
		...(mend === undefined ? [] : [{ title: "Change Options…", run: mend }]),
		...remedies.flatMap((remedy) => button(remedy, actions)),
	];
	// A message without a button is folded to one line, which hides what to do next.
	const buttons = offered.length > 0 ? offered : button({ kind: "showLog" }, actions);
	const chosen = await vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
	chosen?.run();
}

/** Messages repeat what servers and files say, and VS Code would make links, also to commands, of `[text](target)`. */
function withoutLinks(message: string): string {
	return message.replaceAll("](", "] (");
}

interface Button extends vscode.MessageItem {
	readonly run: () => void;
}

function button(remedy: Remedy, actions: ErrorActions): Button[] {
	switch (remedy.kind) {
		case "retry":
			return actions.retry === undefined ? [] : [{ title: "Try Again", run: actions.retry }];
		case "assumeRole":
			return [
				{
					title: "Assume Role",
					run: () => void vscode.commands.executeCommand("awsSessions.assumeRole"),
				},
			];
		case "getFederationToken": {
			const { profile } = remedy;
			return [
				{
					title: "Get Federation Token",
					run: () =>
						void vscode.commands.executeCommand("awsSessions.getFederationToken", { profile }, linkOrigin),
				},
			];
		}
		case "openFile":
			return [{ title: "Open File", run: () => openPlace(remedy.place) }];
		case "openConfig":
			return [{ title: "Open Config File", run: actions.openConfig }];
		case "useDuration": {
			const { useDuration } = actions;
			const { seconds } = remedy;
			return useDuration === undefined
				? []
				: [{ title: `Use ${label(seconds * 1000)}`, run: () => useDuration(seconds) }];
		}
		case "useOther":
			return actions.useOther === undefined
				? []
				: [{ title: actions.useOtherTitle ?? "Use Another Profile…", run: actions.useOther }];
		case "signIn": {
			const { signIn } = actions;
			return signIn === undefined ? [] : [{ title: "Sign In", run: () => signIn(remedy.signIn) }];
		}
		case "awsLogin": {
			const { awsLogin } = actions;
			return awsLogin === undefined ? [] : [{ title: "Sign In", run: () => awsLogin(remedy.profile) }];
		}
		case "showLog":
			return [{ title: "Show Log", run: actions.showLog }];
		case "openSettings":
			return [
				{
					title: "Open Settings",
					run: () => void vscode.commands.executeCommand("workbench.action.openSettings", remedy.setting),
				},
			];
	}
}

/** Through the command, which tells when the file can't be opened. */
function openPlace(place: Place): void {
	void vscode.commands.executeCommand("awsSessions.openProblem", place, linkOrigin);
}
