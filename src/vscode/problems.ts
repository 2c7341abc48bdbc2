import * as vscode from "vscode";
import type { ConfigModel } from "../aws/configModel.ts";
import { chainProblems } from "../core/chain.ts";
import type { Problem } from "../core/place.ts";
import { rangeOf } from "./openFile.ts";

/** A file that is no config file at all would fill the panel. */
const limitPerFile = 100;

/** Keeps the Problems panel in step with what is wrong in the AWS files. */
export function showProblems(config: ConfigModel): vscode.Disposable {
	const collection = vscode.languages.createDiagnosticCollection("awsSessions");
	const update = (): void => {
		const loaded = config.current?.config;
		collection.clear();
		if (loaded !== undefined) {
			const byFile = Map.groupBy([...loaded.problems, ...chainProblems(loaded)], ({ place }) => place.file);
			for (const [file, problems] of byFile) {
				collection.set(vscode.Uri.file(file), problems.slice(0, limitPerFile).map(diagnostic));
			}
		}
	};
	const unsubscribe = config.onDidChange(update);
	return vscode.Disposable.from(collection, { dispose: unsubscribe });
}

function diagnostic({ message, place, severity }: Problem): vscode.Diagnostic {
	const made = new vscode.Diagnostic(
		rangeOf(place),
		message,
		severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
	);
	made.source = "AWS Sessions";
	return made;
}
