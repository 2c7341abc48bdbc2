import * as vscode from "vscode";
import { codeOf } from "../../aws/files/errorCode.ts";
import { signInLabel } from "../../core/identityCenter/signIn.ts";
import { logError } from "../../core/logError.ts";
import type { SignInChange } from "../../credentials/signIn/signInStates.ts";
import type { App } from "../app.ts";
import { shortPath } from "../profiles/fileEdit.ts";
import { linkOrigin } from "../views/markdown.ts";
import { signInArguments } from "./rolesElements.ts";
import { isAskedFor } from "./signInQuestion.ts";

/** How long (ms) the other windows leave it to the one that has told. */
const toldFor = 12 * 3_600_000;

/** Tells when a sign-in has ended: once, in one of the windows, and not who is being asked to sign in anyway. */
export function tellOfEndedSignIns(app: App): vscode.Disposable {
	return {
		dispose: app.signInStates.onDidChange((changes) => {
			for (const change of changes) {
				if (hasEnded(change) && !isAskedFor(change.signIn)) {
					tell(change, app).catch((error: unknown) =>
						logError(app.log, "the end of a sign-in could not be told", error),
					);
				}
			}
		}),
	};
}

/** Tells that a refreshed sign-in can't be written into its file: once, as only this window has it now. */
export function tellOfUnwrittenSignIns({ signInRefreshes, log }: App): vscode.Disposable {
	return {
		dispose: signInRefreshes.onDidNotWrite(({ name, file, error }) => {
			logError(log, "a refreshed sign-in can't be written, this window goes on with it", error);
			const why = error.cause === undefined ? "" : ` (${codeOf(error.cause)})`;
			const message = `The refreshed sign-in to ${name} can't be saved to ${shortPath(file)}${why}. This window goes on with it; others, and the AWS CLI, have to sign in again`;
			const showLog = "Show Log";
			void vscode.window
				.showWarningMessage(message.replaceAll("](", "] ("), showLog)
				.then((chosen) => (chosen === showLog ? log.show() : undefined));
		}),
	};
}

function hasEnded({ before, state }: SignInChange): boolean {
	return state.kind === "ended" && (before.kind === "signedIn" || before.kind === "refreshable");
}

/** The time of the token that has ended, in ms: the same in all windows, also when the portal refuses it before. */
function endOfToken({ before, state }: SignInChange): number {
	return before.kind === "signedIn" ? before.until : state.kind === "ended" ? state.at : 0;
}

async function tell(change: SignInChange, app: App): Promise<void> {
	const { signIn } = change;
	const name = signInLabel(signIn);
	const isMine = await app.leases
		.take(`sign-in ended ${name} ${signIn.startUrl} ${endOfToken(change)}`, toldFor)
		.catch(() => true);
	if (!isMine) {
		return;
	}
	const action = "Sign In";
	const chosen = await vscode.window.showWarningMessage(
		`The sign-in to ${name} has ended`.replaceAll("](", "] ("),
		action,
	);
	// The message may have stood there for hours.
	await app.signInStates.refresh();
	const now = app.signInStates.of(signIn).kind;
	if (chosen === action && now !== "signedIn") {
		await vscode.commands.executeCommand("awsSessions.signIn", signInArguments(signIn), linkOrigin);
	}
}
