import type { WebIdentityArguments } from "../../core/arguments/identityArguments.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { confirmHandedOver, fullPath, isSpent } from "../forms/identityForm.ts";
import { startSession } from "./startCommands.ts";
import {
	askForWebIdentity,
	askForWebIdentityRole,
	type WebIdentityDraft,
	type WebIdentityForm,
} from "./webIdentityForm.ts";
import { fetchToken } from "./webIdentityOrigin.ts";

/**
 * Assume Role with Web Identity: shows whose token it is before it is sent; asks for what was not given.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function assumeRoleWithWebIdentity(given: WebIdentityArguments, app: App): Promise<Session> {
	const { tokenFile, tokenCommand, ...role } = given;
	if ([tokenFile, tokenCommand, role.roleArn].some((value) => value !== undefined)) {
		const { roleArn = "a role", ...others } = role;
		await confirmHandedOver(`Assume ${roleArn} with a web identity token?`, [
			["command that is run for the token, now and to renew the session, also unasked", tokenCommand],
			["token file", tokenFile],
			...Object.entries(others),
		]);
	}
	if (tokenFile === undefined && tokenCommand === undefined) {
		return start(await askForWebIdentity(role, app), app);
	}
	const origin =
		tokenCommand === undefined
			? ({ kind: "file", path: fullPath(tokenFile ?? "", app) } as const)
			: ({ kind: "command", command: tokenCommand } as const);
	const draft = { ...role, origin, token: await fetchToken(origin, app) };
	return start(await askForWebIdentity(draft, app), app);
}

function start(draft: WebIdentityForm, app: App): Promise<Session> {
	let failure: unknown;
	const again = async (change: FormChange, current: App): Promise<Session> =>
		start(await changed(draft, change, failure, current), current);
	return rememberingForm(again, async () => {
		const { origin, token, ...role } = draft;
		try {
			return await startSession({ kind: "webIdentity", ...role, token: origin }, app, {
				webIdentityToken: token,
			});
		} catch (error) {
			failure = error;
			throw error;
		}
	});
}

/** The form filled in anew as far as a failure asks for it. */
async function changed(
	draft: WebIdentityForm,
	change: FormChange,
	failure: unknown,
	app: App,
): Promise<WebIdentityForm> {
	if (change.kind === "useDuration") {
		return { ...draft, durationSeconds: change.seconds };
	}
	if (isSpent(failure)) {
		return askForWebIdentity(await withNewToken(draft, app), app);
	}
	const isRefused = failure instanceof SessionsError && failure.code === "AccessDenied";
	return change.kind === "mend" || isRefused ? askForWebIdentityRole(draft, app) : draft;
}

/** What is read by itself is read again; for any other token, and when that is called off, the form begins anew. */
async function withNewToken(
	{ token: _, origin, ...others }: WebIdentityForm,
	app: App,
): Promise<WebIdentityDraft> {
	if (origin.kind === "person") {
		return others;
	}
	try {
		return { ...others, origin, token: await fetchToken(origin, app) };
	} catch (error) {
		if (error instanceof CancelledError) {
			return { ...others, origin };
		}
		throw error;
	}
}
