import * as vscode from "vscode";
import { editableFiles, replaceText, replaceWithBackup } from "../../aws/files/configWrite.ts";
import type { TargetArguments } from "../../core/arguments/commandArguments.ts";
import { emptyConfig, type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { productionNames, sessionNames } from "../../core/session/production.ts";
import { profileOf, sessionId } from "../../core/session/session.ts";
import {
	planRemoval,
	planShellProfile,
	type ShellProfile,
	type ShellProfilePlan,
} from "../../core/shells/shellProfile.ts";
import type { App } from "../app.ts";
import { confirmEdit, requireSaved, shortPath } from "./fileEdit.ts";
import { askForName, chooseGiven, chooseSource, nameOf, type Source } from "./otherShellsChoice.ts";

/** What other shells have from now on, or no longer. */
export interface GivenProfile {
	readonly profile: string;
	readonly file: string;
	/** The copy of the file before; absent when the file was not there, or is as it was. */
	readonly backup?: string;
}

/** A file's text as it is, and as it is to be. */
type Edit = Pick<ShellProfilePlan, "file" | "before" | "after">;

/**
 * Use Session in Other Shells: writes a profile into the config file by which any shell gets a session's credentials,
 * as long as it is live; or has a profile whose keys are stored go on working there. The lines are shown first, and a
 * backup of the file is made.
 * @throws SessionsError, CancelledError
 */
export async function useInOtherShells(target: TargetArguments, app: App): Promise<GivenProfile> {
	const { otherShells } = app;
	const { config } = await app.config.reload();
	const source = await chooseSource(target, config, app);
	const name = source.kind === "keys" ? source.name : await askForName(source.request, config, app);
	const command = otherShells.commandFor(name);
	if (command === undefined) {
		throw new SessionsError(
			"ConfigUnwritable",
			`The path of VS Code's storage, or the name '${name}', has a character that a credential_process can't have`,
		);
	}
	const loaded = await app.config.reload();
	const given = source.kind === "keys" ? { kind: "keys" as const } : source;
	const plan = planShellProfile(
		{ name, source: given },
		command,
		regionOf(source, loaded.config, app),
		editableFiles(loaded),
	);
	requireSaved([plan.file]);
	const isProduction = otherShells.isProduction({ name, source: given });
	await confirmGiving(plan, source, isProduction, app);
	const profile: ShellProfile = {
		name,
		source: given,
		isProduction,
		isSectionOurs: !plan.hasSection,
	};
	const backup = await write(plan, profile, app);
	tellOfUse(name, plan.file, backup);
	return { profile: name, file: plan.file, ...(backup === undefined ? {} : { backup }) };
}

/**
 * Stop Using Session in Other Shells: takes the lines out again, which are shown first. A backup of the file is made.
 * @throws SessionsError, CancelledError
 */
export async function stopUsingInOtherShells(target: TargetArguments, app: App): Promise<GivenProfile> {
	const { otherShells } = app;
	const profile = await chooseGiven(target, app);
	const loaded = await app.config.reload();
	const plan = planRemoval(profile, editableFiles(loaded));
	let backup: string | undefined;
	if (plan !== undefined) {
		requireSaved([plan.file]);
		await confirmEdit(
			`Stop giving other shells ${nameOf(profile)}?`,
			[`These lines go out of ${shortPath(plan.file)}:`, "", ...plan.lines, "", ...backupLines(plan)],
			["Remove"],
		);
		backup = await replaceWithBackup(plan, app.clock.now());
	}
	await app.config.reload();
	await otherShells.take(profile.name);
	vscode.window.setStatusBarMessage(
		`$(check) Other shells get no credentials by profile ${profile.name} any more${backupText(backup)}`,
		8000,
	);
	return {
		profile: profile.name,
		file: plan?.file ?? loaded.location?.configFile ?? "",
		...(backup === undefined ? {} : { backup }),
	};
}

/** Whether other shells have a profile's stored keys from here. */
export async function givesKeys(profile: string, { otherShells }: App): Promise<boolean> {
	return (await otherShells.all()).some(({ name, source }) => name === profile && source.kind === "keys");
}

/** Takes the lines out by which other shells have a profile's stored keys, when none are stored any more. */
export async function stopGivingKeys(name: string, app: App): Promise<void> {
	const profile = (await app.otherShells.all()).find(
		(one) => one.name === name && one.source.kind === "keys",
	);
	const loaded = await app.config.reload();
	if (profile === undefined || loaded.storedKeys?.some((pair) => pair.profile === name)) {
		return;
	}
	const plan = planRemoval(profile, editableFiles(loaded));
	if (plan !== undefined) {
		requireSaved([plan.file]);
		await replaceText(plan.file, plan.before, plan.after);
	}
	await app.config.reload();
	await app.otherShells.take(name);
}

function regionOf(source: Source, config: SharedConfig, { manager }: App): string | undefined {
	if (source.kind === "keys") {
		return undefined;
	}
	const profile = config.profiles.get(profileOf(source.request) ?? "");
	const asked = "region" in source.request ? source.request.region : undefined;
	const region = manager.get(sessionId(source.request))?.region ?? asked;
	return region ?? (profile === undefined ? undefined : settingOf(profile, "region"));
}

/** Shows what will be written. @throws CancelledError */
async function confirmGiving(
	plan: ShellProfilePlan,
	source: Source,
	isProduction: boolean,
	app: App,
): Promise<void> {
	const { file, lines, hasSection } = plan;
	const what = isProduction ? productionNameOf(source, app) : nameOf({ source, name: "" });
	const name = lines[0]?.replace(/^\[(profile )?|\]$/g, "") ?? "";
	await confirmEdit(
		`Give other shells ${what}?${isProduction ? " It is marked as production" : ""}`,
		[
			hasSection
				? `This goes into ${lines[0]} in ${shortPath(file)}:`
				: `These lines go into ${shortPath(file)}:`,
			"",
			...(hasSection ? lines.slice(1) : lines),
			"",
			source.kind === "keys"
				? `Every program of yours can then use profile '${name}' again, and roles assumed from it, while a VS Code window is open.`
				: `Every program of yours can then use it with --profile ${name} or AWS_PROFILE=${name}, while the session is live and a VS Code window is open.`,
			...backupLines(plan),
		],
		["Write"],
	);
}

function backupLines({ before, after }: Edit): readonly string[] {
	return before === undefined || before === after ? [] : ["A backup of the file is kept beside it."];
}

function backupText(backup: string | undefined): string {
	return backup === undefined ? "" : `. Backup: ${shortPath(backup)}`;
}

function productionNameOf(source: Source, { config, manager }: App): string {
	if (source.kind === "keys") {
		return nameOf({ source, name: source.name });
	}
	const session = manager.get(sessionId(source.request));
	const { name, role, account } =
		session === undefined
			? productionNames(source.request, config.current?.config ?? emptyConfig)
			: sessionNames(session);
	return `${role ?? `AWS session ${name}`}${account === undefined ? "" : ` in account ${account}`}`;
}

/** Writes the lines, or leaves everything as it was. Resolves to the backup's path. */
async function write(edit: Edit, profile: ShellProfile, app: App): Promise<string | undefined> {
	const { otherShells, config } = app;
	const former = (await otherShells.all()).find(({ name }) => name === profile.name);
	await otherShells.give(profile);
	let backup: string | undefined;
	try {
		backup = await replaceWithBackup(edit, app.clock.now());
	} catch (error) {
		await (former === undefined ? otherShells.take(profile.name) : otherShells.give(former));
		throw error;
	}
	await config.reload();
	await otherShells.update();
	return backup;
}

function tellOfUse(name: string, file: string, backup: string | undefined): void {
	const copy = "Copy Command";
	const tell = async (): Promise<void> => {
		const chosen = await vscode.window.showInformationMessage(
			`Profile '${name}' is in ${shortPath(file)}, for every shell while a VS Code window is open${backupText(backup)}`,
			copy,
		);
		if (chosen === copy) {
			await vscode.env.clipboard.writeText(`aws sts get-caller-identity --profile ${name}`);
		}
	};
	void tell();
}
