import * as vscode from "vscode";
import { type CompletionPoint, completionPoint } from "../../core/config/configCursor.ts";
import { allowedWords, knownKeys, valueHint } from "../../core/config/configKeys.ts";
import { readProfile } from "../../core/config/profile.ts";
import type { FileKind, SharedConfig } from "../../core/config/sharedConfig.ts";
import { regions } from "../../core/places/regions.ts";
import { profileDescription } from "../../core/profiles/profileDescription.ts";
import type { EditedConfig } from "./editedConfig.ts";

type KeyPoint = Extract<CompletionPoint, { part: "key" }>;
type ValuePoint = Extract<CompletionPoint, { part: "value" }>;

/** Completes section headers, keys and values. */
export class ConfigCompletions implements vscode.CompletionItemProvider {
	readonly #edited: EditedConfig;

	constructor(edited: EditedConfig) {
		this.#edited = edited;
	}

	provideCompletionItems(
		document: vscode.TextDocument,
		{ line, character }: vscode.Position,
	): vscode.CompletionItem[] {
		const kind = this.#edited.kindOf(document);
		const lines = document.getText().split("\n");
		const point = kind === undefined ? undefined : completionPoint(lines, kind, line, character);
		if (kind === undefined || point === undefined) {
			return [];
		}
		const items = itemsAt(point, kind, () => this.#edited.read(document).config);
		for (const item of items) {
			item.range = new vscode.Range(line, point.start, line, point.end);
		}
		return items;
	}
}

function itemsAt(
	point: CompletionPoint,
	file: FileKind,
	config: () => SharedConfig,
): vscode.CompletionItem[] {
	switch (point.part) {
		case "header":
			return (file === "config" ? ["profile ", "sso-session ", "services "] : [""]).map(headerItem);
		case "key":
			return [...knownKeys(point.section, point.parent).keys()].map((name, index) =>
				keyItem(name, index, point),
			);
		case "value":
			return valueItems(point, config);
	}
}

function headerItem(prefix: string): vscode.CompletionItem {
	const item = new vscode.CompletionItem(`[${prefix}name]`, vscode.CompletionItemKind.Module);
	item.insertText = new vscode.SnippetString(`[${prefix}\${1:name}]`);
	return item;
}

/** Those that are not there yet come first. */
function keyItem(name: string, index: number, point: KeyPoint): vscode.CompletionItem {
	const key = knownKeys(point.section, point.parent).get(name);
	const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
	item.sortText = `${point.present.has(name) ? 1 : 0}${String(index).padStart(3, "0")}`;
	if (key === undefined) {
		return item;
	}
	const isBlock = key.value === "block";
	item.documentation = key.description;
	item.detail = valueHint(key.value) ?? "";
	if (!point.hasEquals) {
		item.insertText = isBlock ? new vscode.SnippetString(`${name} =\n  $0`) : `${name} = `;
		item.command = { command: "editor.action.triggerSuggest", title: "Suggest" };
	}
	return item;
}

function valueItems(point: ValuePoint, read: () => SharedConfig): vscode.CompletionItem[] {
	const kind = knownKeys(point.section, point.parent).get(point.key)?.value;
	switch (kind) {
		case undefined:
			return [];
		case "region":
			return [...regions].map(([name, place]) => valueItem(name, place));
		case "profile":
			return [...read().profiles.values()]
				.filter(({ name }) => name !== point.name)
				.map((section) => valueItem(section.name, profileDescription(readProfile(section))));
		case "ssoSession":
			return [...read().ssoSessions.keys()].map((name) => valueItem(name));
		case "services":
			return [...read().services.keys()].map((name) => valueItem(name));
		default:
			return allowedWords(kind).map((word) => valueItem(word));
	}
}

function valueItem(label: string, description = ""): vscode.CompletionItem {
	return new vscode.CompletionItem({ label, description }, vscode.CompletionItemKind.Value);
}
