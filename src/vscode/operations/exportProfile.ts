import * as vscode from "vscode";
import { deleteFile, editableFiles, replaceWithBackup } from "../../aws/files/configWrite.ts";
import { exportLife } from "../../core/export/exportLife.ts";
import {
	exportNameProblem,
	type ProfileExport,
	planProfileExport,
	type ReplacedKeys,
} from "../../core/export/profileExport.ts";
import { logError } from "../../core/logError.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { askForText } from "../forms/steps.ts";
import { confirmEdit, requireSaved, shortPath } from "../profiles/fileEdit.ts";

/**
 * Writes a session into the credentials file as a profile whose name is asked for, once the person has seen what will
 * stand there. @throws SessionsError by reason and remedy; CancelledError
 */
export async function exportToProfile(
	session: Session,
	credentials: () => Credentials,
	app: App,
): Promise<void> {
	const profile = await askForText({
		title: `Export session ${session.name}`,
		prompt: "The profile's name in the credentials file",
		placeholder: "my-session",
		value: suggestedName(session),
		check: exportNameProblem,
		canGoBack: false,
	});
	const loaded = await app.config.reload();
	const plan = planProfileExport(profile, session, credentials(), loaded.config, editableFiles(loaded));
	requireSaved([plan.file]);
	await confirmPlan(plan, session, app);
	const backup = await replaceWithBackup(plan, app.clock.now(), { isPrivate: true });
	await app.config.reload();
	void tell(plan, backup, session, app);
}

/** Not the name of a profile that the session comes from. */
function suggestedName({ name, source }: Session): string {
	const plain = name.replace(/[^\w.@:+,=/-]+/g, "-").replace(/^-+|-+$/g, "");
	return source.includes(name) ? `${plain}-keys` : plain;
}

async function confirmPlan(plan: ProfileExport, session: Session, app: App): Promise<void> {
	const { profile, file, before, shown, replaced } = plan;
	const action = replaced === undefined ? "Write Profile" : "Replace Keys";
	await confirmEdit(
		replaced === undefined
			? `Write profile '${profile}' into ${shortPath(file)}?`
			: `Replace the keys of profile '${profile}' in ${shortPath(file)}?`,
		[
			...shown,
			"",
			...(replaced === undefined ? [] : [`Replaces: ${replacedText(replaced)}`, ""]),
			`There they are in plain text, for every program of yours to read. The profile ${exportLife(session, app.clock.now())}${session.expiresAt === undefined ? "" : ", and is not renewed"}.`,
			...(before === undefined ? [] : ["A backup of the file is kept beside it."]),
		],
		[action],
	);
}

function replacedText({ accessKeyId, isLongTerm, region }: ReplacedKeys): string {
	const kind = isLongTerm ? "long-term keys, which only the backup has then" : "temporary keys";
	return `${accessKeyId}, ${kind}${region === undefined ? "" : `; region ${region}`}`;
}

/** Tells where it is, and deletes the backup when that is asked for. */
async function tell(
	{ profile, file, replaced }: ProfileExport,
	backup: string | undefined,
	session: Session,
	app: App,
): Promise<void> {
	const done = `Profile '${profile}' is in ${shortPath(file)}: ${exportLife(session, app.clock.now())}`;
	if (backup === undefined) {
		vscode.window.setStatusBarMessage(`$(check) ${done}`, 8000);
		return;
	}
	const deleteBackup = "Delete Backup";
	// Long-term keys may be nowhere else.
	const buttons = replaced?.isLongTerm === true ? [] : [deleteBackup];
	try {
		const chosen = await vscode.window.showInformationMessage(
			`${done}. Backup with the keys in plain text: ${shortPath(backup)}`,
			...buttons,
		);
		if (chosen === deleteBackup) {
			await deleteFile(backup);
		}
	} catch (error) {
		logError(app.log, "a backup could not be deleted", error);
		void showError(error, {
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => app.log.show(),
		});
	}
}
