import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { Clock } from "../../core/clock.ts";
import { allProblems } from "../../core/config/configDiagnostics.ts";
import type { Problem } from "../../core/place.ts";
import { EditedConfig, uriOf } from "../language/editedConfig.ts";
import { rangeOf } from "./openFile.ts";

/** A file that is no config file at all would fill the panel. */
const limitPerFile = 100;

/** So long (ms) after the last keystroke problems are looked for. */
const typingPause = 200;

/** What the problems are told to be of. */
export const diagnosticSource = "AWS Sessions";

/** Keeps the Problems panel in step with what is wrong in the AWS files, also as they are typed. */
export function showProblems(config: ConfigModel, clock: Clock): vscode.Disposable {
	const collection = vscode.languages.createDiagnosticCollection("awsSessions");
	const edited = new EditedConfig(config);
	let cancel = (): void => undefined;
	const update = (): void => {
		cancel();
		const { texts, config: read } = edited.read();
		const unreadable = config.current?.config.problems.filter(({ place }) =>
			texts.every(({ file }) => file !== place.file),
		);
		const byUri = Map.groupBy([...(unreadable ?? []), ...allProblems(texts, read)], ({ place }) =>
			uriOf(place.file).toString(),
		);
		for (const [uri] of collection) {
			if (!byUri.has(uri.toString())) {
				collection.delete(uri);
			}
		}
		for (const [uri, problems] of byUri) {
			collection.set(vscode.Uri.parse(uri), problems.slice(0, limitPerFile).map(diagnostic));
		}
	};
	const updateSoon = (document: vscode.TextDocument): void => {
		if (edited.kindOf(document) !== undefined) {
			cancel();
			cancel = clock.schedule(typingPause, update);
		}
	};
	return vscode.Disposable.from(
		collection,
		{ dispose: config.onDidChange(update) },
		{ dispose: () => cancel() },
		vscode.workspace.onDidChangeTextDocument(({ document }) => updateSoon(document)),
		vscode.workspace.onDidOpenTextDocument(updateSoon),
		vscode.workspace.onDidCloseTextDocument(updateSoon),
		vscode.workspace.onDidSaveTextDocument((document) => {
			if (edited.kindOf(document) !== undefined) {
				void config.reload();
			}
		}),
	);
}

function diagnostic({ message, place, severity }: Problem): vscode.Diagnostic {
	const made = new vscode.Diagnostic(
		rangeOf(place),
		message,
		severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
	);
	made.source = diagnosticSource;
	return made;
}
