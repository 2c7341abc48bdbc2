import { realpathSync } from "node:fs";
import * as vscode from "vscode";
import type { LoadedConfig } from "../../aws/files/configFiles.ts";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import {
	type ConfigText,
	emptyConfig,
	type FileKind,
	readSharedConfig,
	type SharedConfig,
	type StoredKeyPair,
} from "../../core/config/sharedConfig.ts";
import { withStoredKeys } from "../../core/config/storedKeys.ts";

/** The files' texts and what they say together. */
export interface EditedTexts {
	readonly texts: readonly ConfigText[];
	readonly config: SharedConfig;
}

const noKeys: readonly StoredKeyPair[] = [];

/** Documents of other schemes with the same path, such as a repository's, are not the files. */
export const fileSchemes = ["file", "untitled"] as const;

/** Where paths lead through symbolic links, as found since `realPathsOf` was read. */
const realPaths = new Map<string, string>();
let realPathsOf: LoadedConfig | undefined;

/** What the files say, with the text that is not saved yet in the place of what is on disk. */
export class EditedConfig {
	readonly #model: ConfigModel;
	#last: EditedTexts = { texts: [], config: emptyConfig };
	#lastStored: readonly StoredKeyPair[] = noKeys;

	constructor(model: ConfigModel) {
		this.#model = model;
	}

	/** `shown`: the document whose text counts even if it is no different, since positions in it are asked for. */
	read(shown?: vscode.TextDocument): EditedTexts {
		const texts = editedTexts(this.#model.current, shown);
		const last = this.#last.texts;
		const storedKeys = this.#model.current?.storedKeys ?? noKeys;
		const isSame =
			storedKeys === this.#lastStored &&
			texts.length === last.length &&
			texts.every(({ file, text }, index) => file === last[index]?.file && text === last[index]?.text);
		if (!isSame) {
			this.#last = { texts, config: withStoredKeys(readSharedConfig(texts), storedKeys) };
			this.#lastStored = storedKeys;
		}
		return this.#last;
	}

	/** Which of the two files a document is of. */
	kindOf(document: vscode.TextDocument): FileKind | undefined {
		return twoFiles(this.#model.current).find(({ file }) => isOf(document, file))?.kind;
	}
}

/** The document in which a file's text is edited, if there is one; it may not be on disk yet. */
export function documentOf(file: string): vscode.TextDocument | undefined {
	const documents = vscode.workspace.textDocuments.filter((document) => isOf(document, file));
	return documents.find(({ isDirty }) => isDirty) ?? documents[0];
}

/** Where a file's problems and places are shown. */
export function uriOf(file: string): vscode.Uri {
	return documentOf(file)?.uri ?? vscode.Uri.file(file);
}

function editedTexts(loaded: LoadedConfig | undefined, shown: vscode.TextDocument | undefined): ConfigText[] {
	return twoFiles(loaded).flatMap(({ file, kind }) => {
		const document = shown !== undefined && isOf(shown, file) ? shown : documentOf(file);
		// The text of a document without changes may be older than the disk's.
		return document !== undefined && (document === shown || document.isDirty)
			? [{ file, kind, text: document.getText() }]
			: (loaded?.texts.filter((text) => text.kind === kind) ?? []);
	});
}

/** The paths under which the files can be opened: their own, and where symbolic links lead from there. */
export function filesOf(loaded: LoadedConfig | undefined): readonly { file: string; kind: FileKind }[] {
	return twoFiles(loaded).flatMap(({ file, kind }) => {
		const real = realPath(file);
		return real === file
			? [{ file, kind }]
			: [
					{ file, kind },
					{ file: real, kind },
				];
	});
}

/** Config before credentials. */
function twoFiles(loaded: LoadedConfig | undefined): readonly { file: string; kind: FileKind }[] {
	if (loaded !== realPathsOf) {
		realPaths.clear();
		realPathsOf = loaded;
	}
	const location = loaded?.location;
	return location === undefined
		? []
		: [
				{ file: location.configFile, kind: "config" },
				{ file: location.credentialsFile, kind: "credentials" },
			];
}

function isOf({ uri }: vscode.TextDocument, file: string): boolean {
	if (!fileSchemes.some((scheme) => scheme === uri.scheme)) {
		return false;
	}
	const { fsPath } = vscode.Uri.file(file);
	return (
		comparable(uri.fsPath) === comparable(fsPath) ||
		comparable(realPath(uri.fsPath)) === comparable(realPath(fsPath))
	);
}

/** The path itself when there is nothing at it. */
function realPath(path: string): string {
	let real = realPaths.get(path);
	if (real === undefined) {
		try {
			real = realpathSync.native(path);
		} catch {
			real = path;
		}
		realPaths.set(path, real);
	}
	return real;
}

function comparable(path: string): string {
	return process.platform === "win32" || process.platform === "darwin" ? path.toLowerCase() : path;
}
