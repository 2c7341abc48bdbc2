import type { SamlArguments } from "../../core/arguments/identityArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { confirmHandedOver, fullPath, isSpent } from "../forms/identityForm.ts";
import { askForSaml, askForSamlRole, type SamlForm } from "./samlForm.ts";
import { readFrom } from "./samlOrigin.ts";
import { startSession } from "./startCommands.ts";

/**
 * Assume Role with SAML: lets the person sign in at an identity provider, and offers the roles that it gives.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function assumeRoleWithSaml(given: SamlArguments, app: App): Promise<Session> {
	const { assertionFile, ...role } = given;
	if ([assertionFile, role.roleArn, role.principalArn].some((value) => value !== undefined)) {
		const { roleArn = "a role", ...others } = role;
		await confirmHandedOver(`Assume ${roleArn} with a SAML response?`, [
			["file of the response", assertionFile],
			...Object.entries(others),
		]);
	}
	if (assertionFile === undefined) {
		return start(await askForSaml(role, app), app);
	}
	const arrived = await readFrom({ kind: "file", path: fullPath(assertionFile, app) }, app);
	return start(await askForSaml({ ...role, arrived }, app), app);
}

function start(form: SamlForm, app: App): Promise<Session> {
	let failure: unknown;
	const again = async (change: FormChange, current: App): Promise<Session> =>
		start(await changed(form, change, failure, current), current);
	return rememberingForm(again, async () => {
		const { arrived, ...role } = form;
		try {
			return await startSession({ kind: "saml", ...role, assertion: arrived.origin }, app, {
				samlResponse: arrived.given,
			});
		} catch (error) {
			failure = error;
			throw error;
		}
	});
}

/** The form filled in anew as far as a failure asks for it. */
async function changed(form: SamlForm, change: FormChange, failure: unknown, app: App): Promise<SamlForm> {
	if (change.kind === "useDuration") {
		return { ...form, durationSeconds: change.seconds };
	}
	if (isSpent(failure)) {
		const { arrived: _, roleArn: __, principalArn: ___, ...options } = form;
		return askForSaml(options, app);
	}
	const isRefused = failure instanceof SessionsError && failure.code === "AccessDenied";
	return change.kind === "mend" || isRefused ? askForSamlRole(form, app) : form;
}
