import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { ProfileCodeLenses } from "./codeLens.ts";
import { ConfigCompletions } from "./completion.ts";
import { ConfigDefinitions } from "./definition.ts";
import { EditedConfig, fileSchemes, filesOf } from "./editedConfig.ts";
import { ConfigHovers } from "./hover.ts";
import { ConfigQuickFixes } from "./quickFix.ts";

/**
 * Help in editors of the AWS config and credentials files: completion, hovers, definitions, code lenses and quick
 * fixes. It goes by the files' paths, whatever language an editor takes them for.
 */
export function registerConfigLanguage(config: ConfigModel, environment: Environment): vscode.Disposable {
	const edited = new EditedConfig(config);
	const lenses = new ProfileCodeLenses(config, edited);
	const hovers = new ConfigHovers(edited, environment);
	let registered: vscode.Disposable | undefined;
	let registeredFor = "";
	const renew = (): void => {
		const files = filesOf(config.current).map(({ file }) => file);
		if (files.join("\n") !== registeredFor) {
			registered?.dispose();
			registeredFor = files.join("\n");
			registered = registerProviders(selectorOf(files), edited, lenses, hovers);
		}
	};
	renew();
	return vscode.Disposable.from(
		lenses,
		{ dispose: config.onDidChange(renew) },
		// Files that are elsewhere but say the same are no change.
		vscode.workspace.onDidOpenTextDocument(renew),
		{ dispose: () => registered?.dispose() },
	);
}

function registerProviders(
	selector: vscode.DocumentSelector,
	edited: EditedConfig,
	lenses: ProfileCodeLenses,
	hovers: ConfigHovers,
): vscode.Disposable {
	const { languages } = vscode;
	return vscode.Disposable.from(
		languages.registerCompletionItemProvider(selector, new ConfigCompletions(edited), "[", "=", " "),
		languages.registerHoverProvider(selector, hovers),
		languages.registerDefinitionProvider(selector, new ConfigDefinitions(edited)),
		languages.registerCodeLensProvider(selector, lenses),
		languages.registerCodeActionsProvider(selector, new ConfigQuickFixes(edited), {
			providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
		}),
	);
}

function selectorOf(files: readonly string[]): vscode.DocumentFilter[] {
	return files.flatMap((file) => {
		const name = basename(file).replace(/[*?[\]{}]/g, "[$&]");
		const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(file)), name);
		return fileSchemes.map((scheme) => ({ scheme, pattern }));
	});
}
