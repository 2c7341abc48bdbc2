import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import { readProfile } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import type { App } from "../app.ts";
import { openFile } from "./openFile.ts";

/** Opens the config file, at a profile when one is named; a file that is not there yet as an unsaved one. */
export async function openConfigFile(profile: string | undefined, { config }: App): Promise<void> {
	const { location, config: shared } = await config.reload();
	if (profile !== undefined) {
		const section = shared.profiles.get(profile);
		if (section === undefined) {
			throw new SessionsError("ProfileNotFound", `There is no profile '${profile}'`, {
				remedies: [{ kind: "openConfig" }],
			});
		}
		await openFile(section.place.file, section.place);
		return;
	}
	if (location === undefined) {
		throw new SessionsError(
			"ConfigUnreadable",
			"There is no home folder to look for .aws/config in. Set HOME or AWS_CONFIG_FILE before VS Code starts",
		);
	}
	const { configFile, credentialsFile } = location;
	for (const file of [configFile, credentialsFile]) {
		if (await exists(file)) {
			await openFile(file);
			return;
		}
	}
	const uri = vscode.Uri.file(configFile).with({ scheme: "untitled" });
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** Copies the ARN of a profile's role. */
export async function copyRoleArn(profile: string, { config }: App): Promise<void> {
	const section = (await config.reload()).config.profiles.get(profile);
	const origin = section === undefined ? undefined : readProfile(section).origin;
	if (origin === undefined || !("role" in origin)) {
		throw new SessionsError("ProfileInvalid", `Profile '${profile}' has no role`);
	}
	await vscode.env.clipboard.writeText(origin.role.roleArn);
	vscode.window.setStatusBarMessage(`$(check) Copied the ARN of ${roleDescription(origin.role)}`, 3000);
}

async function exists(file: string): Promise<boolean> {
	try {
		await stat(file);
		return true;
	} catch {
		return false;
	}
}
