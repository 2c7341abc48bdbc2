import * as vscode from "vscode";
import { backUp, deleteFile, editableFiles, replaceText } from "../../aws/files/configWrite.ts";
import type { ClientRegistration } from "../../aws/identityCenter/ssoCache.ts";
import type { FileChange } from "../../core/config/keyMove.ts";
import { type NewSignIn, planSignIn } from "../../core/identityCenter/signInEdit.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import { logError } from "../../core/logError.ts";
import { useRegistrations } from "../../credentials/signIn/registration.ts";
import type { App } from "../app.ts";
import { confirmWithBackup, requireSaved, shortPath } from "../profiles/fileEdit.ts";
import { linkOrigin } from "../views/markdown.ts";
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
	requireSaved([change.file]);
	const withBackup = await confirmLines(signIn, change);
	const backup =
		withBackup && change.before !== undefined
			? await backUp(change.file, change.before, app.clock.now())
			: undefined;
	try {
		await replaceText(change.file, change.before, change.after);
	} catch (error) {
		if (backup !== undefined) {
			await deleteFile(backup).catch(() => undefined);
		}
		throw error;
	}
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

/** Shows the exact lines. Resolves to whether a backup is wanted. @throws CancelledError */
function confirmLines({ name }: NewSignIn, { file, before, after }: FileChange): Promise<boolean> {
	return confirmWithBackup(
		`Add sign-in '${name}' to ${shortPath(file)}?`,
		[
			...addedLines(before ?? "", after),
			"",
			before === undefined ? "The file is made for it." : "All else in the file stays as it is.",
		],
		"Add",
		before !== undefined,
	);
}

/** The lines of a text that another one, which it is made from, has not; without blank ones around them. */
function addedLines(before: string, after: string): readonly string[] {
	const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
	let start = 0;
	while (start < old.length && old[start] === now[start]) {
		start++;
	}
	let end = 0;
	while (end < old.length - start && old.at(-1 - end) === now.at(-1 - end)) {
		end++;
	}
	return now.slice(start, now.length - end).filter((line) => line.trim() !== "");
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
