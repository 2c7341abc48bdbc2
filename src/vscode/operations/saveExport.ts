import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { replaceText } from "../../aws/files/configWrite.ts";
import { repositoryOf } from "../../aws/files/repository.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { fileEndings, type TextFormat } from "../../core/export/exportFormats.ts";
import { exportLife } from "../../core/export/exportLife.ts";
import type { Session } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { App } from "../app.ts";
import { requireSaved, shortPath } from "../profiles/fileEdit.ts";

/**
 * Writes keys into a file that the person names, for its owner alone.
 * @param textOf gives the text, when it is known that it will be written
 * @throws SessionsError `InvalidArgument`, `ConfigUnwritable`, and what `textOf` throws; CancelledError
 */
export async function saveExport(
	session: Session,
	format: TextFormat,
	textOf: () => Secret,
	app: App,
): Promise<void> {
	const name = `aws-${session.name.replace(/[^\w.-]+/g, "-")}${fileEndings[format]}`;
	const chosen = await vscode.window.showSaveDialog({
		title: `Save the keys of ${session.name}`,
		saveLabel: "Save Keys",
		defaultUri: vscode.Uri.file(join(homedir(), name)),
	});
	if (chosen === undefined) {
		throw new CancelledError();
	}
	if (chosen.scheme !== "file") {
		throw new SessionsError(
			"InvalidArgument",
			`Keys can be saved on this machine only, not under ${chosen.scheme}:`,
		);
	}
	const file = chosen.fsPath;
	requireSaved([file]);
	const repository = await repositoryOf(dirname(file));
	if (repository !== undefined) {
		await confirmRepository(file, repository);
	}
	const before = await readFile(file, "utf8").catch(() => undefined);
	await replaceText(file, before, textOf().reveal(), { isPrivate: true });
	vscode.window.setStatusBarMessage(
		`$(check) The keys of ${session.name} are in ${shortPath(file)}: ${exportLife(session, app.clock.now())}`,
		8000,
	);
}

async function confirmRepository(file: string, repository: string): Promise<void> {
	const action = "Save Anyway";
	const chosen = await vscode.window.showWarningMessage(
		"Save keys inside a Git repository?",
		{
			modal: true,
			detail: `${shortPath(file)} is in the repository ${shortPath(repository)}. Unless .gitignore leaves it out, the next commit may have the keys in it.`,
		},
		action,
	);
	if (chosen !== action) {
		throw new CancelledError();
	}
}
