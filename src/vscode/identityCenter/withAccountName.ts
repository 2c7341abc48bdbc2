import { findSignIn } from "../../core/config/ssoSettings.ts";
import { CancelledError, throwIfCancelled } from "../../core/errors.ts";
import { logError } from "../../core/logError.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { withPatientProgress } from "../patientProgress.ts";
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
	const progress = { title: "AWS Sessions: looking up the account's name", patience, clock, signal };
	await withPatientProgress(progress, async (ending) => {
		try {
			await roleDirectory.accounts(signIn, await signInContextOf(app), ending);
		} catch (error) {
			throwIfCancelled(ending);
			if (!(error instanceof CancelledError)) {
				logError(log, "the account's name could not be had", error);
			}
		}
	});
	return accountNames.named(request);
}
