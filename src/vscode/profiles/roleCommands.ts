import * as vscode from "vscode";
import { SessionsError } from "../../core/errors.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import { type RememberedRole, rememberedName, roleNameProblem } from "../../core/profiles/rememberedRoles.ts";
import type { App } from "../app.ts";
import { askForText } from "../forms/steps.ts";

/** The remembered role that is meant. @throws SessionsError `InvalidArgument` */
export function requireRole(idOrName: string | undefined, { rememberedRoles }: App): RememberedRole {
	const role = idOrName === undefined ? undefined : rememberedRoles.find(idOrName);
	if (role === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			idOrName === undefined
				? "Invalid argument: role must name a remembered role"
				: `There is no remembered role '${idOrName}'`,
		);
	}
	return role;
}

/** Asks what a remembered role is to be called. @throws CancelledError, BackError */
export async function renameRole(role: RememberedRole, app: App, canGoBack = false): Promise<void> {
	const { id, name = "", request } = role;
	const { rememberedRoles } = app;
	const { name: _, ...unnamed } = role;
	const typed = await askForText({
		title: `Name of ${roleDescription(request)} from ${request.sourceProfile}`,
		prompt: `What you call this role. Empty: ${rememberedName(unnamed)}`,
		placeholder: rememberedName(unnamed),
		value: name,
		check: (text) => roleNameProblem(rememberedRoles.all, id, text),
		canGoBack,
	});
	await rememberedRoles.rename(id, typed);
}

/** Forgets a role, which the person can take back. */
export async function forgetRole(role: RememberedRole, { rememberedRoles }: App): Promise<void> {
	const before = rememberedRoles.all;
	await rememberedRoles.forget(role.id);
	void offerUndo(`Removed ${rememberedName(role)}`, () => rememberedRoles.restore(before));
}

async function offerUndo(message: string, undo: () => Promise<void>): Promise<void> {
	const button = "Undo";
	if ((await vscode.window.showInformationMessage(message, button)) === button) {
		await undo();
	}
}

/** Copies the ARN of a remembered role. */
export async function copyRememberedArn({ request }: RememberedRole): Promise<void> {
	await vscode.env.clipboard.writeText(request.roleArn);
	vscode.window.setStatusBarMessage(`$(check) Copied the ARN of ${roleDescription(request)}`, 3000);
}
