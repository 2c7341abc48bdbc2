import * as vscode from "vscode";

const scheme = "aws-sessions-result";
const notKept = "// What AWS answered is kept while its page is open only. Run the command again.\n";

const pages = new Map<string, string>();
let count = 0;

/** Opens a page with what AWS answered: JSON under a heading of comments, read-only. Nothing of it is stored. */
export async function showResult(title: string, text: string): Promise<void> {
	const name = title.replace(/[\\/\p{Cc}]/gu, "∕").slice(0, 100);
	// Each answer has a page of its own: VS Code may hold an older one of the same name for a while.
	const uri = vscode.Uri.from({ scheme, path: `/${name}.jsonc`, query: String(count++) });
	pages.set(uri.toString(), text);
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** Serves the pages to VS Code, and forgets them when they are closed. */
export function registerResultPages(): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.workspace.registerTextDocumentContentProvider(scheme, {
			provideTextDocumentContent: (uri) => pages.get(uri.toString()) ?? notKept,
		}),
		vscode.workspace.onDidCloseTextDocument(({ uri }) => {
			if (uri.scheme === scheme) {
				pages.delete(uri.toString());
			}
		}),
	);
}
