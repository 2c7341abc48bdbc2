import * as vscode from "vscode";
import { backUp, deleteFile, editableFiles, replaceText } from "../../aws/files/configWrite.ts";
import type { FileChange } from "../../core/config/keyMove.ts";
import { listSignIns } from "../../core/config/ssoSettings.ts";
import {
	sectionNameProblem,
	ssoRegionProblem,
	startUrlProblem,
	tidyStartUrl,
} from "../../core/identityCenter/signInChecks.ts";
import { type NewSignIn, planSignIn } from "../../core/identityCenter/signInEdit.ts";
import type { App } from "../app.ts";
import { type FormStep, runForm } from "../forms/form.ts";
import { askForText } from "../forms/steps.ts";
import { confirmEdit, requireSaved, shortPath } from "../profiles/fileEdit.ts";
import { linkOrigin } from "../views/markdown.ts";

const title = "Add sign-in";

/**
 * Add Sign-In: writes an sso-session into the config file, once the person has seen what will stand there, and offers
 * to sign in. @throws SessionsError by reason and remedy; CancelledError
 */
export async function addSignIn(app: App): Promise<{ readonly ssoSession: string }> {
	const { config } = await app.config.reload();
	const draft = await runForm<NewSignIn>({ name: "", startUrl: "", region: "" }, [
		askForStartUrl,
		regionStep(listSignIns(config)),
		nameStep(config.ssoSessions),
	]);
	const loaded = await app.config.reload();
	const change = planSignIn(draft, loaded.config, editableFiles(loaded));
	requireSaved([change.file]);
	const withBackup = await confirmLines(draft, change);
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
	await app.signInStates.refresh();
	void offerSignIn(draft.name, change.file, backup);
	return { ssoSession: draft.name };
}

const askForStartUrl: FormStep<NewSignIn> = async (draft, canGoBack) => ({
	...draft,
	startUrl: tidyStartUrl(
		await askForText({
			title,
			prompt: "The start URL of the AWS access portal, or the issuer URL, which your administrator knows",
			placeholder: "https://d-1234567890.awsapps.com/start",
			value: draft.startUrl,
			check: (text) => startUrlProblem(tidyStartUrl(text)),
			canGoBack,
		}),
	),
});

/** Whoever has a sign-in has most likely the next one in the same region. */
function regionStep(known: ReturnType<typeof listSignIns>): FormStep<NewSignIn> {
	const settings = known.at(0)?.settings;
	const likely = settings?.kind === "settings" ? settings.region : "";
	return async (draft, canGoBack) => ({
		...draft,
		region: await askForText({
			title,
			prompt: "The region that IAM Identity Center is in. Your administrator knows it",
			placeholder: "eu-central-1",
			value: draft.region || likely,
			check: ssoRegionProblem,
			canGoBack,
		}),
	});
}

function nameStep(taken: { has(name: string): boolean }): FormStep<NewSignIn> {
	return async (draft, canGoBack) => ({
		...draft,
		name: await askForText({
			title,
			prompt: "A name for the sign-in, as profiles refer to it in sso_session",
			placeholder: "my-company",
			value: draft.name || suggestName(draft.startUrl, taken),
			check: (text) => sectionNameProblem(text, taken, "sign-in"),
			canGoBack,
		}),
	});
}

/** What stands before `awsapps.com`, unless that is only a number. */
function suggestName(startUrl: string, taken: { has(name: string): boolean }): string {
	const host = URL.canParse(startUrl) ? new URL(startUrl).host : "";
	const name = /^([a-z][\w-]*)\.awsapps\.(?:com|cn)$/i.exec(host)?.[1] ?? "";
	return /^(d-[0-9a-f]+|start)$/i.test(name) || taken.has(name) ? "" : name;
}

/** Shows the exact lines. Resolves to whether a backup is wanted. @throws CancelledError */
async function confirmLines({ name }: NewSignIn, { file, before, after }: FileChange): Promise<boolean> {
	const withBackup = "Add with Backup";
	const add = "Add";
	const chosen = await confirmEdit(
		`Add sign-in '${name}' to ${shortPath(file)}?`,
		[
			...addedLines(before ?? "", after),
			"",
			before === undefined ? "The file is made for it." : "All else in the file stays as it is.",
		],
		before === undefined ? [add] : [withBackup, add],
	);
	return chosen === withBackup;
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
