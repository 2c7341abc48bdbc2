import * as vscode from "vscode";
import type { ExportArguments } from "../../core/arguments/handoverArguments.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import {
	type ExportFormat,
	type ExportTarget,
	formatTitles,
	likelyFormat,
	type TextFormat,
	textFormats,
} from "../../core/export/exportFormats.ts";
import { exportLife } from "../../core/export/exportLife.ts";
import { exportText } from "../../core/export/exportText.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Session } from "../../core/session/session.ts";
import { type SessionSummary, summarize } from "../../core/session/sessionSummary.ts";
import type { App } from "../app.ts";
import { chooseCaller } from "../forms/callerChoice.ts";
import { separator } from "../forms/form.ts";
import { type PickItem, pickOne } from "../forms/steps.ts";
import { isProductionNow } from "../sessions/production.ts";
import { exportToProfile } from "./exportProfile.ts";
import { saveExport } from "./saveExport.ts";

const title = "Export session";

/** What Export Session resolves to: never a key. */
export interface ExportOutcome {
	readonly session: SessionSummary;
	readonly format: ExportFormat;
	readonly target: ExportTarget | "credentialsFile";
}

interface ExportChoice {
	readonly format: ExportFormat;
	readonly target: ExportTarget;
}

/**
 * Export Session: hands a session's keys over to the person, in a form that other tools take. They go to the clipboard
 * for a minute, into a file that the person names, or into the credentials file; never back to whoever calls.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function exportSession(given: ExportArguments, app: App): Promise<ExportOutcome> {
	const { caller, ...own } = app;
	const { format, target = "clipboard", ...named } = given;
	// Whoever calls is asked about below, in one question for all.
	const session = await chooseCaller({ ...named, isForOther: true }, title, own);
	const choice = format === undefined ? await pickFormat(session, given.target) : { format, target };
	await confirmExport(session, choice, caller !== undefined);
	const { format: form } = choice;
	const outcome = (where: ExportOutcome["target"]): ExportOutcome => ({
		session: summarize(session),
		format: form,
		target: where,
	});
	if (form === "profile") {
		await exportToProfile(session, () => credentialsOf(session, app), app);
		return outcome("credentialsFile");
	}
	if (choice.target === "file") {
		const textOf = () => exportText(form, credentialsOf(session, app), session.region);
		await saveExport(session, form, textOf, app);
		return outcome("file");
	}
	const text = exportText(form, credentialsOf(session, app), session.region);
	await app.clipboardLoans.lend(text);
	vscode.window.setStatusBarMessage(
		`$(check) Copied ${session.name} for ${formatTitles[form]}: ${exportLife(session, app.clock.now())}. It leaves the clipboard in a minute`,
		8000,
	);
	return outcome("clipboard");
}

/** @throws SessionsError `CredentialsExpired` */
function credentialsOf(session: Session, { manager }: App): Credentials {
	const credentials = manager.credentialsOf(session.id);
	if (credentials === undefined) {
		throw new SessionsError("CredentialsExpired", `Session ${session.name} has expired. Renew it first`, {
			remedies: [{ kind: "retry" }],
		});
	}
	return credentials;
}

const saveIcon = new vscode.ThemeIcon("save-as");

async function pickFormat(session: Session, target: ExportTarget | undefined): Promise<ExportChoice> {
	const likely = likelyFormat(vscode.env.shell, process.platform);
	const formats = [likely, ...textFormats.filter((format) => format !== likely)];
	const isToFile = target === "file";
	const items: PickItem<ExportChoice>[] = formats.map((format) => ({
		label: formatTitles[format],
		description: descriptions[format],
		value: { format, target: target ?? "clipboard" },
		...(target === undefined
			? {
					buttons: [
						{ iconPath: saveIcon, tooltip: "Save to File…", value: { format, target: "file" } as const },
					],
				}
			: {}),
	}));
	const profile = { format: "profile", target: "clipboard" } as const;
	return pickOne<ExportChoice>(
		[
			separator(isToFile ? "to a file" : "to the clipboard, for a minute", profile),
			...items,
			...(target === undefined
				? [
						separator<ExportChoice>("on disk", profile),
						{
							label: `${formatTitles.profile}…`,
							description: "for every tool that reads it",
							value: profile,
						},
					]
				: []),
		],
		{
			title: `Export session ${session.name}`,
			placeholder: "The form of the keys",
			canGoBack: false,
		},
	);
}

const descriptions: Readonly<Record<TextFormat, string>> = {
	bash: "export lines, for sh too",
	fish: "set -gx lines",
	powershell: "$Env: lines",
	cmd: "set lines",
	env: "NAME=value, for Docker and dotenv",
	json: "as a credential_process prints it",
};

/**
 * Has the person confirm what leaves the terminals that production keeps to, and whatever another extension asks for.
 * @throws CancelledError
 */
async function confirmExport(
	session: Session,
	{ format, target }: ExportChoice,
	isForCaller: boolean,
): Promise<void> {
	const isProduction = isProductionNow(session);
	if (!isForCaller && !isProduction) {
		return;
	}
	const { identity, roleArn } = session;
	const marked = isProduction ? " It is marked as production" : "";
	const action = "Export Session";
	const chosen = await vscode.window.showWarningMessage(
		`Export the keys of session ${session.name}?${marked}`,
		{
			modal: true,
			detail: [
				...(isForCaller
					? ["A keybinding, a task or another extension asks for this. Go on only if you expected it.", ""]
					: []),
				`Identity: ${roleArn ?? identity.arn}`,
				`To: ${destination(format, target)}`,
			].join("\n"),
		},
		action,
	);
	if (chosen !== action) {
		throw new CancelledError();
	}
}

function destination(format: ExportFormat, target: ExportTarget): string {
	return format === "profile"
		? "a profile in the credentials file"
		: target === "file"
			? `a file that you name (${formatTitles[format]})`
			: `the clipboard, for a minute (${formatTitles[format]})`;
}
