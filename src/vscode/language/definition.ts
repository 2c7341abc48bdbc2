import type * as vscode from "vscode";
import { rangeOf } from "../profiles/openFile.ts";
import { type EditedConfig, uriOf } from "./editedConfig.ts";
import { foundAt, referenceOf } from "./reference.ts";

/** Leads from a name to the section it names. */
export class ConfigDefinitions implements vscode.DefinitionProvider {
	readonly #edited: EditedConfig;

	constructor(edited: EditedConfig) {
		this.#edited = edited;
	}

	provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
		const file = this.#edited.kindOf(document);
		const found = foundAt(document, position);
		const reference =
			file === undefined || found === undefined
				? undefined
				: referenceOf(found, file, this.#edited.read(document).config);
		if (found === undefined || reference === undefined) {
			return [];
		}
		const { place } = reference.section;
		return [
			{
				originSelectionRange: rangeOf(found.place),
				targetUri: uriOf(place.file),
				targetRange: rangeOf(place),
			},
		];
	}
}
