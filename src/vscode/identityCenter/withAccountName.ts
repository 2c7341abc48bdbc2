import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { findSignIn } from "../../core/config/ssoSettings.ts";
import { CancelledError, throwIfCancelled } from "../../core/errors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { signInOfRequest } from "../../core/identityCenter/signInOfRequest.ts";
import { logError } from "../../core/logError.ts";
import type { SessionRequest, SsoRoleRequest } from "../../core/session/session.ts";
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
	const known = app.accountNames.named(request);
	const { current } = app.config;
	const signIn = current === undefined ? undefined : findSignIn(request.signIn, current.config);
	if (known.accountName !== undefined || signIn === undefined || !("startUrl" in signIn)) {
		return known;
	}
	await learnAccountNames(signIn, app, signal);
	return app.accountNames.named(request);
}

/**
 * Has the account of what is being started known by its name, where its sign-in can tell: the name may mark it as
 * production.
 * @param account 12 digits
 * @throws CancelledError
 */
export async function learnAccountName(
	account: string,
	request: SessionRequest,
	app: App,
	signal: AbortSignal,
): Promise<void> {
	const { accountNames, config } = app;
	const signIn = signInOfRequest(request, config.current?.config ?? emptyConfig);
	if (signIn !== undefined && accountNames.of(account) === undefined) {
		await learnAccountNames(signIn, app, signal);
	}
}

async function learnAccountNames(signIn: SignIn, app: App, signal?: AbortSignal): Promise<void> {
	const { roleDirectory, log, clock } = app;
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
}
