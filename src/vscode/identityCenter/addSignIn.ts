import * as vscode from "vscode";
import { editableFiles } from "../../aws/files/configWrite.ts";
import type { ClientRegistration } from "../../aws/identityCenter/ssoCache.ts";
import { planSignIn } from "../../core/identityCenter/signInEdit.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import { logError } from "../../core/logError.ts";
import { useRegistrations } from "../../credentials/signIn/registration.ts";
import type { App } from "../app.ts";
import { shortPath } from "../profiles/fileEdit.ts";
import { linkOrigin } from "../views/markdown.ts";
import { addToConfig } from "./addToConfig.ts";
import { signInContextOf } from "./signInContext.ts";
import { askForSignIn } from "./signInForm.ts";

/**
 * Add Sign-In: writes an sso-session into the config file, once IAM Identity Center has been asked for it and the
 * person has seen what will stand there, and offers to sign in. @throws SessionsError by reason and remedy;
 * CancelledError
 */
export async function addSignIn(app: App): Promise<{ readonly ssoSession: string }> {
	const { signIn, registrations } = await askForSignIn(app);
	const loaded = await app.config.reload();
	const change = planSignIn(signIn, loaded.config, editableFiles(loaded));
	const backup = await addToConfig(change, `sign-in '${signIn.name}'`, "Add", app.clock.now());
	await app.config.reload();
	await keep(registrations, signIn.name, app);
	await app.signInStates.refresh();
	void offerSignIn(signIn.name, change.file, backup);
	return { ssoSession: signIn.name };
}

/** Has the first sign-in be made with what was registered to ask. Without that it registers anew. */
async function keep(registrations: readonly ClientRegistration[], session: string, app: App): Promise<void> {
	if (registrations.length === 0) {
		return;
	}
	try {
		const context = await signInContextOf(app);
		await useRegistrations(requireSignIn({ session }, context.config), registrations, context);
	} catch (error) {
		logError(app.log, "a registration could not be kept", error);
	}
}

async function offerSignIn(name: string, file: string, backup: string | undefined): Promise<void> {
	const signIn = "Sign In";
	const kept = backup === undefined ? "" : `. Backup: ${shortPath(backup)}`;
	const chosen = await vscode.window.showInformationMessage(
		`Sign-in '${name}' is in ${shortPath(file)}${kept}`,
		signIn,
	);
	if (chosen === signIn) {
		await vscode.commands.executeCommand("awsSessions.signIn", { ssoSession: name }, linkOrigin);
	}
}
