import * as vscode from "vscode";
import type { LoadedConfig } from "../../aws/files/configFiles.ts";
import { editableFiles } from "../../aws/files/configWrite.ts";
import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { sectionNameProblem } from "../../core/identityCenter/signInChecks.ts";
import { planSsoProfile, suggestProfileName } from "../../core/identityCenter/signInEdit.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { askForText, BackError } from "../forms/steps.ts";
import { shortPath } from "../profiles/fileEdit.ts";
import { addToConfig } from "./addToConfig.ts";
import { usualRegion } from "./rolesCommands.ts";

/** A profile that was written. */
export interface SavedProfile {
	readonly profile: string;
	/** The copy of the file before. */
	readonly backup?: string;
}

/**
 * Save as Profile: writes a profile for a role of IAM Identity Center into the config file, once the person has seen
 * what. @throws SessionsError, CancelledError
 */
export async function saveAsProfile(request: SsoRoleRequest, app: App): Promise<SavedProfile> {
	const { config: model, clock } = app;
	const first = await model.reload();
	const { name, region } = await askForProfile(request, first.config);
	const loaded = await model.reload();
	const change = planSsoProfile(
		{
			name,
			signIn: requireSignIn(request.signIn, loaded.config),
			account: request.account,
			roleName: request.roleName,
			...(region === undefined ? {} : { region }),
		},
		loaded.config,
		editableFiles(loaded),
	);
	const backup = await addToConfig(change, `profile '${name}'`, "Save", clock.now());
	await requireThere(name, await model.reload());
	await app.revealProfile(name);
	vscode.window.setStatusBarMessage(`$(check) Saved profile ${name} in ${shortPath(change.file)}`, 5000);
	return { profile: name, ...(backup === undefined ? {} : { backup }) };
}

interface AskedProfile {
	readonly name: string;
	readonly region: string | undefined;
}

/** @throws CancelledError */
async function askForProfile(request: SsoRoleRequest, config: SharedConfig): Promise<AskedProfile> {
	const { account, accountName, roleName } = request;
	const title = `Save ${roleName} in ${accountName ?? account} as profile`;
	let name = suggestProfileName(accountName ?? account, roleName, config);
	for (;;) {
		name = await askForText({
			title: `${title} (1/2)`,
			prompt: "The profile's name, as in: aws --profile name",
			placeholder: "Name",
			value: name,
			check: (value) => sectionNameProblem(value, config.profiles, "profile"),
			canGoBack: false,
		});
		try {
			const region = await askForText({
				title: `${title} (2/2)`,
				prompt: "The region it works in. Empty: none",
				placeholder: "eu-central-1",
				value: request.region ?? usualRegion(request.signIn, config) ?? "",
				check: (value) => (value === "" ? undefined : fieldChecks.region(value)),
				canGoBack: true,
			});
			return { name, region: region === "" ? undefined : region };
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

/** @throws SessionsError `ConfigUnwritable` */
async function requireThere(name: string, { config, location }: LoadedConfig): Promise<void> {
	if (!config.profiles.has(name)) {
		throw new SessionsError(
			"ConfigUnwritable",
			`${location?.configFile ?? "The config file"} was written, but profile '${name}' is not found in it. Open the file to see why`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
}
