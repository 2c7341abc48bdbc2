import * as vscode from "vscode";
import { allProblems } from "../../core/config/configDiagnostics.ts";
import { rangeOf } from "../profiles/openFile.ts";
import { diagnosticSource } from "../profiles/problems.ts";
import type { EditedConfig } from "./editedConfig.ts";

/** Offers what a problem suggests to write instead. */
export class ConfigQuickFixes implements vscode.CodeActionProvider {
	readonly #edited: EditedConfig;

	constructor(edited: EditedConfig) {
		this.#edited = edited;
	}

	provideCodeActions(
		document: vscode.TextDocument,
		_range: vscode.Range,
		{ diagnostics }: vscode.CodeActionContext,
	): vscode.CodeAction[] {
		const ours = diagnostics.filter(({ source }) => source === diagnosticSource);
		const file = this.#edited.kindOf(document);
		if (ours.length === 0 || file === undefined) {
			return [];
		}
		const { texts, config } = this.#edited.read(document);
		const path = texts.find(({ kind }) => kind === file)?.file;
		return allProblems(texts, config).flatMap(({ place, message, replacement }) => {
			const range = rangeOf(place);
			const diagnostic = ours.find((one) => one.range.isEqual(range) && one.message === message);
			if (replacement === undefined || place.file !== path || diagnostic === undefined) {
				return [];
			}
			const action = new vscode.CodeAction(`Change to '${replacement}'`, vscode.CodeActionKind.QuickFix);
			action.diagnostics = [diagnostic];
			action.isPreferred = true;
			action.edit = new vscode.WorkspaceEdit();
			action.edit.replace(document.uri, range, replacement);
			return [action];
		});
	}
}
