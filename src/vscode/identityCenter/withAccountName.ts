import * as vscode from "vscode";
import { findSignIn } from "../../core/config/ssoSettings.ts";
import { CancelledError, throwIfCancelled } from "../../core/errors.ts";
import { logError } from "../../core/logError.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { signInContextOf } from "./signInContext.ts";

/** How long (ms) nothing is shown of it: most lists are there by then. */
const patience = 1000;

/**
 * The request with its account's name, which may mark it as production: asked for where it is not known yet. Where it
 * is not to be had, the request is as it was.
 * @throws CancelledError
 */
export async function withAccountName(
	request: SsoRoleRequest,
	app: App,
	signal?: AbortSignal,
): Promise<SsoRoleRequest> {
	const { accountNames, roleDirectory, config, log, clock } = app;
	const known = accountNames.named(request);
	const signIn = config.current === undefined ? undefined : findSignIn(request.signIn, config.current.config);
	if (known.accountName !== undefined || signIn === undefined || !("startUrl" in signIn)) {
		return known;
	}
	const controller = new AbortController();
	const ending = AbortSignal.any([controller.signal, ...(signal === undefined ? [] : [signal])]);
	const over = Promise.withResolvers<void>();
	const callOff = clock.schedule(patience, () => showProgress(over.promise, () => controller.abort()));
	try {
		await roleDirectory.accounts(signIn, await signInContextOf(app), ending);
	} catch (error) {
		throwIfCancelled(ending);
		if (!(error instanceof CancelledError)) {
			logError(log, "the account's name could not be had", error);
		}
	} finally {
		callOff();
		over.resolve();
	}
	return accountNames.named(request);
}

function showProgress(over: Promise<void>, cancel: () => void): void {
	void vscode.window.withProgress(
		{
			location: vscode.ProgressLocation.Notification,
			title: "AWS Sessions: looking up the account's name",
			cancellable: true,
		},
		(_, token) => {
			const cancelled = new Promise<void>((resolve) => {
				token.onCancellationRequested(() => {
					cancel();
					resolve();
				});
			});
			return Promise.race([over, cancelled]);
		},
	);
}
