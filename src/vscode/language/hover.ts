import * as vscode from "vscode";
import { resolveChain } from "../../core/config/chain.ts";
import { valueHint } from "../../core/config/configKeys.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { readProfile } from "../../core/config/profile.ts";
import { type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { displayUrl } from "../../core/places/displayUrl.ts";
import { rangeOf } from "../profiles/openFile.ts";
import { Tooltip } from "../views/markdown.ts";
import { profileTooltip } from "../views/profileItem.ts";
import type { EditedConfig } from "./editedConfig.ts";
import { foundAt, keyOf, type Reference, referenceOf } from "./reference.ts";

/** Explains keys, and says what stands behind the names of profiles, sign-ins and services sections. */
export class ConfigHovers implements vscode.HoverProvider {
	readonly #edited: EditedConfig;
	readonly #environment: Environment;

	constructor(edited: EditedConfig, environment: Environment) {
		this.#edited = edited;
		this.#environment = environment;
	}

	provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
		const file = this.#edited.kindOf(document);
		const found = foundAt(document, position);
		if (file === undefined || found === undefined) {
			return undefined;
		}
		const range = rangeOf(found.place);
		if (found.part === "key") {
			const key = keyOf(found, file);
			return (
				key &&
				new vscode.Hover(
					new Tooltip([])
						.heading(key.name)
						.paragraph(key.description)
						.facts([["Values", valueHint(key.value)]])
						.build(),
					range,
				)
			);
		}
		const { config } = this.#edited.read(document);
		const reference = referenceOf(found, file, config);
		return reference && new vscode.Hover(referenceTooltip(reference, config, this.#environment), range);
	}
}

function referenceTooltip(
	{ kind, section }: Reference,
	config: SharedConfig,
	environment: Environment,
): vscode.MarkdownString {
	switch (kind) {
		case "profile":
			return profileTooltip(
				{ profile: readProfile(section), resolution: resolveChain(config, section.name) },
				config,
				environment,
			);
		case "sso-session":
			return new Tooltip([])
				.heading(section.name)
				.facts([
					["Sign-in", settingOf(section, "sso_start_url")],
					["Region", settingOf(section, "sso_region")],
				])
				.build();
		case "services":
			return new Tooltip([])
				.heading(section.name)
				.facts(
					[...section.properties.values()].map(({ key, nested }) => {
						const endpoint = nested.findLast((inner) => inner.key === "endpoint_url")?.value;
						return [key, endpoint === undefined ? undefined : displayUrl(endpoint)];
					}),
				)
				.build();
	}
}
