import type * as vscode from "vscode";
import { type Found, findAt } from "../../core/config/configCursor.ts";
import { type ConfigKey, knownKeys } from "../../core/config/configKeys.ts";
import { lexConfig } from "../../core/config/configLexer.ts";
import { type FileKind, identify, type Section, type SharedConfig } from "../../core/config/sharedConfig.ts";

/** A section of the files by its kind and name, as a header or a value names it. */
export interface Reference {
	readonly kind: "profile" | "sso-session" | "services";
	readonly section: Section;
}

/** What stands in a document at a position. */
export function foundAt(
	document: vscode.TextDocument,
	{ line, character }: vscode.Position,
): Found | undefined {
	return findAt(lexConfig(document.getText(), document.uri.fsPath), line, character);
}

/** What is known of the key whose key or value was found. */
export function keyOf(found: Found, file: FileKind): ConfigKey | undefined {
	const identified = identify(found.section.header, file);
	return found.part === "header" || typeof identified !== "object"
		? undefined
		: knownKeys(identified.kind, found.parent).get(found.property.key);
}

/** The section that a header defines or a value names. */
export function referenceOf(found: Found, file: FileKind, config: SharedConfig): Reference | undefined {
	const identified = identify(found.section.header, file);
	if (typeof identified !== "object") {
		return undefined;
	}
	const { kind, name } = found.part === "header" ? identified : valueReference(found, file);
	const section = {
		profile: config.profiles,
		"sso-session": config.ssoSessions,
		services: config.services,
		none: undefined,
	}[kind]?.get(name);
	return section === undefined || kind === "none" ? undefined : { kind, section };
}

function valueReference(
	found: Extract<Found, { part: "key" | "value" }>,
	file: FileKind,
): { kind: Reference["kind"] | "none"; name: string } {
	const name = found.property.value;
	switch (found.part === "value" ? keyOf(found, file)?.value : undefined) {
		case "profile":
			return { kind: "profile", name };
		case "ssoSession":
			return { kind: "sso-session", name };
		case "services":
			return { kind: "services", name };
		default:
			return { kind: "none", name };
	}
}
