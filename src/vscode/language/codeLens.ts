import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import { resolveChain } from "../../core/config/chain.ts";
import { lexConfig } from "../../core/config/configLexer.ts";
import { readProfile } from "../../core/config/profile.ts";
import { identify, type Section, type SharedConfig } from "../../core/config/sharedConfig.ts";
import { brokenDescription } from "../../core/profiles/profileDescription.ts";
import { rangeOf } from "../profiles/openFile.ts";
import { onDidChangeSettings, showsCodeLens } from "../settings.ts";
import { linkOrigin } from "../views/markdown.ts";
import type { EditedConfig } from "./editedConfig.ts";

/** Above each profile's header what can be done with it, or why nothing can. */
export class ProfileCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
	readonly #model: ConfigModel;
	readonly #edited: EditedConfig;
	readonly #changed = new vscode.EventEmitter<void>();
	readonly #subscriptions: vscode.Disposable;

	readonly onDidChangeCodeLenses = this.#changed.event;

	constructor(model: ConfigModel, edited: EditedConfig) {
		this.#model = model;
		this.#edited = edited;
		const change = (): void => this.#changed.fire();
		this.#subscriptions = vscode.Disposable.from(onDidChangeSettings(change), {
			dispose: model.onDidChange(change),
		});
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		const file = this.#edited.kindOf(document);
		if (file === undefined || !showsCodeLens()) {
			return [];
		}
		const { config } = this.#edited.read(document);
		const seen = new Set<Section>();
		return lexConfig(document.getText(), "").sections.flatMap(({ header, place }) => {
			const identified = identify(header, file);
			const section =
				typeof identified === "object" && identified.kind === "profile"
					? config.profiles.get(identified.name)
					: undefined;
			if (section === undefined || seen.has(section) || readProfile(section).origin.kind === "none") {
				return [];
			}
			seen.add(section);
			return [new vscode.CodeLens(rangeOf(place), this.#command(section, config))];
		});
	}

	dispose(): void {
		this.#subscriptions.dispose();
		this.#changed.dispose();
	}

	#command(section: Section, config: SharedConfig): vscode.Command {
		const profile = section.name;
		const resolution = resolveChain(config, profile);
		if (resolution.kind === "broken") {
			// A plain space after an icon is not drawn.
			const title = `$(warning)\u00A0Can't be used: ${brokenDescription(resolution.code)}`;
			return resolution.place === undefined
				? { title, command: "" }
				: {
						title,
						tooltip: resolution.message,
						command: "awsSessions.openProblem",
						arguments: [resolution.place, linkOrigin],
					};
		}
		// The commands go by what is on disk.
		if (this.#model.current?.config.profiles.has(profile) === false) {
			return { title: "Save to use this profile", command: "workbench.action.files.save" };
		}
		const isRole = "role" in readProfile(section).origin;
		return {
			title: isRole ? "Assume role" : "Start session",
			command: isRole ? "awsSessions.assumeRole" : "awsSessions.startSession",
			arguments: [{ profile }, linkOrigin],
		};
	}
}
